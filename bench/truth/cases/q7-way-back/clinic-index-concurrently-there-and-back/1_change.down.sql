DROP INDEX CONCURRENTLY visit_device_idx;
