\weight 40
\think 4s
\timeout 5s
\goal 100ms
\fails Your tickets could not be loaded.
\autocommit
SELECT id, subject, state, severity, opened_at, (SELECT m.channel FROM message m WHERE m.ticket_id = ticket.id ORDER BY written_at LIMIT 1) FROM ticket WHERE account_id = :user ORDER BY opened_at DESC LIMIT 20;
