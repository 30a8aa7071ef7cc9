// What cannot be taken back, and what is written in one go.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <utility>

#include "base/text.h"
#include "judge/findings.h"
#include "judge/replicas.h"

namespace ante::judge {
namespace {

using What = catalog::Difference::What;

const rehearse::TableFigures* table_of(const std::vector<rehearse::TableFigures>& tables, const std::string& object) {
  const rehearse::TableFigures* found = nullptr;
  for (auto& table : tables)
    if (object == table.table || object.starts_with(table.table + ".")) found = &table;
  return found;
}

// The words of a statement, without quotes and in small letters.
std::set<std::string> words_of(std::string_view sql) {
  std::set<std::string> words;
  std::string word;
  for (char c : std::string(sql) + " ") {
    bool of_a_word = c == '_' || c == '$' || (c & 0x80) || std::isalnum(static_cast<unsigned char>(c));
    if (of_a_word) {
      word += c;
    } else if (!word.empty()) {
      words.insert(lower(std::exchange(word, {})));
    }
  }
  return words;
}

}  // namespace

void add_lost_data(Case& found) {
  auto& statements = found.rehearsal.statements;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    std::vector<std::string> lost;
    auto& differences = statements[i].effects.catalog;
    bool renames = words_of(statements[i].step.sql).contains("rename");
    std::set<std::string> whole_tables;
    for (auto& difference : differences)
      if (difference.what == What::removed && difference.kind == "table") whole_tables.insert(difference.object);
    for (auto& difference : differences) {
      if (difference.what != What::removed || (difference.kind != "table" && difference.kind != "column")) continue;
      auto* table = table_of(found.rehearsal.tables, difference.object);
      // What has no rows, a view or a table of this same change, loses nothing.
      if (!table || table->rows <= 0) continue;
      if (difference.kind == "column" && whole_tables.contains(table->table)) continue;
      auto column = replace_all(difference.object.substr(difference.object.rfind('.') + 1), "\"", "");
      bool never_filled = std::ranges::find(table->empty_columns, column) != table->empty_columns.end();
      if (difference.kind == "column" && never_filled) continue;
      // Under another name, or in another schema, it is still there.
      auto bare = [](const std::string& object) { return object.substr(object.find('.') + 1); };
      bool renamed = std::ranges::any_of(differences, [&](auto& other) {
        if (other.what != What::added || other.kind != difference.kind) return false;
        if (bare(other.object) == bare(difference.object)) return true;
        return renames && (difference.kind == "table" || other.object.starts_with(table->table + "."));
      });
      if (!renamed)
        lost.push_back(fmt::format("{} {} of {} rows", difference.kind, difference.object, human_count(table->rows)));
    }
    for (auto& name : statements[i].effects.emptied)
      if (auto* table = table_of(found.rehearsal.tables, name); table && table->rows > 0)
        lost.push_back(fmt::format("the {} rows of {}", human_count(table->rows), name));
    if (lost.empty()) continue;
    auto finding = found.at(i, "data-lost", Weight::warns);
    finding.says = fmt::format("What it throws away no roll-back brings back: {}", join(lost, ", "));
    finding.advice = "keep it under another name until nobody has missed it";
    found.findings.push_back(std::move(finding));
  }
}

// What goes though nobody named it: CASCADE finds it.
void add_cascades(Case& found) {
  auto& statements = found.rehearsal.statements;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto words = words_of(statements[i].step.sql);
    if (!words.contains("cascade")) continue;
    std::vector<std::string> gone;
    // By its own name, or that of the table that it belongs to.
    auto named = [&](const std::string& object) {
      auto parts = split(replace_all(object, "\"", ""), '.');
      return std::any_of(parts.begin() + 1, parts.end(), [&](auto& part) { return words.contains(lower(part)); });
    };
    for (auto& difference : statements[i].effects.catalog) {
      bool bears = difference.kind == "table" || difference.kind == "constraint" || difference.kind == "function" ||
                   difference.kind == "trigger" || difference.kind == "policy";
      if (difference.what == What::removed && bears && !named(difference.object))
        gone.push_back(fmt::format("{} {}", difference.kind, difference.object));
    }
    if (gone.empty()) continue;
    auto finding = found.at(i, "cascade", Weight::warns);
    finding.says = fmt::format("It takes away what it does not name: {}", join(gone, ", "));
    finding.advice = "name each of them in a statement of its own, without CASCADE";
    found.findings.push_back(std::move(finding));
  }
}

// IF NOT EXISTS takes an index that nobody can use for the one that is wanted.
void add_kept_invalid(Case& found) {
  auto& statements = found.rehearsal.statements;
  for (std::size_t i = 0; i < statements.size(); ++i)
    for (auto& [index, table, unique, partitioned] : found.rehearsal.invalid_indexes) {
      auto bare = index.substr(index.rfind('.') + 1);
      bool kept = std::ranges::any_of(statements[i].effects.notices, [&](auto& notice) {
        return contains(notice, fmt::format("relation \"{}\" already exists, skipping", replace_all(bare, "\"", "")));
      });
      if (!kept) continue;
      auto finding = found.at(i, "invalid-index-kept", Weight::blocks);
      finding.says =
          fmt::format("{} is there already and INVALID: the statement keeps it, and no query can use it", index);
      finding.evidence.emplace_back(partitioned ? "it was begun with ON ONLY, and is not in all partitions"
                                                : "a build that was cut short left it; every write pays for it");
      finding.remedy = {(partitioned ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ") + index};
      finding.stands = Stands::before;
      finding.of = i;
      finding.advice = partitioned ? "drop it first; or build it in each partition, CONCURRENTLY, and attach these"
                                   : "drop it first, and build it again";
      found.findings.push_back(std::move(finding));
    }
}

void add_written_rows(Case& found) {
  auto& statements = found.rehearsal.statements;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto& changed = statements[i].changed;
    if (!changed || changed->rows < found.policy.rows_in_one_go || changed->operation == "Insert") continue;
    auto finding = found.at(i, "bulk-write", Weight::warns);
    finding.says = changed->at_most
                       ? fmt::format("It writes rows of {}, how many could not be planned: at most all {} in one go",
                                     changed->table, human_count(changed->rows))
                       : fmt::format("{} of {} rows of {} in one go: {}, in which whoever writes one of them waits",
                                     changed->operation, human_count(changed->rows), changed->table,
                                     human(seconds_of(found.works[i])));
    double wal = 0;
    for (auto& work : found.works[i]) wal += work.wal;
    finding.evidence.push_back(
        fmt::format("the old rows stay in the table's file until a vacuum, and standbys get {} at once",
                    wal > 0 ? fmt::format("about {} of WAL", human(Bytes{static_cast<std::int64_t>(wal)})) : "it all"));
    std::ranges::move(lags_told(found.rehearsal, found.works[i]), std::back_inserter(finding.evidence));
    finding.advice = "in batches of some thousands, each in its own transaction";
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace ante::judge
