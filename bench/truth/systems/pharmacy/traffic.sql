-- 40/s, 0.3 ms
SELECT id, name FROM medicine WHERE bare_name(name) = bare_name($1)
-- 90/s, 0.1 ms
SELECT name, maker, price_cents FROM medicine WHERE id = $1
-- 60/s, 0.3 ms
SELECT aisle, pieces FROM shelf WHERE medicine_id = $1
-- 20/s, 0.4 ms
UPDATE shelf SET pieces = pieces - 1 WHERE id = $1
-- 1/s, 0.1 ms
SELECT opens, closes FROM opening_hours WHERE weekday = $1
