-- system: clinic
-- expect: nothing
-- because: each script is one statement, which the tool sends alone
CREATE INDEX CONCURRENTLY visit_device_idx ON visit ((vitals ->> 'device'));
