-- system: clinic
-- expect: nothing
-- because: nobody reads the view or has a right to it, and the way back makes it as it was
SET lock_timeout = '2s';
CREATE OR REPLACE VIEW old_fax_list AS SELECT id, contact ->> 'fax' AS fax, mrn FROM patient WHERE contact ? 'fax';
