SELECT count(*) FROM prescription WHERE drug_id = $1 AND status <> 'void';
