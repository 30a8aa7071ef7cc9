-- system: shop
-- expect: nothing
-- because: COMMENT takes SHARE UPDATE EXCLUSIVE, which stops neither readers nor writers, so that it needs no limit.
COMMENT ON COLUMN orders.note IS 'what the buyer wants the carrier to know';
