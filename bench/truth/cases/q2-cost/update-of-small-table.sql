-- system: shop
-- expect: nothing
-- because: 120 rows are written within milliseconds.
UPDATE categories SET colour = 'blue' WHERE colour = 'grey';
