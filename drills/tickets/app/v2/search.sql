\set number random(1, 4999)
SELECT id, subject, state, opened_at FROM ticket WHERE to_tsvector('simple', subject) @@ plainto_tsquery('simple', 'printer ' || :number::text) ORDER BY opened_at DESC LIMIT 20;
