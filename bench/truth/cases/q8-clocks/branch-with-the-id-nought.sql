-- system: bank
-- expect: nothing
-- because: the sequence only counts upwards from 401 and never gives a 0
INSERT INTO branch (id, code, city) VALUES (0, 'B0000', 'nowhere') ON CONFLICT (id) DO NOTHING;
