SET lock_timeout = '2s';
ALTER TABLE pupil RENAME COLUMN state TO status;
CREATE OR REPLACE FUNCTION leave(integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE pupil SET status = 'left' WHERE id = $1;
END $$;
