-- Teachers may leave feedback in rounds.
CREATE TABLE feedback (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  submission_id bigint NOT NULL,
  written_at    timestamptz NOT NULL DEFAULT now(),
  words         text NOT NULL
);
CREATE INDEX feedback_submission_idx ON feedback (submission_id);
ALTER TABLE feedback ADD CONSTRAINT feedback_submission_fkey FOREIGN KEY (submission_id) REFERENCES submission NOT VALID;
GRANT SELECT, INSERT ON feedback TO school_app;
