-- system: bank
-- expect: nothing
-- because: a table that the same change makes has no row to refuse
SET lock_timeout = '2s';
CREATE TABLE savings_goal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL UNIQUE, target numeric(14, 2) NOT NULL,
  reached_on date, until date NOT NULL, period daterange NOT NULL
);
ALTER TABLE savings_goal ADD CONSTRAINT target_is_positive CHECK (target > 0);
ALTER TABLE savings_goal ADD CONSTRAINT in_time CHECK (reached_on <= until);
ALTER TABLE savings_goal ALTER COLUMN reached_on SET NOT NULL;
ALTER TABLE savings_goal ADD CONSTRAINT one_goal_at_a_time EXCLUDE USING gist (title WITH =, period WITH &&);
