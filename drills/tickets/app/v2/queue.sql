SELECT id, subject, state, opened_at FROM ticket WHERE agent_id = :user - 1000000 AND state IN ('new', 'open') ORDER BY opened_at LIMIT 50;
