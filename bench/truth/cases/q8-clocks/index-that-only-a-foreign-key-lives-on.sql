-- system: bank
-- expect: foreign-key-without-index, plan-worse
-- because: no query asks for sessions by their device, and every DELETE of a device does: three a second read thirty million sessions from end to end
-- No query uses it.
DROP INDEX CONCURRENTLY session_device_idx;
