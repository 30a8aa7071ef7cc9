CREATE INDEX CONCURRENTLY invoice_number_again_idx ON invoice (number);
