-- system: bank
-- expect: key-too-narrow
-- because: the parent counts in bigints and the child in ints: it works until the parent has two billion rows behind it
CREATE TABLE notification (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL);
CREATE TABLE notification_receipt (notification_id int PRIMARY KEY REFERENCES notification, read_at timestamptz);
