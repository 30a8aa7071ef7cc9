SET lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS event_action_idx ON event (action);
CREATE TABLE payout (id int PRIMARY KEY, iban varchar(22) NOT NULL REFERENCES payee);
CREATE INDEX ON payout (iban);
