-- system: parcels
-- expect: lock-queue
-- because: CREATE POLICY takes ACCESS EXCLUSIVE: readers and writers queue behind it while it waits.
CREATE POLICY own_region ON sender FOR SELECT TO web USING (true);
