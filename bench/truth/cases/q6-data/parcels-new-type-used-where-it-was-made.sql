-- system: parcels
-- expect: nothing
-- because: The type itself is of the same transaction, and so its values may be used.
CREATE TYPE claim_state AS ENUM ('open', 'paid', 'refused');
CREATE TABLE claim_history (id bigint PRIMARY KEY, state claim_state NOT NULL DEFAULT 'refused');
