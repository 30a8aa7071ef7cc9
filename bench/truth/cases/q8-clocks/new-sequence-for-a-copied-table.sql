-- system: bank
-- expect: sequence-behind
-- because: the copy has the ids that were there, and its own sequence begins at 1
CREATE TABLE campaign_copy (LIKE campaign INCLUDING ALL);
CREATE SEQUENCE campaign_copy_id_seq OWNED BY campaign_copy.id;
ALTER TABLE campaign_copy ALTER COLUMN id SET DEFAULT nextval('campaign_copy_id_seq');
INSERT INTO campaign_copy SELECT * FROM campaign;
