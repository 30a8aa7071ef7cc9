SELECT count(*) FROM measurement
