SELECT id FROM patient WHERE mrn = 4711;
