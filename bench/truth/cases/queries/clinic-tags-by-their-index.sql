SELECT id, mrn, given_name FROM patient WHERE tags @> ARRAY[$1]::text[];
