-- The web reads and writes what it needs, and owns nothing; run by the superuser after schema.sql.
CREATE ROLE web LOGIN;
GRANT SELECT, INSERT, UPDATE, DELETE ON depot, sender, parcel, parcel_item, claim, scan_event, label_setting, account, stop, reading, reading_2026, belt_buffer TO web;
GRANT TRUNCATE ON sender TO web;
GRANT SELECT (id, name) ON driver TO web;
GRANT SELECT ON depot_board, depot_load TO web;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO web;
