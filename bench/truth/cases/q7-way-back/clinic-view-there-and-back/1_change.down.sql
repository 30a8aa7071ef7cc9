SET lock_timeout = '2s';
DROP VIEW old_fax_list;
CREATE VIEW old_fax_list AS SELECT id, contact ->> 'fax' AS fax FROM patient WHERE contact ? 'fax';
