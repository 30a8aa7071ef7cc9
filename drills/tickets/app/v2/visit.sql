\visitor random_zipfian(1, :accounts, 0.5)
\actions 6
\connections 50
\session statement_timeout 10s
\size accounts 50000
\size agents 110
\session search_path v2,public
