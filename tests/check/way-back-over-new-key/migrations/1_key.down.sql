ALTER TABLE mark DROP CONSTRAINT mark_pupil_fkey;
