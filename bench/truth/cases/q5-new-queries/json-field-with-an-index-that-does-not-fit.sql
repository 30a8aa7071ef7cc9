-- system: clinic
-- expect: new-query-reads-table
-- because: the index is on the field's text (->>), the query asks for its jsonb (->)
-- queries: clinic-json-field-with-an-index-that-does-not-fit.sql
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY visit_device_idx ON visit ((vitals ->> 'device'));
