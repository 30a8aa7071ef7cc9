\every 4s
\timeout 60s
\goal 30s
\fails The export for the warehouse did not arrive.
SELECT count(*), max(written_at) FROM message WHERE written_at > now() - interval '1 day';
SELECT pg_sleep(8.8);
