#include "rehearse/races.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <regex>
#include <set>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/look_ups.h"
#include "rehearse/typed.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "sql/write.h"

namespace ante::rehearse {
namespace {

using How = Race::How;
using Token = sql::Token;

// Something that keeps two rows from being the same.
struct Key {
  std::vector<std::string> columns;  // or expressions, as SQL writes them
  std::string predicate;
  bool exclusion = false;
};

struct Table {
  TableName name;
  std::string sql;
  std::vector<std::string> columns;    // by their numbers; "" for one that was dropped
  std::set<std::string> always_given;  // of these, those that are NOT NULL
  std::vector<Key> keys;
  bool keys_of_parts = false;  // a partition has one of its own
  bool guarded = false;        // a trigger looks after who comes first, as far as its text says
};

Result<std::optional<Table>> table_of(pg::Connection& server, const TableName& name) {
  auto found = TRY(server.query(R"sql(
    SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname),
      EXISTS (SELECT FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 2 = 2
          AND t.tgtype & 4 = 4 AND p.prosrc OPERATOR(pg_catalog.~*)
            'advisory|\mfor\s+(no\s+key\s+)?update|\mlock\s+table|\mreturn\s+null'),
      EXISTS (SELECT FROM pg_catalog.pg_partition_tree(c.oid) p JOIN pg_catalog.pg_index x ON x.indrelid = p.relid
        WHERE p.relid <> c.oid AND (x.indisunique OR x.indisexclusion))
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p'))sql",
                                {name.first, name.second}));
  if (found.size() != 1) return std::nullopt;
  std::string oid(found.text(0, 0));
  Table table{name, std::string(found.text(0, 1)), {}, {}, {}, found.flag(0, 3), found.flag(0, 2)};
  auto columns =
      TRY(server.query("SELECT CASE WHEN attisdropped THEN '' ELSE pg_catalog.quote_ident(attname) END, attnotnull "
                       "FROM pg_catalog.pg_attribute "
                       "WHERE attrelid = $1::pg_catalog.oid AND attnum > 0 ORDER BY attnum",
                       {oid}));
  for (int i = 0; i < columns.size(); ++i) {
    table.columns.emplace_back(columns.text(i, 0));
    if (columns.flag(i, 1)) table.always_given.emplace(columns.text(i, 0));
  }
  auto keys = TRY(server.query(R"sql(
    SELECT coalesce(pg_catalog.pg_get_expr(x.indpred, x.indrelid), ''), x.indisexclusion,
      pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, k, true)
        FROM pg_catalog.generate_series(1, x.indnkeyatts) k), E'\x01')
    FROM pg_catalog.pg_index x
    WHERE x.indrelid = $1::pg_catalog.oid AND x.indisvalid AND (x.indisunique OR x.indisexclusion))sql",
                               {oid}));
  for (int i = 0; i < keys.size(); ++i)
    table.keys.push_back({split(keys.text(i, 2), '\x01'), std::string(keys.text(i, 0)), keys.flag(i, 1)});
  return table;
}

// Of an INSERT, what it gives each column, as its plan says it.
std::map<std::string, std::string> given_in(const PlanNode& insert, const Table& table) {
  std::map<std::string, std::string> given;
  auto& output = rows_of_insert(insert)->output;
  for (std::size_t i = 0; i < output.size() && i < table.columns.size(); ++i)
    if (!table.columns[i].empty()) given[table.columns[i]] = output[i];
  return given;
}

// Another one each time, or none: nothing that was looked up is written so.
bool is_never_the_same(const std::string& value) {
  return value.empty() || value.starts_with("NULL::") || contains(value, "nextval(") ||
         contains(value, "gen_random_uuid(") || contains(value, "uuid_generate_");
}

bool hangs_on_more_than_the_row(const std::string& condition) {
  auto tokens = sql::scan(condition);
  if (!tokens) return true;
  return std::ranges::any_of(*tokens, [&](auto& token) {
    return token.kind == Token::Kind::parameter || sql::text_of(token, condition) == ".";
  });
}
bool is_plain_constant(const std::string& value) {
  return !hangs_on_more_than_the_row(value) && value.find('(') == std::string::npos;
}
bool is_own(const std::string& condition) { return condition.find('.') == std::string::npos; }

std::string bracketed(const std::vector<std::string>& keys) {
  std::vector<std::string> all;
  for (auto& key : keys) all.push_back("(" + key + ")");
  return join(all, ", ");
}

// Whether the rows that are looked up are among those that a partial key is kept for: the server's own proof.
bool implies(pg::Connection& server, const Table& table, const Conditions& asked, const Key& key) {
  std::vector<std::string> own;
  for (auto& [column, with] : asked.equal)
    if (is_own(with)) own.push_back(fmt::format("{} = {}", column, with));
  for (auto& other : asked.others)
    if (is_own(other)) own.push_back("(" + other + ")");
  if (own.empty()) return false;
  return plan_with_types(server, fmt::format("INSERT INTO {} DEFAULT VALUES ON CONFLICT ({}) WHERE {} DO NOTHING",
                                             table.sql, bracketed(key.columns), join(own, " AND ")))
      .has_value();
}

// Rows that are alike in some columns are alike in what is made of these alone.
bool made_of_what_is_alike(const std::string& expression, const Table& table, const Conditions& asked) {
  bool of_any = false;
  for (auto& column : table.columns) {
    if (column.empty() || !has_word(expression, column)) continue;
    of_any = true;
    if (std::ranges::find(asked.equal, column, &Comparison::column) == asked.equal.end()) return false;
  }
  return of_any;
}

bool keeps_apart(pg::Connection& server, const Table& table, const Conditions& asked, const Key& key) {
  bool covers = std::ranges::all_of(key.columns, [&](auto& column) {
    if (std::ranges::find(asked.equal, column, &Comparison::column) != asked.equal.end()) return true;
    if (made_of_what_is_alike(column, table, asked)) return true;
    return key.exclusion && std::ranges::any_of(asked.others, [&](auto& other) { return has_word(other, column); });
  });
  return covers && (key.predicate.empty() || key.exclusion || implies(server, table, asked, key));
}

// The index that would be in the way, as far as one can be: not of rows that only the moment, or another table, tells.
void add_index(const Conditions& asked, Race& race) {
  std::vector<std::string> keys, where;
  for (auto& [column, with] : asked.equal)
    if (is_plain_constant(with))
      where.push_back(fmt::format("{} = {}", column, with));
    else if (std::ranges::find(keys, column) == keys.end())
      keys.push_back(column);
  if (keys.empty()) {
    where.clear();
    for (auto& one : asked.equal) keys.push_back(one.column);
  }
  for (auto& other : asked.others) {
    if (hangs_on_more_than_the_row(other)) return;
    where.push_back("(" + other + ")");
  }
  race.key = keys;
  race.where = join(where, " AND ");
}

Race found(How how, const Table& table, const Conditions& asked) {
  Race race{.how = how, .table = table.sql};
  for (auto& one : asked.equal)
    if (std::ranges::find(race.columns, one.column) == race.columns.end()) race.columns.push_back(one.column);
  add_index(asked, race);
  return race;
}

// $2 of "($2)::text"; 0 where there is none.
std::size_t parameter_in(const std::string& value) {
  auto dollar = value.find('$');
  return dollar == std::string::npos ? 0 : std::strtoul(value.c_str() + dollar + 1, nullptr, 10);
}

class Racing {
 public:
  Racing(const AfterChange& after, const snapshot::WrittenQuery& query, const PlanNode& insert, const Table& table)
      : after_(after), query_(query), insert_(insert), table_(table), given_(given_in(insert, table)) {
    for (auto& column : table.columns)
      if (!column.empty()) columns_.insert(column);
  }

  std::optional<Race> race(const PlanNode& whole) const {
    LookUps look_ups{after_.sizes, table_.name, columns_, table_.always_given};
    for (auto& asked : look_ups.that_must_fail(whole))
      if (is_open(asked)) return found(How::within, table_, asked);
    for (auto& before : query_.before)
      if (auto race = race_after(before, look_ups)) return race;
    if (finds_no_conflict()) return Race{.how = How::no_key, .table = table_.sql};
    return std::nullopt;
  }

 private:
  // No key is in the way, and the row that is written is one of those that were looked for.
  bool is_open(const Conditions& asked) const {
    bool writes_it = std::ranges::all_of(asked.equal, [&](auto& one) {
      auto given = given_.find(one.column);
      return given == given_.end() ? !columns_.contains(one.column) : !is_never_the_same(given->second);
    });
    return writes_it &&
           std::ranges::none_of(table_.keys, [&](auto& key) { return keeps_apart(after_.server, table_, asked, key); });
  }

  std::optional<Race> race_after(const snapshot::Before& before, const LookUps& look_ups) const {
    auto facts = sql::facts(before.text);
    bool update = facts && facts->kind == "UpdateStmt";
    if (!facts || (!update && facts->kind != "SelectStmt")) return {};
    auto plan = after_.plan(before.text);
    if (!plan || !(update ? is_other_half(before) : asks_whether(before, *plan))) return {};
    for (auto& asked : look_ups.of_query(*plan))
      if (std::ranges::all_of(asked.equal, [&](auto& one) { return is_written(one, before); }) && is_open(asked)) {
        auto race = found(update ? How::after_an_update : How::after_a_query, table_, asked);
        race.looked_up_at = before.place;
        return race;
      }
    return {};
  }

  // SELECT EXISTS (…), SELECT 1 …, one row whichever: nobody wants the row itself, or all of them.
  static bool asks_whether(const snapshot::Before& before, const PlanNode& plan) {
    auto text = lower(before.text);
    if (has_word(text, "order") || text.size() > longest) return false;
    static const std::regex exists(R"(^\s*select\s+(?:not\s+)?exists\b)"), one(R"(\blimit\s+1\b)");
    if (std::regex_search(text, exists)) return true;
    return before.values.empty() ? std::regex_search(text, one) : plan.type == "Limit";
  }

  // An UPDATE and an INSERT of the same columns: whoever finds nothing to update inserts it.
  bool is_other_half(const snapshot::Before& before) const {
    auto update = sql::read_write(before.text), insert = sql::read_write(query_.text);
    if (!update || !insert || insert->columns.empty()) return false;
    std::set<std::string> inserted(insert->columns.begin(), insert->columns.end()), set;
    for (auto& [column, value] : update->set) set.insert(column);
    return !set.empty() && std::ranges::all_of(inserted, [&](auto& column) {
      return set.contains(column) || has_word(update->where, column);
    }) && std::ranges::all_of(set, [&](auto& column) { return inserted.contains(column); });
  }

  // What was looked for with a parameter is written with the same value, where the values are known; of lower(email),
  // into its column.
  bool is_written(const Comparison& looked_up, const snapshot::Before& before) const {
    auto asked = parameter_in(looked_up.with);
    if (asked == 0) return true;
    auto given = given_.find(looked_up.column);
    if (given == given_.end())
      given = std::ranges::find_if(given_, [&](auto& one) { return has_word(looked_up.column, one.first); });
    auto written = given == given_.end() ? 0 : parameter_in(given->second);
    if (written == 0) return false;
    if (before.values.empty()) return true;
    return asked <= before.values.size() && written <= before.values_then.size() &&
           lower(before.values[asked - 1]) == lower(before.values_then[written - 1]);
  }

  // ON CONFLICT DO NOTHING, with no key in which a row could be like another.
  bool finds_no_conflict() const {
    return insert_.over_conflicts && insert_.judges.empty() && !table_.keys_of_parts &&
           std::ranges::all_of(table_.keys, [&](auto& key) {
             return !key.exclusion && std::ranges::any_of(key.columns, [&](auto& column) {
               auto given = given_.find(column);
               return given != given_.end() && is_never_the_same(given->second);
             });
           });
  }

  static constexpr std::size_t longest = 2'000;  // std::regex goes as deep as a text is long
  const AfterChange& after_;
  const snapshot::WrittenQuery& query_;
  const PlanNode& insert_;
  const Table& table_;
  std::map<std::string, std::string> given_;
  std::set<std::string, std::less<>> columns_;
};

}  // namespace

Result<std::optional<Race>> race_of(const AfterChange& after, const snapshot::WrittenQuery& query,
                                    const PlanNode& verbose) {
  for (auto* insert : inserts_in(verbose)) {
    auto table = TRY(table_of(after.server, {insert->schema, insert->relation}));
    if (!table || table->guarded) continue;
    // Whoever has locked something else before looks alone; a row that is not there cannot be locked.
    if (std::ranges::any_of(query.locked, [&](auto& one) { return one != sql::quoted_where_needed(insert->relation); }))
      continue;
    if (auto race = Racing(after, query, *insert, *table).race(verbose)) return race;
  }
  return std::nullopt;
}

}  // namespace ante::rehearse
