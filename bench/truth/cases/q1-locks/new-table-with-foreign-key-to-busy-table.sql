-- system: shop
-- expect: lock-queue
-- because: A foreign key takes SHARE ROW EXCLUSIVE on what it points to: 91 writes a second of customers wait.
CREATE TABLE wishlists (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  made_at timestamptz NOT NULL DEFAULT now()
);
