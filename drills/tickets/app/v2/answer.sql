SELECT id AS ticket FROM ticket WHERE agent_id = :user - 1000000 AND state IN ('new', 'open') ORDER BY opened_at LIMIT 1 FOR UPDATE SKIP LOCKED \gset
UPDATE ticket SET state = 'waiting' WHERE id = :ticket;
INSERT INTO message (ticket_id, from_agent, body, receipt) SELECT id, true, 'Have you tried it again?', :write_id FROM ticket WHERE id = :ticket;
