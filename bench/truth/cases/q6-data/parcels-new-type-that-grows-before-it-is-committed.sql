-- system: parcels
-- expect: statement-fails
-- because: Up to 16 a value that ADD VALUE made may not be used before it is committed, not even of a type of the same transaction.
CREATE TYPE claim_state AS ENUM ('open', 'paid');
ALTER TYPE claim_state ADD VALUE 'refused';
CREATE TABLE claim_history (id bigint PRIMARY KEY, state claim_state NOT NULL DEFAULT 'refused');
