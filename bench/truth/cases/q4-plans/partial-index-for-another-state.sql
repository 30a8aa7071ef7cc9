-- system: bank
-- expect: plan-worse
-- because: the list of pending transfers cannot use an index whose condition it does not imply
CREATE INDEX CONCURRENTLY transfer_open_idx ON transfer (booked_at) WHERE state IN ('pending', 'failed') AND channel <> 'api';
DROP INDEX CONCURRENTLY transfer_pending_idx;
