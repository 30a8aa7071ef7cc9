-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: an index on an expression works it out for every row, and one amount in 150 has a comma
CREATE INDEX CONCURRENTLY dispute_amount_idx ON dispute ((amount::numeric));
