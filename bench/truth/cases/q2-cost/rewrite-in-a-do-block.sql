-- system: shop
-- expect: table-rewrite
-- because: What a DO block executes is no less a rewrite.
SET lock_timeout = '2s';
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN SELECT 'order_items' AS name, 'returned' AS part LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE bigint', wanted.name, wanted.part);
  END LOOP;
END $$;
