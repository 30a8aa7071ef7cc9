SET lock_timeout = '2s';
ALTER TABLE card DROP CONSTRAINT card_state_is_given;
