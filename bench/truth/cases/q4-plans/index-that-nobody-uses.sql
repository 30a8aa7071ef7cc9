-- system: bank
-- expect: nothing
-- because: no query of the traffic asks for the channel, and no foreign key needs the index
DROP INDEX CONCURRENTLY transfer_channel_idx;
