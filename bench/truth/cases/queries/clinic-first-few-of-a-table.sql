SELECT id, mrn FROM patient LIMIT 20;
