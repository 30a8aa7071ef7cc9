\weight 8
\think 8s
\timeout 5s
\goal 200ms
\fails The search found nothing, not even an answer.
\autocommit
\set number random(1, 4999)
SELECT id, subject, status, opened_at FROM ticket WHERE to_tsvector('simple', subject) @@ plainto_tsquery('simple', 'printer ' || :number::text) ORDER BY opened_at DESC LIMIT 20;
