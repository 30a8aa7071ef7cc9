SET lock_timeout = '2s';
DROP TABLE allergy;
DROP TYPE severity;
