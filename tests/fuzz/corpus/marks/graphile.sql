--! Previous: -
--! Hash: sha1:a

--! no-transaction
SELECT 1;
