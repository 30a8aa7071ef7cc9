CREATE INDEX CONCURRENTLY event_made_at_idx ON event (made_at);
