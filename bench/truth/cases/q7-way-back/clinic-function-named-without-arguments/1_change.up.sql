-- system: clinic
-- expect: way-back-fails
-- because: two functions have that name, and the server does not guess
SET lock_timeout = '2s';
CREATE FUNCTION open_balance(patient bigint, in_currency text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount_cents), 0) FROM invoice i WHERE i.patient_id = patient AND i.currency = in_currency $$;
