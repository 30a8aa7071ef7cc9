\weight 40
\think 4s
\timeout 5s
\goal 100ms
\fails Your tickets could not be loaded.
\autocommit
SELECT id, subject, status, opened_at FROM ticket WHERE account_id = :user ORDER BY opened_at DESC LIMIT 20;
