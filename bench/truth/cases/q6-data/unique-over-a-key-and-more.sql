-- system: bank
-- expect: nothing
-- because: id is the primary key, so that no two rows can have the same id and holder; built beside the traffic it keeps nobody waiting
CREATE UNIQUE INDEX CONCURRENTLY account_id_holder_key ON account (id, holder_id);
