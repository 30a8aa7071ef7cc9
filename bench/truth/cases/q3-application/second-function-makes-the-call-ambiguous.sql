-- system: clinic
-- expect: query-breaks
-- because: find_drug($1) fits both functions by their defaults alone, and the server refuses to choose: it is not unique
SET lock_timeout = '2s';
CREATE FUNCTION find_drug(term text, only_free boolean DEFAULT false) RETURNS SETOF drug LANGUAGE sql STABLE AS $$
  SELECT * FROM drug WHERE name ILIKE term || '%' AND NOT (only_free AND controlled) ORDER BY name
$$;
