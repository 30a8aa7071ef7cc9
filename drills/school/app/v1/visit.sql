\size persons 40000
\size teachers 606
\size courses 1200
\size assignments 12000
\visitor random_zipfian(1, :persons, 0.6)
\actions 5
\connections 60
\session statement_timeout 10s
