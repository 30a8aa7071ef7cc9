-- system: clinic
-- expect: nothing
-- because: names and types are as before, nobody had a right to it but its owner, and one transaction hides that it was gone
SET lock_timeout = '2s';
DROP VIEW patient_card;
CREATE VIEW patient_card AS
  SELECT p.id, p.mrn, concat(p.given_name, ' ', p.family_name COLLATE "en-x-icu") AS full_name, p.born, i.name AS insurer
  FROM patient p LEFT JOIN insurer i ON i.id = p.insurer_id;
