-- system: bank
-- expect: nothing
-- because: the copy's own sequence is set behind the ids that were copied
CREATE TABLE campaign_copy (LIKE campaign INCLUDING ALL);
CREATE SEQUENCE campaign_copy_id_seq OWNED BY campaign_copy.id;
ALTER TABLE campaign_copy ALTER COLUMN id SET DEFAULT nextval('campaign_copy_id_seq');
INSERT INTO campaign_copy SELECT * FROM campaign;
SELECT setval('campaign_copy_id_seq', (SELECT max(id) FROM campaign_copy));
