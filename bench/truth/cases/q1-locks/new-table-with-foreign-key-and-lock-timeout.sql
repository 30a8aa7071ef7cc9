-- system: shop
-- expect: nothing
-- because: The lock on customers is asked for two seconds at most, and the new table has no row to look up.
SET lock_timeout = '2s';
CREATE TABLE wishlists (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  made_at timestamptz NOT NULL DEFAULT now()
);
