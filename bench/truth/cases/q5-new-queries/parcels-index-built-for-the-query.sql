-- system: parcels
-- expect: nothing
-- because: The index comes beside the traffic, and the query finds it.
-- queries: parcels-scans-of-an-operator.sql
CREATE INDEX CONCURRENTLY scan_event_operator_idx ON scan_event (operator, at);
