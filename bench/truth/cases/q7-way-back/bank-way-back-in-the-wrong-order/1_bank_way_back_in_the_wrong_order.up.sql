-- system: bank
-- expect: way-back-fails
-- because: the way back drops the type while the column still uses it
SET lock_timeout = '2s';
CREATE TYPE holder_tone AS ENUM ('formal', 'familiar');
ALTER TABLE holder ADD COLUMN tone holder_tone NOT NULL DEFAULT 'formal';
