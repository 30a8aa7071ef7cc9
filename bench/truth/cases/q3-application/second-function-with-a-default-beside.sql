-- system: clinic
-- expect: query-breaks
-- because: open_balance($1) says no type: by the default it fits the new function as well as the old one, and the server refuses to choose
SET lock_timeout = '2s';
CREATE FUNCTION open_balance(patient bigint, in_currency text DEFAULT 'EUR') RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount_cents), 0) FROM invoice i
  WHERE i.patient_id = patient AND i.paid_at IS NULL AND i.currency = in_currency
$$;
