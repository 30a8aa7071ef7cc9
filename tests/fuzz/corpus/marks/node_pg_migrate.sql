-- Up Migration
SELECT ${a};
-- Down Migration
COPY t FROM stdin;
\N
\.
