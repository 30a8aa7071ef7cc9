-- system: bank
-- expect: sequence-behind
-- because: the rows of the file come with ids that the sequence gives next
COPY campaign (id, title, owner, budget, state, starts_on, ends_on, code, clicks) FROM stdin;
201	winter	team 1	1000	draft	2026-12-01	2026-12-31	W1	0
202	spring	team 2	1000	draft	2027-03-01	2027-03-31	S1	0
\.
