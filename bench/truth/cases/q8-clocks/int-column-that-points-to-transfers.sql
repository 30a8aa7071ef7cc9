-- system: bank
-- expect: key-too-narrow
-- because: the ids of transfers are bigints, and most of them do not fit into an int
SET lock_timeout = '2s';
ALTER TABLE campaign ADD COLUMN first_transfer_id int REFERENCES transfer;
CREATE INDEX campaign_first_transfer_idx ON campaign (first_transfer_id);
