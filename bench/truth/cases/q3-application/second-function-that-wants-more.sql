-- system: clinic
-- expect: nothing
-- because: without a default the new function cannot be meant by a call with one argument
SET lock_timeout = '2s';
CREATE FUNCTION open_balance(patient bigint, in_currency text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount_cents), 0) FROM invoice i
  WHERE i.patient_id = patient AND i.paid_at IS NULL AND i.currency = in_currency
$$;
