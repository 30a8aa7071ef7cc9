-- system: bank
-- expect: data-lost, cascade, way-back-loses
-- because: TRUNCATE with CASCADE empties the notes too, and nothing brings either back
SET lock_timeout = '2s';
TRUNCATE dispute CASCADE;
