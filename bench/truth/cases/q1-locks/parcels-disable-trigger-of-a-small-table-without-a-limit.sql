-- system: parcels
-- expect: lock-queue
-- because: DISABLE TRIGGER takes SHARE ROW EXCLUSIVE on what is written all the time.
CREATE TRIGGER sender_touch BEFORE UPDATE ON sender FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE sender DISABLE TRIGGER sender_touch;
