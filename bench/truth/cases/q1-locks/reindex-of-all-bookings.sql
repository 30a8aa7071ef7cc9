-- system: bank
-- expect: index-build
-- because: REINDEX keeps every writer of the table out for as long as four indexes of 170 million rows take
SET lock_timeout = '2s';
REINDEX TABLE entry;
