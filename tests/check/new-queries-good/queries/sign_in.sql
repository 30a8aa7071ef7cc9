\weight 3
-- What production has is not judged again.
SELECT id, name, kind, password_hash FROM person WHERE lower(email) = lower('person' || :user || '@school.example');
SELECT count(*) AS drafts FROM submission WHERE file_name = 'thesis-' || :user || '.pdf' AND attempt > 1 \gset
\set again :drafts + 1
