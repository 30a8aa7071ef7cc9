-- system: shop
-- expect: nothing
-- because: A view's tables are locked with ACCESS SHARE, as by any query.
CREATE VIEW open_orders AS
  SELECT o.id, o.placed_at, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'new';
