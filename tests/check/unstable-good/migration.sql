CREATE INDEX CONCURRENTLY event_account_made_at_idx ON event (account, made_at);
