SELECT drug_id, times FROM drug_use ORDER BY times DESC LIMIT 10;
