// GIN and BRIN: the counters on their first page, which the planner reads. No view shows them, so that it takes the
// page itself: pageinspect's, which is current, or the file's, which is as of the last checkpoint.
#include "snapshot/index_keys.h"

namespace ante::snapshot {
namespace {

constexpr const char* others_sql = R"(
SELECT r.oid, r.name, am.amname FROM relation r JOIN pg_class c ON c.oid = r.oid JOIN pg_am am ON am.oid = c.relam
 WHERE r.relkind = 'i' AND am.amname <> 'btree' ORDER BY r.name)";

}  // namespace

Result<void> read_index_metapages(Reading& reading) {
  auto rows = TRY(ask(reading, relations_cte() + others_sql, "heights", "indexes other than B-trees"));
  if (!rows) return {};
  bool may = !reading.access.pageinspect.empty() || reading.access.server_files;
  std::vector<std::string> statements;
  for (int row = 0; row < rows->size(); ++row)
    statements.push_back(may ? first_page_sql(reading.access, rows->integer(row, 0), rows->text(row, 1), 128)
                             : "SELECT NULL");
  auto pages = reading.connection.pipeline(statements);
  std::vector<std::string> unseen;
  for (int row = 0; row < rows->size(); ++row) {
    auto& page = pages[static_cast<std::size_t>(row)];
    if (!page && page.error().sqlstate.empty()) return std::unexpected(page.error());
    IndexShape shape;
    shape.index = rows->text(row, 1);
    bool has_counters = rows->text(row, 2) == "gin" || rows->text(row, 2) == "brin";
    if (has_counters && page && page->size() == 1) shape.metapage = page->value(0, 0);
    if (has_counters && !shape.metapage) unseen.push_back(shape.index);
    reading.snapshot.indexes.push_back(std::move(shape));
  }
  if (!unseen.empty())
    reading.blind("metapages",
                  fmt::format("the counters of {} GIN and BRIN indexes, {} among them", unseen.size(), unseen.front()),
                  "only a superuser may read them");
  return {};
}

}  // namespace ante::snapshot
