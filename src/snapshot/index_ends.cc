// The ends of each B-tree's first column, which the planner looks up in the index itself when a predicate lies at a
// histogram's end. Read as it reads them: the first entry from either side.
#include "snapshot/index_keys.h"

namespace ante::snapshot {
namespace {

constexpr std::size_t longest_end = 2000;  // bytes; a longer value would hardly fit a leaf, and tells nothing more

struct Question {
  std::string select;                // low and high in one row
  std::vector<std::string> indexes;  // that share it: same table, same first column, same order
};

std::vector<Question> questions(const std::vector<BTree>& trees) {
  std::map<std::string, std::vector<std::string>> by_select;
  for (auto& tree : trees) {
    if (tree.partial || !tree.valid || !tree.readable || tree.foreign_code || tree.blocks <= 1) continue;
    auto end = [&](const std::string& op) {
      return fmt::format("(SELECT {0} FROM ONLY {1} WHERE {0} IS NOT NULL ORDER BY {0} USING {2} LIMIT 1)",
                         tree.first_key, tree.table, op);
    };
    by_select[fmt::format("SELECT {} AS ante_capture_low, {} AS ante_capture_high", end(tree.first_up),
                          end(tree.first_down))]
        .push_back(tree.name);
  }
  std::vector<Question> all;
  for (auto& [select, indexes] : by_select) all.push_back({select, indexes});
  return all;
}

}  // namespace

Result<void> read_index_ends(Reading& reading) {
  auto trees = TRY(btrees(reading));
  auto asked = questions(trees);
  std::vector<std::string> explains;
  for (auto& question : asked) explains.push_back("EXPLAIN (FORMAT JSON) " + question.select);
  TRY(prefer_indexes(reading.connection, reading.access.version));
  auto plans = reading.connection.pipeline(explains);
  std::vector<Question> cheap;
  std::vector<std::string> selects;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (!plans[i] && plans[i].error().sqlstate.empty()) return std::unexpected(plans[i].error());
    if (!plans[i] || plans[i]->size() == 0 || !only_index_scans(plans[i]->text(0, 0))) continue;
    cheap.push_back(asked[i]);
    selects.push_back(asked[i].select);
  }
  auto answers = reading.connection.pipeline(selects);
  TRY(back_to_usual(reading.connection));

  std::map<std::string, std::pair<Text, Text>> ends;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i] && answers[i].error().sqlstate.empty()) return std::unexpected(answers[i].error());
    if (!answers[i] || answers[i]->size() != 1) continue;
    auto low = answers[i]->value(0, 0), high = answers[i]->value(0, 1);
    if ((low && low->size() > longest_end) || (high && high->size() > longest_end)) continue;
    for (auto& index : cheap[i].indexes) ends[index] = {low, high};
  }
  std::vector<std::string> unseen;
  for (auto& shape : reading.snapshot.indexes)
    if (auto found = ends.find(shape.index); found != ends.end()) std::tie(shape.low, shape.high) = found->second;
  for (auto& tree : trees)
    if (!tree.partial && tree.blocks > 1 && !ends.contains(tree.name)) unseen.push_back(tree.name);
  if (!unseen.empty())
    reading.blind("ends",
                  fmt::format("the ends of {} B-trees could not be read, {} among them", unseen.size(), unseen.front()),
                  "GRANT SELECT on their tables (ante doctor --grants)");
  return {};
}

}  // namespace ante::snapshot
