-- system: clinic
-- expect: nothing
-- because: it is built while everybody goes on, and takes no plan from anybody
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY visit_device_idx ON visit ((vitals ->> 'device'));
