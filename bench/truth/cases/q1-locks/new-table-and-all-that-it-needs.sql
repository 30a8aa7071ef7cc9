-- system: shop
-- expect: nothing
-- because: Nobody else can see a table before its transaction commits.
CREATE TABLE returns (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, reason text);
CREATE INDEX returns_order_idx ON returns (order_id);
ALTER TABLE returns ADD CONSTRAINT reason_is_short CHECK (length(reason) < 500);
ALTER TABLE returns ALTER COLUMN reason SET NOT NULL;
CREATE TRIGGER returns_note AFTER INSERT ON returns FOR EACH ROW EXECUTE FUNCTION note_stock();
