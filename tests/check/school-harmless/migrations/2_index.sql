CREATE INDEX CONCURRENTLY material_kind_idx ON material (kind);
