SET lock_timeout = '2s';
CREATE INDEX invoice_issued_idx ON invoice (id DESC, issued_on DESC);
