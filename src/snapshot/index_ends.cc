// The ends of each B-tree's first column, which the planner looks up in the index itself when a predicate lies at a
// histogram's end. Read as it reads them: the first entry from either side.
#include "snapshot/index_keys.h"

#include <set>

namespace ante::snapshot {
namespace {

constexpr std::size_t longest_end = 2000;  // bytes; a longer value would hardly fit a leaf, and tells nothing more

struct EndAsked {
  std::vector<std::string> indexes;  // that share it: same table, same first column, same order
  bool cheap = false;                // it is known to walk an index, or the table is small
};
using EndsAsked = std::map<std::string, EndAsked>;  // by the SELECT: low and high in one row

EndsAsked questions_of(const std::vector<BTree>& trees) {
  EndsAsked all;
  for (auto& tree : trees) {
    if (tree.partial || !tree.valid || !tree.readable || tree.foreign_code || tree.blocks <= 1) continue;
    auto end = [&](const std::string& op) {
      return fmt::format("(SELECT {0} FROM ONLY {1} WHERE {0} IS NOT NULL ORDER BY {0} USING {2} LIMIT 1)",
                         tree.first_key, tree.table, op);
    };
    auto& question = all[fmt::format("SELECT {} AS ante_capture_low, {} AS ante_capture_high", end(tree.first_up),
                                     end(tree.first_down))];
    question.indexes.push_back(tree.name);
    question.cheap = question.cheap || tree.walked || tree.blocks <= one_page_tree;
  }
  return all;
}

// Of the others the planner is asked first: what would not walk an index is not run.
Result<void> drop_expensive(Reading& reading, EndsAsked& all) {
  std::vector<EndsAsked::iterator> doubtful;
  std::vector<std::string> explains;
  for (auto one = all.begin(); one != all.end(); ++one)
    if (!one->second.cheap) {
      doubtful.push_back(one);
      explains.push_back("EXPLAIN (FORMAT JSON) " + one->first);
    }
  auto plans = ask_patiently(reading.connection, explains);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (!plans[i] && plans[i].error().sqlstate.empty()) return std::unexpected(plans[i].error());
    if (!plans[i] || plans[i]->size() == 0 || !only_index_scans(plans[i]->text(0, 0))) all.erase(doubtful[i]);
  }
  return {};
}

}  // namespace

Result<void> read_index_ends(Reading& reading, const std::vector<BTree>& trees) {
  auto asked = questions_of(trees);
  TRY(drop_expensive(reading, asked));
  std::vector<std::string> selects;
  std::vector<const EndAsked*> cheap;
  for (auto& [select, question] : asked) {
    selects.push_back(select);
    cheap.push_back(&question);
  }
  auto answers = ask_patiently(reading.connection, selects);

  std::map<std::string, std::pair<Text, Text>> ends;
  std::set<std::string> too_slow;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i] && answers[i].error().sqlstate.empty()) return std::unexpected(answers[i].error());
    if (!answers[i] && ran_out_of_time(answers[i].error()))
      too_slow.insert(cheap[i]->indexes.begin(), cheap[i]->indexes.end());
    if (!answers[i] || answers[i]->size() != 1) continue;
    auto low = answers[i]->value(0, 0), high = answers[i]->value(0, 1);
    if ((low && low->size() > longest_end) || (high && high->size() > longest_end)) continue;
    for (auto& index : cheap[i]->indexes) ends[index] = {low, high};
  }
  std::vector<std::string> unseen, slow, own_code;
  for (auto& shape : reading.snapshot.indexes)
    if (auto found = ends.find(shape.index); found != ends.end()) std::tie(shape.low, shape.high) = found->second;
  for (auto& tree : trees)
    if (!tree.partial && tree.valid && tree.blocks > 1 && !ends.contains(tree.name))
      (tree.foreign_code ? own_code : too_slow.contains(tree.name) ? slow : unseen).push_back(tree.name);
  if (!unseen.empty())
    reading.blind("ends",
                  fmt::format("the ends of {} B-trees could not be read, {} among them", unseen.size(), unseen.front()),
                  "GRANT SELECT on their tables (ante doctor --grants)");
  if (!slow.empty())
    reading.blind("ends",
                  fmt::format("the ends of {} B-trees, {} among them: they took longer than a capture may ask for",
                              slow.size(), slow.front()),
                  "capture again in a quieter moment");
  if (!own_code.empty())
    reading.blind("ends", fmt::format("the ends of {} B-trees, {} among them: their keys call functions of the "
                                      "database's own, which a capture does not run",
                                      own_code.size(), own_code.front()));
  return {};
}

}  // namespace ante::snapshot
