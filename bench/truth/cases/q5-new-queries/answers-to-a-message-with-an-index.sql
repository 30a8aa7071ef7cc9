-- system: bank
-- expect: nothing
-- because: the index that the new query wants is built beside the traffic in the same change
-- queries: bank-answers.sql
CREATE INDEX CONCURRENTLY message_parent_idx ON message (parent_id);
