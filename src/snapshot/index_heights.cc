// The heights of B-trees, which the planner charges for. EXPLAIN tells them to whoever may SELECT: with an operator
// costing 1 and everything else nothing, a scan over an index starts at ceil(log2(tuples)) + 50 × (height + 1), and the
// logarithm is always below 50 (btcostestimate in selfuncs.c). Where another index is chosen for the same keys, or the
// role may not ask, the metapage tells; and where that is closed too, the size.
#include <cmath>

#include "snapshot/index_keys.h"

namespace ante::snapshot {
namespace {

constexpr double descent_cost = 50;  // of one level, in units of cpu_operator_cost

using Heights = std::map<std::string, IndexShape>;

std::string bare_name(std::string_view qualified) {
  // The name in a plan is not qualified and not quoted: compared with what follows the schema, without quotes.
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    if (qualified[i] == '"') quoted = !quoted;
    if (qualified[i] == '.' && !quoted) start = i + 1;
  }
  auto name = qualified.substr(start);
  if (!name.starts_with('"')) return std::string(name);
  std::string plain;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    plain += name[i];
    if (name[i] == '"') ++i;
  }
  return plain;
}

Result<void> ask_planner(Reading& reading, std::vector<BTree>& trees, Heights& heights) {
  std::vector<BTree*> asked;
  std::vector<std::string> statements;
  for (auto& tree : trees) {
    if (tree.blocks <= one_page_tree || !tree.readable || !tree.valid) continue;
    asked.push_back(&tree);
    statements.push_back(fmt::format("EXPLAIN (FORMAT JSON) SELECT 1 FROM ONLY {}{} ORDER BY {}", tree.table,
                                     tree.where, tree.order_by));
  }
  auto plans = ask_patiently(reading.connection, statements);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (!plans[i]) {
      if (plans[i].error().sqlstate.empty()) return std::unexpected(plans[i].error());
      continue;
    }
    if (plans[i]->size() == 0) continue;
    auto top = plan_top(plans[i]->text(0, 0));
    if (top.index != bare_name(asked[i]->name)) continue;
    asked[i]->walked = true;
    auto& shape = heights[asked[i]->name];
    shape.height = std::max(0, static_cast<int>(std::floor(top.startup_cost / descent_cost)) - 1);
    shape.height_from = "planner";
  }
  return {};
}

// btm_fastlevel of a metapage, as hex after the page's header; nullopt where it is no B-tree's.
std::optional<int> fast_level(std::string_view hex) {
  auto number = [&](std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
      unsigned byte = 0;
      if (hex.size() >= 2 * (offset + i) + 2) std::sscanf(hex.data() + 2 * (offset + i), "%2x", &byte);
      value = value << 8 | byte;
    }
    return value;
  };
  constexpr std::uint32_t magic = 0x053162;
  if (hex.size() < 48 || number(0) != magic || number(20) > 32) return std::nullopt;
  return static_cast<int>(number(20));
}

Result<void> ask_metapages(Reading& reading, const std::vector<BTree>& trees, Heights& heights) {
  if (reading.access.pageinspect.empty() && !reading.access.server_files) return {};
  std::vector<const BTree*> asked;
  std::vector<std::string> statements;
  for (auto& tree : trees) {
    if (tree.blocks <= one_page_tree || heights.contains(tree.name)) continue;
    asked.push_back(&tree);
    statements.push_back(first_page_sql(reading.access, tree.oid, tree.name, 24));
  }
  auto pages = ask_patiently(reading.connection, statements);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (!pages[i] && pages[i].error().sqlstate.empty()) return std::unexpected(pages[i].error());
    auto level = pages[i] && pages[i]->size() == 1 ? fast_level(pages[i]->text(0, 0)) : std::nullopt;
    if (!level) continue;
    heights[asked[i]->name].height = *level;
    heights[asked[i]->name].height_from = "metapage";
  }
  return {};
}

// A page holds some 280 downlinks of a short key at 70 % fill; a tree of n leaves is as high as that many times over.
int height_of_size(std::int64_t blocks) {
  constexpr std::int64_t downlinks = 280;
  int height = 0;
  for (auto pages = blocks - 1; pages > 1; pages = (pages + downlinks - 1) / downlinks) ++height;
  return height;
}

}  // namespace

std::string first_page_sql(const Access& access, std::int64_t oid, std::string_view name, int bytes) {
  auto page = access.pageinspect.empty()
                  ? fmt::format("pg_read_binary_file(pg_relation_filepath({}), 0, 8192)", oid)
                  : fmt::format("{}.get_raw_page({}, 0)", access.pageinspect, pg::quote_literal(name));
  constexpr int page_header = 24;
  return fmt::format("SELECT encode(substr({}, {}, {}), 'hex')", page, page_header + 1, bytes);
}

Result<void> read_index_heights(Reading& reading, std::vector<BTree>& trees) {
  Heights heights;
  TRY(ask_planner(reading, trees, heights));
  TRY(ask_metapages(reading, trees, heights));
  int guessed = 0;
  std::string one;
  for (auto& tree : trees) {
    auto& shape = heights[tree.name];
    shape.index = tree.name;
    shape.end_type = tree.first_type;
    if (shape.height >= 0) continue;
    shape.height = tree.blocks <= one_page_tree ? 0 : height_of_size(tree.blocks);
    shape.height_from = "size";
    if (tree.blocks > one_page_tree && guessed++ == 0) one = tree.name;
  }
  if (guessed > 0)
    reading.blind("heights",
                  fmt::format("heights of {} B-trees were worked out from their sizes, {} among them", guessed, one),
                  "GRANT SELECT on their tables (ante doctor --grants)");
  for (auto& [name, shape] : heights) reading.snapshot.indexes.push_back(std::move(shape));
  return {};
}

}  // namespace ante::snapshot
