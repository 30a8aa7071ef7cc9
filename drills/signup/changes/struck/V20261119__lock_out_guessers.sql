-- Whoever fails too often is asked for a second factor. The new version counts failures at every sign-in.
ALTER TABLE member ADD COLUMN second_factor text;
