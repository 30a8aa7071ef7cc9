#include "ship/backfill.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"
#include "rehearse/definition.h"
#include "ship/batches.h"
#include "ship/drift.h"
#include "sql/statement.h"
#include "sql/update_parts.h"

namespace ante::ship {
namespace {

using catalog::Catalog;
using rehearse::parted;
using sql::UpdateParts;

constexpr const char* rows_for_a_moment =
    "each batch its rows, for a fifth of a second or so: who writes one of them waits that long, readers do not";

template <class Names>
bool has(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != std::ranges::end(names);
}

// Types whose comparisons everybody finds, whatever his search_path is. The order of another type's key may be one, and
// what its `<=` is taken for another.
bool is_walked(const std::string& type) {
  constexpr std::array walked{"smallint", "integer", "bigint", "uuid", "text", "date", "oid", "inet"};
  return std::ranges::find(walked, type) != walked.end() || type.starts_with("character") ||
         type.starts_with("numeric") || type.starts_with("timestamp");
}

// The columns of an index's key, in order; empty where one of them is an expression or may be NULL.
std::vector<std::string> columns_in(const Catalog& catalog, const catalog::Index& index) {
  std::vector<std::string> columns;
  for (auto& number : split(index.keys, ' ')) {
    if (static_cast<int>(columns.size()) == index.key_columns) break;
    auto of_number = [&](auto& one) {
      return !one.dropped && one.relation == index.table && std::to_string(one.number) == number;
    };
    auto column = std::ranges::find_if(catalog.columns, of_number);
    if (column == catalog.columns.end() || !column->not_null || !is_walked(column->type)) return {};
    columns.push_back(column->name);
  }
  return columns;
}

// What a part of a statement reads besides the row itself, and so may read rows that another batch has changed already.
std::string reads_elsewhere(const UpdateParts& parts, const Catalog& catalog) {
  auto values = join(parts.values, " , ");
  bool asks = !parts.from.empty() || contains(lower(values + parts.condition), "select");
  if (!asks) return "";
  auto bare = [](const std::string& name) { return parted(name).second.empty() ? name : parted(name).second; };
  std::vector<std::string> texts;
  if (!parts.from.empty()) texts.push_back("SELECT FROM " + parts.from);
  if (!parts.condition.empty()) texts.push_back("SELECT WHERE " + parts.condition);
  for (auto& value : parts.values)
    if (lower(value) != "default") texts.push_back("SELECT " + value);
  for (auto& text : texts) {
    auto facts = sql::facts(text);
    if (!facts) return "what it reads cannot be told";
    for (auto& relation : facts->relations) {
      if (bare(relation) == bare(parts.target)) return "it reads the table that it changes a second time";
      for (auto& table : catalog.tables)
        if (bare(table.name) == bare(relation) && table.kind != "table" && table.kind != "partitioned")
          return fmt::format("it reads {}, and what stands behind that may be what it changes", table.name);
    }
  }
  return "";
}

std::string calls_what_reads(const std::string& text, const Catalog& catalog) {
  auto facts = sql::facts(text);
  if (!facts) return "what it calls cannot be told";
  for (auto& called : facts->functions) {
    auto bare = called.substr(called.rfind('.') == std::string::npos ? 0 : called.rfind('.') + 1);
    for (auto& function : catalog.functions) {
      auto name = function.name.substr(0, function.name.find('('));
      if (name.substr(name.rfind('.') + 1) != bare || contains(function.definition, " IMMUTABLE")) continue;
      return fmt::format("it calls {}, which may read rows that another batch has changed", function.name);
    }
  }
  return "";
}

// What demands something of all rows together, at the end of the one statement.
std::string rows_together(const std::string& table, const UpdateParts& parts, const Catalog& catalog) {
  for (auto& trigger : catalog.triggers)
    if (trigger.relation == table && trigger.enabled != "disabled" &&
        contains(trigger.definition, " FOR EACH STATEMENT ") && rehearse::has_word(trigger.definition, "UPDATE"))
      return fmt::format("trigger {} sees all rows of a statement together", trigger.name);
  for (auto& rule : catalog.rules)
    if (rule.relation == table) return fmt::format("rule {} makes another statement of it", rule.name);
  for (auto& index : catalog.indexes) {
    bool of_one_row = !index.unique && !index.constraint;
    if (index.table != table || of_one_row) continue;
    for (auto& column : parts.columns)
      if (rehearse::has_word(index.definition.substr(index.definition.find(" USING ")), column))
        return fmt::format("{} must not be twice there, and {} demands that between two batches too", column,
                           index.name);
  }
  return "";
}

std::string list(const std::vector<std::string>& columns, std::string_view before, std::string_view as) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < columns.size(); ++i)
    parts.push_back(as.empty() ? fmt::format("{}{}", before, columns[i])
                               : fmt::format("{}{} AS {}{}", before, columns[i], as, i + 1));
  return join(parts, ", ");
}

std::vector<std::string> numbered(std::string_view name, std::size_t many) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= many; ++i) names.push_back(fmt::format("{}{}", name, i));
  return names;
}

struct Filling {
  UpdateParts parts;
  std::string table;
  std::vector<std::string> key, keeps;  // keeps: columns whose values are put aside
  std::string schema;                   // where to
  std::vector<std::string> settings;

  std::string kept() const { return schema + ".kept"; }
  std::string condition() const { return parts.condition.empty() ? "" : fmt::format("({}) AND ", parts.condition); }
  std::string range() const { return within_a_batch(key, parts.alias); }

  std::string plain() const {
    return fmt::format("{}{} WHERE {}{}", parts.head, parts.from.empty() ? "" : " FROM " + parts.from, condition(),
                       range());
  }
  // The rows are locked before they are changed, so that what is kept is what was there.
  std::string keeping() const {
    auto& alias = parts.alias;
    return fmt::format(
        "WITH ante_before AS MATERIALIZED (SELECT {0}, {1} FROM {2} AS {3} WHERE {4}{5} FOR NO KEY UPDATE), "
        "ante_after AS ({6} FROM {7}ante_before WHERE {8}({9}) = ({10}) AND {5} RETURNING {11}, {12}, {13}) "
        "INSERT INTO {14} SELECT * FROM ante_after",
        list(key, alias + ".", "ante_k"), list(keeps, alias + ".", "ante_b"), table, alias,
        parts.from.empty() ? condition() : "", range(), parts.head, parts.from.empty() ? "" : parts.from + ", ",
        condition(), list(key, alias + ".", ""), list(numbered("ante_k", key.size()), "ante_before.", ""),
        list(numbered("ante_k", key.size()), "ante_before.", ""),
        list(numbered("ante_b", keeps.size()), "ante_before.", ""), list(keeps, alias + ".", "ante_a"), kept());
  }
  std::string bringing_back() const {
    std::vector<std::string> set, ours;
    for (std::size_t i = 0; i < keeps.size(); ++i) {
      ours.push_back(fmt::format("ROW(ante_t.{})::record OPERATOR(pg_catalog.*=) ROW(ante_kept.ante_a{})::record",
                                 keeps[i], i + 1));
      set.push_back(fmt::format("{0} = CASE WHEN {1} THEN ante_kept.ante_b{2} ELSE ante_t.{0} END", keeps[i],
                                ours.back(), i + 1));
    }
    auto kept_key = numbered("ante_k", key.size());
    return fmt::format(
        "WITH ante_kept AS (DELETE FROM {} AS ante_gone WHERE {} RETURNING ante_gone.*) "
        "UPDATE {} AS ante_t SET {} FROM ante_kept WHERE ({}) = ({}) AND ({})",
        kept(), within_a_batch(kept_key, "ante_gone"), table, join(set, ", "), list(key, "ante_t.", ""),
        list(kept_key, "ante_kept.", ""), join(ours, " OR "));
  }

  Step room() const {
    return {.title = fmt::format("room for what {} had in {}", table, join(keeps, ", ")),
            .locks = "nothing of the application's",
            .up = {{fmt::format("CREATE SCHEMA {}", schema),
                    fmt::format("CREATE TABLE {} AS SELECT {}, {}, {} FROM {} WITH NO DATA", kept(),
                                list(key, "", "ante_k"), list(keeps, "", "ante_b"), list(keeps, "", "ante_a"), table),
                    fmt::format("ALTER TABLE {} ADD PRIMARY KEY ({})", kept(),
                                join(numbered("ante_k", key.size()), ", "))}},
            .down = {{fmt::format("DROP TABLE {}", kept()), fmt::format("DROP SCHEMA {}", schema)}}};
  }
  Block block(const std::string& statement) const {
    Block block{.sql = settings, .rows_of = table, .key = key};
    block.sql.push_back(statement);
    return block;
  }
};

bool fires_for_rows(const Catalog& catalog, const std::string& table) {
  return std::ranges::any_of(catalog.triggers, [&](auto& trigger) {
    return trigger.relation == table && trigger.enabled != "disabled" &&
           rehearse::has_word(trigger.definition, "UPDATE");
  });
}

}  // namespace

std::string not_walked(const Catalog& catalog, const std::string& table) {
  auto found = std::ranges::find(catalog.tables, table, &catalog::Table::name);
  if (found == catalog.tables.end() || found->kind != "table") return fmt::format("{} is no plain table", table);
  // Whom policies hide rows from fills what he sees.
  if (found->force_row_security) return fmt::format("row security of {} is forced upon its owner too", table);
  if (!found->parents.empty()) return fmt::format("{} is part of others", table);
  for (auto& other : catalog.tables)
    if (has(other.parents, table)) return fmt::format("{} is a part of {}", other.name, table);
  return "";
}

std::vector<std::string> key_to_walk_by(const Catalog& catalog, const std::string& table,
                                        const std::vector<std::string>& but) {
  const catalog::Index* best = nullptr;
  for (auto& index : catalog.indexes) {
    if (index.table != table || !index.unique || !index.valid || index.partial || index.method != "btree") continue;
    auto columns = columns_in(catalog, index);
    bool stays = std::ranges::none_of(columns, [&](auto& column) { return has(but, column); });
    if (!columns.empty() && stays && (!best || index.primary)) best = &index;
  }
  return best ? columns_in(catalog, *best) : std::vector<std::string>{};
}

std::vector<Step> filled_in_batches(const Statement& statement, const std::vector<std::string>& settings,
                                    std::string& why_not) {
  auto& catalog = statement.snapshot.catalog;
  auto& text = statement.outcome.step.sql;
  auto& changed = statement.outcome.changed;
  bool there_before =
      changed && std::ranges::find(catalog.tables, changed->table, &catalog::Table::name) != catalog.tables.end();
  if (!there_before || changed->operation != "Update") return {};
  auto parts = sql::update_parts(text);
  if (!parts) return why_not = "it is more than an UPDATE with SET, FROM and WHERE", std::vector<Step>{};
  why_not = not_walked(catalog, changed->table);
  if (why_not.empty()) why_not = rows_together(changed->table, *parts, catalog);
  if (why_not.empty()) why_not = reads_elsewhere(*parts, catalog);
  if (why_not.empty()) why_not = calls_what_reads(text, catalog);
  auto key = key_to_walk_by(catalog, changed->table, parts->columns);
  if (why_not.empty() && key.empty())
    why_not = fmt::format("{} has no key without NULLs that the statement leaves alone", changed->table);
  if (!why_not.empty()) return {};

  Filling filling{*parts, changed->table, key, {}, fmt::format("{}{}", kept_prefix, statement.tag), settings};
  // A column that goes as a whole needs nothing kept. Whoever turns round before it is gone, and comes again, goes on
  // from where he was, and leaves alone what was filled.
  auto is_added = [&](auto& column) { return statement.added.contains(fmt::format("{}.{}", filling.table, column)); };
  auto added = std::ranges::count_if(parts->columns, is_added);
  if (added == 0) filling.keeps = parts->columns;
  if (added > 0 && added < std::ssize(parts->columns)) {
    why_not = "it fills a column that is new, and changes one that was there before: make a statement of each";
    return {};
  }
  Step fill{.title = "in batches: " + one_line(text, 100), .locks = rows_for_a_moment};
  if (filling.keeps.empty()) {
    fill.up = filling.block(filling.plain());
    return {fill};
  }
  fill.up = filling.block(filling.keeping());
  fill.down = {.sql = {filling.bringing_back()}, .rows_of = filling.kept(), .key = numbered("ante_k", key.size())};
  if (fires_for_rows(catalog, filling.table)) fill.loses = fmt::format("what triggers of {} wrote", filling.table);
  return {filling.room(), fill};
}

}  // namespace ante::ship
