-- system: bank
-- expect: nothing
-- because: every card has its holder, as the rows say; an index leads with the column, and VALIDATE lets everybody go on
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE card ADD CONSTRAINT card_holder_fkey FOREIGN KEY (holder_id) REFERENCES holder NOT VALID;
ALTER TABLE card VALIDATE CONSTRAINT card_holder_fkey;
