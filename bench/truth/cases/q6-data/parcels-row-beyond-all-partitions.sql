-- system: parcels
-- expect: statement-fails, data-refuses
-- because: There is no partition for the year 2030.
SET lock_timeout = '2s';
INSERT INTO parcel (created_on, sender_id, depot_id, state, weight_g, price, barcode) VALUES ('2030-01-01', 1, 1, 'announced', 1, 1, 'TEST');
