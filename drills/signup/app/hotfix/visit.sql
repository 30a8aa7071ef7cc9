\visitor random_zipfian(1, :members, 0.5)
\actions 3
\connections 50
\session statement_timeout 10s
\size members 40000
