-- system: clinic
-- expect: nothing
-- because: the change builds the index that the query needs, beside the traffic
-- queries: clinic-index-that-comes-with-the-change.sql
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY visit_device_idx ON visit ((vitals ->> 'device'));
