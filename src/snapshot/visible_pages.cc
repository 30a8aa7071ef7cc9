// How many pages of a table are all-visible now. pg_class knows how many were at the last VACUUM; CREATE INDEX counts
// them anew, and whether the new index is read alone hangs on it. The map's file says it, as of the last checkpoint: it
// is asked only where VACUUM came before that.
#include <bit>

#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

// A page of the map speaks of 255 MB of the table; of larger tables than this (32 GB) VACUUM's figure is taken.
constexpr int most_map_pages = 128;
constexpr std::size_t map_page = 8192, map_header = 24;
constexpr std::size_t at_a_time = 8;  // tables

std::string changed_since_vacuum_sql() {
  return relations_cte() + fmt::format(R"(
SELECT format('table %s', r.name), pg_relation_filepath(r.oid) || '_vm'
  FROM relation r LEFT JOIN pg_stat_all_tables s ON s.relid = r.oid
 WHERE r.relkind IN ('r', 'm') AND r.relallvisible > 0
   AND (s.n_mod_since_analyze > 0 OR s.n_dead_tup > 0)
   AND greatest(s.last_vacuum, s.last_autovacuum) < (SELECT checkpoint_time FROM pg_control_checkpoint())
   AND r.relpages <= {}::bigint * ({} - {}) * 4 ORDER BY 1)",
                                       most_map_pages, map_page, map_header);
}

// Two bits a page of the table: all-visible, all-frozen.
double all_visible_in(std::string_view hex) {
  auto nibble = [&](std::size_t at) {
    return static_cast<unsigned>(hex[at] <= '9' ? hex[at] - '0' : hex[at] - 'a' + 10);
  };
  int pages = 0;
  for (std::size_t byte = 0; 2 * byte + 1 < hex.size(); ++byte)
    if (byte % map_page >= map_header) pages += std::popcount((nibble(2 * byte) << 4 | nibble(2 * byte + 1)) & 0x55u);
  return pages;
}

}  // namespace

Result<void> read_visible_pages(Reading& reading) {
  if (!reading.access.server_files || !reading.access.blocks_of_8k) return {};
  auto tables = TRY(ask(reading, changed_since_vacuum_sql(), "figures", "which pages are all-visible"));
  for (int first = 0; tables && first < tables->size(); first += at_a_time) {
    int last = std::min<int>(tables->size(), first + static_cast<int>(at_a_time));
    std::vector<std::string> statements;
    for (int row = first; row < last; ++row)
      statements.push_back(
          fmt::format("SELECT pg_catalog.encode(pg_catalog.pg_read_binary_file({}, 0, {}, true), 'hex')",
                      pg::quote_literal(tables->text(row, 1)), map_page * most_map_pages));
    auto maps = reading.connection.pipeline(statements);
    for (int row = first; row < last; ++row) {
      auto& map = maps[static_cast<std::size_t>(row - first)];
      if (!map && map.error().sqlstate.empty()) return std::unexpected(map.error());
      if (map && map->size() == 1 && !map->null(0, 0))
        reading.snapshot.figures.push_back(
            {std::string(tables->text(row, 0)), "pages_all_visible", all_visible_in(map->text(0, 0)), {}});
    }
  }
  return {};
}

}  // namespace ante::snapshot
