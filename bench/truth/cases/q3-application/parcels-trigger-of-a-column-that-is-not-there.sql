-- system: parcels
-- expect: function-breaks, query-breaks, insert-refused
-- because: The function sets updated_at, which the table does not have: every INSERT and UPDATE fails.
SET lock_timeout = '2s';
CREATE TRIGGER label_setting_touch BEFORE INSERT OR UPDATE ON label_setting FOR EACH ROW EXECUTE FUNCTION touch();
