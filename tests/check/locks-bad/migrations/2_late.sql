CREATE INDEX submission_file_idx ON submission (file_name, attempt);
