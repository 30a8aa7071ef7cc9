#include "twin/sample_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "pg/record_reader.h"

namespace ante::twin {
namespace {

// Tried on every type; the server says which of them it takes. Plain ones first.
constexpr std::array made_up{"1",
                             "2",
                             "3",
                             "10",
                             "100",
                             "0",
                             "a",
                             "b",
                             "c",
                             "true",
                             "false",
                             "2026-01-01",
                             "2026-01-02",
                             "2026-01-03",
                             "2026-01-01 10:00:00+00",
                             "10:00:00",
                             "11:00:00",
                             "1 day",
                             "{}",
                             "{1}",
                             "[]",
                             "empty",
                             "[1,3)",
                             "[4,6)",
                             "[2026-01-01,2026-01-03)",
                             "[2026-02-01,2026-02-03)",
                             "00000000-0000-4000-8000-000000000001",
                             "00000000-0000-4000-8000-000000000002",
                             "00000000-0000-4000-8000-000000000003",
                             "10.0.0.1",
                             "10.0.0.2",
                             "08:00:2b:01:02:03",
                             "08:00:2b:01:02:03:04:05",
                             "0/1",
                             "<a/>",
                             "(1,1)",
                             "((0,0),(1,1))",
                             "((0,0),(1,0),(1,1))",
                             "<(1,1),1>",
                             "{1,2,3}",
                             "\\x01",
                             "()",
                             "(,)",
                             "(,,)",
                             "(,,,)",
                             "(,,,,)",
                             "a@example.org",
                             "POINT(1 1)",
                             "pg_catalog.pg_class"};
constexpr std::size_t most_of_statistics = 8;

using Candidates = std::map<std::string, std::vector<pg::Value>>;  // by type

// Which of the texts a type takes, as the type writes them. What two texts mean alike comes once.
Result<std::vector<pg::Value>> accepted(pg::Connection& server, const std::string& type,
                                        const std::vector<std::string>& texts) {
  std::vector<std::string> questions;
  for (auto& text : texts)
    questions.push_back(fmt::format("SELECT ({}::text::{})::text", pg::quote_literal(text), type));
  std::vector<pg::Value> taken;
  for (auto& answer : server.pipeline(questions)) {
    if (!answer || answer->size() != 1 || answer->null(0, 0)) continue;
    pg::Value value = answer->value(0, 0);
    if (std::ranges::find(taken, value) == taken.end()) taken.push_back(std::move(value));
  }
  return taken;
}

std::vector<std::string> labels_first(const std::vector<std::string>& labels) {
  auto texts = labels;
  texts.insert(texts.end(), made_up.begin(), made_up.end());
  return texts;
}

void append_new(std::vector<pg::Value>& to, const std::vector<pg::Value>& more) {
  for (auto& value : more)
    if (std::ranges::find(to, value) == to.end()) to.push_back(value);
}

bool mentions(std::string_view expression, std::string_view name) {
  auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (auto at = expression.find(name); at != std::string_view::npos; at = expression.find(name, at + 1)) {
    bool starts = at == 0 || !is_word(expression[at - 1]);
    bool ends = at + name.size() == expression.size() || !is_word(expression[at + name.size()]);
    if (starts && ends) return true;
  }
  return false;
}

class SampleReader {
 public:
  explicit SampleReader(pg::Connection& server) : server_(server) {}
  Result<SampleTables> read() {
    TRY(read_tables());
    TRY(read_columns());
    TRY(read_constraints());
    TRY(read_unique_indexes());
    TRY(read_statistics());
    TRY(add_candidates());
    return SampleTables{std::move(tables_), production_values()};
  }

 private:
  // What a type's own labels say, or what anybody would make up, betrays nothing.
  std::vector<std::string> production_values() const {
    std::set<std::string_view> known_to_all(made_up.begin(), made_up.end());
    for (auto& [type, texts] : texts_) known_to_all.insert(texts.begin(), texts.end());
    std::vector<std::string> values;
    for (auto& [column, known] : known_)
      for (auto& value : known)
        if (value && !known_to_all.contains(*value)) values.push_back(*value);
    return values;
  }

  SampleTable* table(std::int64_t oid) {
    auto found = place_.find(oid);
    return found == place_.end() ? nullptr : &tables_[found->second];
  }

  Result<void> read_tables() {
    auto rows = TRY(server_.query(R"sql(
      SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname), pg_get_partition_constraintdef(c.oid),
             to_json(ARRAY(SELECT a.relid::oid::text FROM pg_partition_ancestors(c.oid) a WHERE a.relid <> c.oid))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY c.oid)sql"));
    for (int row = 0; row < rows.size(); ++row) {
      SampleTable table{.oid = rows.integer(row, 0),
                        .name = std::string(rows.text(row, 1)),
                        .ancestors = {},
                        .columns = {},
                        .references = {},
                        .restrictions = {}};
      for (auto& ancestor : pg::json_strings(rows.text(row, 3))) table.ancestors.push_back(std::stoll(ancestor));
      if (!rows.null(row, 2)) table.restrictions.push_back({partition_bound, {}, std::string(rows.text(row, 2))});
      place_[table.oid] = tables_.size();
      tables_.push_back(std::move(table));
    }
    return {};
  }

  Result<void> read_columns() {
    auto rows = TRY(server_.query(R"sql(
      SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull OR t.typnotnull,
             a.atthasdef OR a.attidentity <> '', a.attgenerated <> '',
             to_json(ARRAY(SELECT e.enumlabel FROM pg_enum e
                           WHERE e.enumtypid IN (t.oid, t.typbasetype) ORDER BY e.enumsortorder)),
             (SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k WHERE k.contypid = t.oid)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
      WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attrelid, a.attnum)sql"));
    for (int row = 0; row < rows.size(); ++row) {
      auto* owner = table(rows.integer(row, 0));
      if (!owner) continue;
      SampleColumn column{.name = std::string(rows.text(row, 1)),
                          .type = std::string(rows.text(row, 2)),
                          .not_null = rows.flag(row, 3),
                          .has_default = rows.flag(row, 4),
                          .generated = rows.flag(row, 5),
                          .candidates = {}};
      texts_[column.type] = pg::json_strings(rows.text(row, 6));
      for (auto& constant : constants_in(rows.text(row, 7))) texts_[column.type].push_back(constant);
      for (auto& restriction : owner->restrictions)
        if (mentions(restriction.definition, column.name)) restriction.columns.push_back(column.name);
      owner->columns.push_back(std::move(column));
    }
    return {};
  }

  Result<void> read_constraints() {
    auto rows = TRY(server_.query(R"sql(
      SELECT k.conrelid, k.conname, k.contype, coalesce(k.confrelid, 0),
             to_json(ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (n, place)
                           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.place)),
             to_json(ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (n, place)
                           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.place)),
             CASE k.contype WHEN 'c' THEN pg_get_constraintdef(k.oid) ELSE '' END
      FROM pg_constraint k WHERE k.contype IN ('c', 'f', 'x') ORDER BY k.oid)sql"));
    for (int row = 0; row < rows.size(); ++row) {
      auto* owner = table(rows.integer(row, 0));
      if (!owner) continue;
      auto columns = pg::json_strings(rows.text(row, 4));
      if (rows.text(row, 2) == "f")
        owner->references.push_back({columns, pg::json_strings(rows.text(row, 5)), rows.integer(row, 3)});
      else
        owner->restrictions.push_back({std::string(rows.text(row, 1)), columns, std::string(rows.text(row, 6))});
    }
    return {};
  }

  Result<void> read_unique_indexes() {
    auto rows = TRY(server_.query(R"sql(
      SELECT i.indrelid, c.relname,
             to_json(ARRAY(SELECT a.attname::text FROM pg_attribute a
                           WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])))
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisunique)sql"));
    for (int row = 0; row < rows.size(); ++row)
      if (auto* owner = table(rows.integer(row, 0)))
        owner->restrictions.push_back({std::string(rows.text(row, 1)), pg::json_strings(rows.text(row, 2)), ""});
    return {};
  }

  Result<void> read_statistics() {
    auto rows = TRY(server_.query(R"sql(
      SELECT c.oid, s.attname, to_json(s.most_common_vals::text::text[]), to_json(s.histogram_bounds::text::text[])
      FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema'))sql"));
    for (int row = 0; row < rows.size(); ++row) {
      auto& values = known_[{rows.integer(row, 0), std::string(rows.text(row, 1))}];
      for (int column : {2, 3}) {
        auto texts = rows.null(row, column) ? std::vector<std::string>() : pg::json_strings(rows.text(row, column));
        // Spread over the list, so that a histogram is not only its low end.
        std::size_t stride = std::max<std::size_t>(1, texts.size() / most_of_statistics);
        for (std::size_t i = 0; i < texts.size(); i += stride) values.emplace_back(std::move(texts[i]));
      }
    }
    return {};
  }

  Result<const std::vector<pg::Value>*> made_up_for(const std::string& type) {
    auto found = by_type_.find(type);
    if (found == by_type_.end())
      found = by_type_.emplace(type, TRY(accepted(server_, type, labels_first(texts_[type])))).first;
    return &found->second;
  }

  // The order in which candidates are tried: what a partition's bound wants, what production has, what constraints
  // mention, what the type takes, and at last nothing.
  Result<void> add_candidates() {
    for (auto& table : tables_) {
      for (auto& column : table.columns) {
        if (column.generated) continue;
        std::vector<pg::Value> bound, mentioned;
        for (auto& restriction : table.restrictions) {
          if (restriction.definition.empty() ||
              std::ranges::find(restriction.columns, column.name) == restriction.columns.end())
            continue;
          auto values = TRY(accepted(server_, column.type, constants_in(restriction.definition)));
          append_new(restriction.name == partition_bound ? bound : mentioned, values);
        }
        append_new(column.candidates, bound);
        append_new(column.candidates, known_[{table.oid, column.name}]);
        append_new(column.candidates, mentioned);
        append_new(column.candidates, *TRY(made_up_for(column.type)));
        if (!column.not_null) column.candidates.emplace_back(std::nullopt);
      }
    }
    return {};
  }

  pg::Connection& server_;
  std::vector<SampleTable> tables_;
  std::map<std::int64_t, std::size_t> place_;
  std::map<std::string, std::vector<std::string>> texts_;  // by type
  std::map<std::pair<std::int64_t, std::string>, std::vector<pg::Value>> known_;
  Candidates by_type_;
};

}  // namespace

std::vector<std::string> constants_in(std::string_view expression) {
  std::vector<std::string> constants;
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\'') {
      std::string text;
      for (++i; i < expression.size(); ++i) {
        if (expression[i] == '\'' && (i + 1 == expression.size() || expression[i + 1] != '\'')) break;
        if (expression[i] == '\'') ++i;
        text += expression[i];
      }
      constants.push_back(std::move(text));
    } else if (is_digit(expression[i]) &&
               (i == 0 || !(std::isalnum(static_cast<unsigned char>(expression[i - 1])) || expression[i - 1] == '_'))) {
      auto start = i;
      while (i < expression.size() && (is_digit(expression[i]) || expression[i] == '.')) ++i;
      constants.emplace_back(expression.substr(start, i - start));
    }
  }
  auto found = constants.size();
  for (std::size_t i = 0; i < found; ++i) {
    if (constants[i].empty() || constants[i].size() > 9 || !std::ranges::all_of(constants[i], is_digit)) continue;
    long number = std::stol(constants[i]);
    constants.push_back(std::to_string(number + 1));
    constants.push_back(std::to_string(number - 1));
  }
  return constants;
}

Result<SampleTables> tables_to_sample(pg::Connection& server) {
  TRY(server.execute("SET search_path = pg_catalog"));
  return SampleReader(server).read();
}

}  // namespace ante::twin
