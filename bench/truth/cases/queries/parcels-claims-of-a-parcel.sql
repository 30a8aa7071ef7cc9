SELECT id, iban FROM claim WHERE parcel_id = $1 AND created_on = $2;
