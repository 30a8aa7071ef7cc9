-- system: bank
-- expect: nothing
-- because: CONCURRENTLY works it out beside what is there, and readers go on; the view has the unique index that this needs
REFRESH MATERIALIZED VIEW CONCURRENTLY branch_total;
