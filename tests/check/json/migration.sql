ALTER TABLE mark ALTER value TYPE bigint;
