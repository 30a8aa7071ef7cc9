SELECT day, barcode FROM parcel WHERE id = $1
UPDATE parcel SET depot = $2 WHERE id = $1
