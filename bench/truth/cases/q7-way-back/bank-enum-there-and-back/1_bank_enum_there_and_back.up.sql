-- system: bank
-- expect: nothing
-- because: type and column come and go together, in the right order
SET lock_timeout = '2s';
CREATE TYPE holder_tone AS ENUM ('formal', 'familiar');
ALTER TABLE holder ADD COLUMN tone holder_tone NOT NULL DEFAULT 'formal';
