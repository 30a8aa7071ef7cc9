SELECT id, weight_g FROM parcel WHERE note = $1;
