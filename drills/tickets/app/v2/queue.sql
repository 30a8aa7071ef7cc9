\user 1000000 + random(1, :agents)
\weight 6
\timeout 5s
\goal 200ms
\fails Your queue could not be loaded.
\autocommit
SELECT id, subject, state, opened_at FROM ticket WHERE agent_id = :user - 1000000 AND state IN ('new', 'open') ORDER BY opened_at LIMIT 50;
