\weight 6
\think 8s
\timeout 5s
\goal 100ms
\fails The page could not be loaded.
\autocommit
\set article random_zipfian(1, 500, 1.1)
SELECT title, body FROM article WHERE id = :article;
