\weight 15
\think 6s
\timeout 5s
\goal 100ms
\fails The conversation could not be loaded.
\autocommit
SELECT id AS ticket, status FROM ticket WHERE account_id = :user ORDER BY opened_at DESC LIMIT 1 \gset
SELECT id, written_at, from_agent, body FROM message WHERE ticket_id = :ticket ORDER BY written_at LIMIT 50;
