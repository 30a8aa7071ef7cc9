SELECT status, count(*) FROM appointment GROUP BY status;
