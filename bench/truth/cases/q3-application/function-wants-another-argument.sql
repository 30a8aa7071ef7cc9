-- system: clinic
-- expect: query-breaks
-- because: open_balance($1) finds no function of one argument once the only one wants two
SET lock_timeout = '2s';
DROP FUNCTION open_balance(bigint);
CREATE FUNCTION open_balance(patient bigint, in_currency text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount_cents), 0) FROM invoice i
  WHERE i.patient_id = patient AND i.paid_at IS NULL AND i.currency = in_currency
$$;
