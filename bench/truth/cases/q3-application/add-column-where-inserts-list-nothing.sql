-- system: clinic
-- expect: nothing
-- because: an INSERT without a list may give fewer values than there are columns; the rest gets its default
SET lock_timeout = '2s';
ALTER TABLE waiting_list ADD COLUMN urgent boolean NOT NULL DEFAULT false;
