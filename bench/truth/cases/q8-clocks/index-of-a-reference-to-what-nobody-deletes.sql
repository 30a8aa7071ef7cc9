-- system: bank
-- expect: nothing
-- because: no query uses the index, and no branch is ever deleted or gets another id, so that its foreign key never asks for it
DROP INDEX CONCURRENTLY account_branch_idx;
