-- system: bank
-- expect: nothing
-- because: what the type admits becomes more
ALTER TYPE card_state ADD VALUE IF NOT EXISTS 'lost';
