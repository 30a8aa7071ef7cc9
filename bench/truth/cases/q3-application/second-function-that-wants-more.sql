-- system: clinic
-- expect: nothing
-- because: a call with one argument goes on to the function that needs no default for it
SET lock_timeout = '2s';
CREATE FUNCTION open_balance(patient bigint, in_currency text DEFAULT 'EUR') RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount_cents), 0) FROM invoice i
  WHERE i.patient_id = patient AND i.paid_at IS NULL AND i.currency = in_currency
$$;
