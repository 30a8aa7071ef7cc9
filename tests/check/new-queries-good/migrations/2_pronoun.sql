ALTER TABLE person ADD COLUMN pronoun text;
