SELECT id AS ticket, state FROM ticket WHERE account_id = :user ORDER BY opened_at DESC LIMIT 1 \gset
SELECT id, written_at, from_agent, channel, body FROM message WHERE ticket_id = :ticket ORDER BY written_at LIMIT 50;
