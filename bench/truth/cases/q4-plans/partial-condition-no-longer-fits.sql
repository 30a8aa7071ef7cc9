-- system: clinic
-- expect: plan-worse
-- because: the query asks for what is unpaid; an index of what is unpaid and dunned does not hold all of it and is not used
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY invoice_dunned_idx ON invoice (due_on) WHERE paid_at IS NULL AND state = 'dunned';
DROP INDEX CONCURRENTLY invoice_unpaid_idx;
