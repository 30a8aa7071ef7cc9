// A database of any number of tables, as applications have them.
#pragma once

#include "snapshot/snapshot.h"
#include "support/real_server.h"

namespace ante::bench {

// Ten columns, four indexes, a foreign key.
inline void make_tables(pg::Connection& server, int tables) {
  for (int i = 0; i < tables; ++i) {
    must(server.execute(fmt::format(
        "CREATE TABLE t{0} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint{1}, name text NOT "
        "NULL, "
        "state varchar(20) NOT NULL DEFAULT 'new', amount numeric(12,2), made_at timestamptz NOT NULL DEFAULT now(), "
        "changed_at timestamptz, flags int NOT NULL DEFAULT 0, doc jsonb, note text CHECK (length(note) < 1000));"
        "CREATE INDEX ON t{0} (parent_id); CREATE INDEX ON t{0} (made_at DESC); CREATE UNIQUE INDEX ON t{0} "
        "(lower(name)); "
        "INSERT INTO t{0} (parent_id, name, amount) SELECT NULL, 'n' || g, g FROM generate_series(1, 200) g",
        i, i ? fmt::format(" REFERENCES t{}", i - 1) : "")));
  }
  must(server.execute("ANALYZE"));
}

// The catalog claims so many bytes, spread over the tables and their indexes.
inline void claim(snapshot::Snapshot& snapshot, std::int64_t bytes) {
  auto blocks = bytes / page_bytes / std::max<std::int64_t>(1, static_cast<std::int64_t>(snapshot.sizes.size()));
  for (auto& size : snapshot.sizes)
    if (size.blocks > 0) size.blocks = size.pages = blocks, size.tuples = static_cast<double>(blocks) * 60;
  for (auto& shape : snapshot.indexes)
    if (shape.height >= 0) shape.height = 3;
}

}  // namespace ante::bench
