#include "twin/sample_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "twin/lab.h"
#include "twin/sample_values.h"

namespace ante::twin {
namespace {

constexpr int rows_a_table = 3;
constexpr int most_attempts = 120;  // a row

using Row = std::map<std::string, pg::Value>;  // by column

// Referenced tables first; in a circle somebody begins.
std::vector<const SampleTable*> in_order_of_references(const std::vector<SampleTable>& tables) {
  std::set<std::int64_t> waiting;
  for (auto& table : tables) waiting.insert(table.oid), waiting.insert(table.ancestors.begin(), table.ancestors.end());
  std::vector<const SampleTable*> left, ordered;
  for (auto& table : tables) left.push_back(&table);
  auto may_go = [&](const SampleTable* table) {
    return std::ranges::none_of(table->references, [&](auto& reference) {
      return reference.referenced != table->oid && waiting.contains(reference.referenced);
    });
  };
  while (!left.empty()) {
    auto ready = std::ranges::stable_partition(left, [&](auto* table) { return !may_go(table); });
    auto first_ready = ready.empty() ? left.end() - 1 : ready.begin();
    std::set<std::int64_t> still;
    for (auto it = first_ready; it != left.end(); ++it) ordered.push_back(*it);
    left.erase(first_ready, left.end());
    for (auto* table : left) still.insert(table->oid), still.insert(table->ancestors.begin(), table->ancestors.end());
    waiting = std::move(still);
  }
  return ordered;
}

// Choices that had to change, and which candidate each takes now. All combinations come up, those of early candidates
// first, since the likeliest come first.
class Moving {
 public:
  std::optional<int> place(const std::string& choice) const {
    auto found = std::ranges::find(choices_, choice);
    if (found == choices_.end()) return std::nullopt;
    return places_[static_cast<std::size_t>(found - choices_.begin())];
  }

  void move(const std::vector<std::string>& choices) {
    bool new_ones = false;
    for (auto& choice : choices) {
      if (place(choice)) continue;
      choices_.push_back(choice);
      places_.push_back(0);
      new_ones = true;
    }
    if (new_ones)
      std::ranges::fill(places_, 0);
    else if (!places_.empty())
      next();
  }

 private:
  // The next combination with the same sum of places; after the last of them, the first with a sum greater by one.
  void next() {
    auto last = places_.size() - 1;
    for (auto i = last; i > 0; --i) {
      if (places_[i] == 0) continue;
      int rest = std::exchange(places_[i], 0) - 1;
      ++places_[i - 1];
      places_[last] = rest;
      return;
    }
    places_[last] = std::exchange(places_[0], 0) + 1;
  }

  std::vector<std::string> choices_;
  std::vector<int> places_;
};

class Sampler {
 public:
  explicit Sampler(pg::Connection& server) : server_(server) {}

  // How many rows there are then; and if none, why.
  Result<int> fill(const SampleTable& table, std::string& why) {
    if (int there = TRY(rows_of(table))) return there;
    int made = 0;
    moving_ = {};
    for (int n = 0; n < rows_a_table; ++n) {
      for (int attempt = 0; attempt < most_attempts; ++attempt) {
        auto row = proposal(table, n, why);
        if (!row) break;
        auto inserted = server_.query(insertion(table, *row));
        if (inserted) {
          keep(table, *inserted);
          if (++made == 1) filled.push_back(table.name);
          break;
        }
        if (inserted.error().sqlstate.empty()) return std::unexpected(inserted.error());
        why = move_on(table, inserted.error());
      }
    }
    return made;
  }

  std::vector<std::string> filled;  // tables that had no rows

 private:
  // The next row to try: references first, since other columns must not contradict them.
  std::optional<Row> proposal(const SampleTable& table, int n, std::string& why) {
    Row row;
    for (std::size_t r = 0; r < table.references.size(); ++r)
      if (!refer(table, table.references[r], n + moving_.place(reference_choice(r)).value_or(0), row, why))
        return std::nullopt;
    for (auto& column : table.columns) {
      if (column.generated || row.contains(column.name)) continue;
      // Rows differ until something does not fit; then what fits is kept. A default is the application's own choice.
      auto place = moving_.place(column.name);
      if (column.has_default && !place) continue;
      auto& candidates = column.candidates;
      if (candidates.empty()) {
        why = fmt::format("no value of type {} is known for column {}", column.type, column.name);
        return std::nullopt;
      }
      row[column.name] = candidates[static_cast<std::size_t>(place.value_or(n)) % candidates.size()];
    }
    return row;
  }

  // Takes the reference's columns from a row that is there and agrees with what is already chosen.
  bool refer(const SampleTable& table, const SampleReference& reference, int turn, Row& row, std::string& why) {
    auto& there = rows_[reference.referenced];
    for (std::size_t i = 0; i < there.size(); ++i) {
      auto& target = there[(i + static_cast<std::size_t>(turn)) % there.size()];
      bool agrees = true;
      for (std::size_t c = 0; c < reference.columns.size(); ++c) {
        auto chosen = row.find(reference.columns[c]);
        agrees = agrees && (chosen == row.end() || chosen->second == target.at(reference.referenced_columns[c]));
      }
      if (!agrees) continue;
      for (std::size_t c = 0; c < reference.columns.size(); ++c)
        row[reference.columns[c]] = target.at(reference.referenced_columns[c]);
      return true;
    }
    return refer_to_nothing(table, reference, row, why);
  }

  // No row to refer to: nothing is referred to, or, in a table that refers to itself, the row itself.
  bool refer_to_nothing(const SampleTable& table, const SampleReference& reference, Row& row, std::string& why) {
    for (auto& name : reference.columns) {
      auto column = std::ranges::find(table.columns, name, &SampleColumn::name);
      if (row.contains(name) || column == table.columns.end()) continue;
      if (!column->not_null) {
        row[name] = std::nullopt;
        continue;
      }
      if (reference.referenced != table.oid || column->candidates.empty()) {
        why = fmt::format("column {} must refer to a row of a table that has none", name);
        return false;
      }
      for (std::size_t c = 0; c < reference.columns.size(); ++c)
        row[reference.columns[c]] = row[reference.referenced_columns[c]] = column->candidates.front();
    }
    return true;
  }

  // Those that are there already can be referred to.
  Result<int> rows_of(const SampleTable& table) {
    auto there = TRY(server_.query(
        fmt::format("SELECT {} FROM ONLY {} LIMIT {}", columns_as_text(table), table.name, rows_a_table)));
    for (int i = 0; i < there.size(); ++i) keep(table, there, i);
    return there.size();
  }

  static std::string columns_as_text(const SampleTable& table) {
    std::vector<std::string> all;
    for (auto& column : table.columns) all.push_back(pg::quote_identifier(column.name) + "::text");
    return all.empty() ? "1" : join(all, ", ");
  }

  static std::string insertion(const SampleTable& table, const Row& row) {
    std::vector<std::string> names, values;
    for (auto& [name, value] : row) {
      names.push_back(pg::quote_identifier(name));
      values.push_back(value ? pg::quote_literal(*value) : "NULL");
    }
    auto what = names.empty()
                    ? std::string("DEFAULT VALUES")
                    : fmt::format("({}) OVERRIDING SYSTEM VALUE VALUES ({})", join(names, ", "), join(values, ", "));
    return fmt::format("INSERT INTO {} {} RETURNING {}", table.name, what, columns_as_text(table));
  }

  void keep(const SampleTable& table, const pg::Rows& rows, int at = 0) {
    Row row;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      row[table.columns[c].name] = rows.value(at, static_cast<int>(c));
    for (auto ancestor : table.ancestors) rows_[ancestor].push_back(row);
    rows_[table.oid].push_back(std::move(row));
  }

  static std::string reference_choice(std::size_t reference) { return fmt::format("reference {}", reference); }

  // The choices that a column's value comes from: its own, or those of the references that it is part of.
  static std::vector<std::string> choices_behind(const SampleTable& table, const std::string& column) {
    std::vector<std::string> choices;
    for (std::size_t r = 0; r < table.references.size(); ++r)
      if (std::ranges::find(table.references[r].columns, column) != table.references[r].columns.end())
        choices.push_back(reference_choice(r));
    if (choices.empty()) choices.push_back(column);
    return choices;
  }

  // Something does not fit: what it looks at is chosen anew, or everything where that is not known.
  std::string move_on(const SampleTable& table, const Error& error) {
    const SampleRestriction* broken = nullptr;
    for (auto& restriction : table.restrictions)
      if (contains(error.what, "\"" + restriction.name + "\"") ||
          (restriction.name == partition_bound && contains(error.what, partition_bound)))
        broken = &restriction;
    std::vector<std::string> choices;
    for (auto& column : table.columns) {
      bool looked_at = !broken || std::ranges::find(broken->columns, column.name) != broken->columns.end();
      if (!looked_at || column.generated) continue;
      for (auto& choice : choices_behind(table, column.name)) choices.push_back(choice);
    }
    moving_.move(choices);
    if (!broken) return "no values that were tried fit its columns";
    return fmt::format("no values that were tried satisfy {}",
                       broken->name == partition_bound ? "its partition's bound" : broken->name);
  }

  pg::Connection& server_;
  std::map<std::int64_t, std::vector<Row>> rows_;  // by table, partitioned ones too
  Moving moving_;                                  // of the table at hand
};

struct Filling {
  std::vector<Missing> without_rows;
  std::vector<std::string> filled;
};
Result<Filling> fill(pg::Connection& server, const std::vector<SampleTable>& tables, Progress& progress) {
  TRY(server.execute("SET session_replication_role = replica"));
  Sampler sampler(server);
  std::vector<Missing> without_rows;
  std::int64_t done = 0;
  for (auto* table : in_order_of_references(tables)) {
    std::string why = "it has no columns";
    if (TRY(sampler.fill(*table, why)) == 0) without_rows.push_back({"table " + table->name, why});
    progress.at(++done, static_cast<std::int64_t>(tables.size()));
  }
  TRY(server.execute("RESET session_replication_role; RESET search_path"));
  return Filling{std::move(without_rows), std::move(sampler.filled)};
}

// Those of these names, and what they refer to, however far.
std::vector<SampleTable> those_named(std::vector<SampleTable> tables, const std::set<std::string>& names) {
  std::set<std::int64_t> wanted;
  auto is_wanted = [&](const SampleTable& table) {
    return wanted.contains(table.oid) || names.contains(without_schema(table.name)) ||
           std::ranges::any_of(table.ancestors, [&](auto oid) { return wanted.contains(oid); });
  };
  for (bool more = true; more;) {
    auto known = wanted.size();
    for (auto& table : tables) {
      if (!is_wanted(table)) continue;
      wanted.insert(table.oid);
      for (auto& reference : table.references) wanted.insert(reference.referenced);
    }
    more = wanted.size() > known;
  }
  std::erase_if(tables, [&](auto& table) { return !is_wanted(table); });
  return tables;
}

}  // namespace

Result<SampleRows> insert_sample_rows(pg::Connection& server, Progress& progress) {
  progress.stage("making a few rows for every table");
  auto [tables, production_values] = TRY(tables_to_sample(server));
  return SampleRows{TRY(fill(server, tables, progress)).without_rows, std::move(production_values)};
}

Result<std::vector<std::string>> insert_sample_rows_in(pg::Connection& server, const std::set<std::string>& names) {
  NoProgress quiet;
  auto sampled = TRY(tables_to_sample(server));
  return TRY(fill(server, those_named(std::move(sampled.tables), names), quiet)).filled;
}

Result<void> remove_rows(pg::Connection& server, const std::vector<std::string>& tables) {
  if (tables.empty()) return {};
  std::string sql = "SET session_replication_role = replica;";
  for (auto& table : tables) sql += fmt::format("DELETE FROM {};", table);
  TRY(server.execute(sql + "RESET session_replication_role"));
  return {};
}

}  // namespace ante::twin
