-- system: shop
-- expect: bulk-write, table-scan, lock-held, foreign-key-without-index
-- because: For each coupon that goes, all 60 million orders are read, since no index leads from a coupon to its orders.
DELETE FROM coupons WHERE campaign = 'campaign 7';
