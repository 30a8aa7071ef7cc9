-- The new page of videos asks for material by kind.
CREATE INDEX CONCURRENTLY material_kind_idx ON material (kind, published_at);
