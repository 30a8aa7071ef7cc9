-- system: clinic
-- expect: nothing
-- because: name, arguments and result stay
SET lock_timeout = '2s';
CREATE OR REPLACE FUNCTION age_of(born date) RETURNS int LANGUAGE sql STABLE AS $$
  SELECT date_part('year', age(CURRENT_DATE, born))::int
$$;
