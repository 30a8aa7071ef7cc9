#include "rehearse/run_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "base/text.h"
#include "rehearse/lab_after.h"
#include "snapshot/locked_before.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "twin/command.h"

namespace ante::rehearse {
namespace {

// What tests, and drivers for themselves, ask of the server's own catalogs is no query of the application.
bool is_of_application(const sql::Facts& facts, const std::set<std::string>& tables) {
  return !facts.utility && !facts.transaction_control && std::ranges::any_of(facts.relations, [&](auto& relation) {
    return tables.contains(twin::without_schema(relation));
  });
}

Result<std::set<std::string>> tables_of(const twin::Lab& lab, const twin::Base& base) {
  auto server = TRY(pg::Connection::open(lab.cluster().target(base.database)));
  auto rows = TRY(server.query(R"(
SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')"));
  std::set<std::string> names;
  for (int row = 0; row < rows.size(); ++row) names.emplace(rows.text(row, 0));
  return names;
}

// The values of a query's parameters, where its constants were made parameters: token for token what was there before.
// None where the two do not go together.
std::vector<std::string> values_of(const pg::Asked& asked, const std::string& text, const std::string& normal) {
  auto before = sql::scan(text), after = sql::scan(normal);
  if (!before || !after) return {};
  std::erase_if(*before, [](auto& token) { return token.kind == sql::Token::Kind::comment; });
  if (before->size() != after->size()) return {};
  std::vector<std::string> values;
  for (std::size_t i = 0; i < after->size(); ++i) {
    if ((*after)[i].kind != sql::Token::Kind::parameter) continue;
    auto number = std::strtoul(normal.c_str() + (*after)[i].start + 1, nullptr, 10);
    std::string value(sql::text_of((*before)[i], text));
    if ((*before)[i].kind == sql::Token::Kind::parameter) {
      auto given = std::strtoul(value.c_str() + 1, nullptr, 10);
      if (given == 0 || given > asked.arguments.size()) return {};
      value = asked.arguments[given - 1].value.value_or("");
    } else if (value.size() > 1 && value.front() == '\'' && value.back() == '\'') {
      value = replace_all(value.substr(1, value.size() - 2), "''", "'");
    }
    constexpr std::size_t most = 1'000;
    if (number == 0 || number > most) return {};
    if (values.size() < number) values.resize(number);
    values[number - 1] = std::move(value);
  }
  return values;
}

// What one session did last.
struct Doing {
  snapshot::LockedBefore before;
  std::optional<snapshot::Before> last;
};

// The query before, where it was asked with values; a few such occasions are enough.
void add_occasion(snapshot::WrittenQuery& query, const Doing& doing, const std::vector<std::string>& values) {
  constexpr std::size_t most_occasions = 8;
  bool any = doing.last && !doing.last->values.empty() && !values.empty();
  if (!any || query.before.size() >= most_occasions) return;
  auto before = *doing.last;
  before.values_then = values;
  query.before.push_back(std::move(before));
}

// Each shape once, in the order in which they came; of what was executed, not of what was refused.
std::vector<snapshot::WrittenQuery> shapes_in(const pg::Overheard& overheard, const std::set<std::string>& tables) {
  std::vector<snapshot::WrittenQuery> queries;
  std::map<std::string, std::size_t> known;  // by their prints
  std::map<int, Doing> sessions;
  for (auto& exchange : overheard.exchanges)
    for (auto& asked : exchange.asked) {
      auto statements = asked.done > 0 ? sql::split_statements(asked.sql) : std::vector<sql::Statement>();
      if (!statements) continue;
      for (auto& statement : *statements) {
        auto facts = sql::facts(statement.text);
        auto& doing = sessions[exchange.session];
        if (facts) doing.before.see(statement.text, *facts);
        if (!facts || !is_of_application(*facts, tables)) continue;
        auto normal = sql::normalise(statement.text);
        auto print = normal ? sql::fingerprint(*normal) : normal;
        if (!print) continue;
        auto [place, fresh] = known.emplace(*print, queries.size());
        if (fresh) queries.push_back({fmt::format("tests:{}", known.size()), *normal, *print});
        auto& query = queries[place->second];
        // Held once without a lock it is a query without one.
        if (fresh || doing.before.locked().empty()) query.locked = doing.before.locked();
        auto values = values_of(asked, statement.text, *normal);
        add_occasion(query, doing, values);
        doing.last = snapshot::Before{query.place, query.text, values};
      }
    }
  return queries;
}

}  // namespace

Result<void> add_queries_of_tests(Rehearsed& what, const change::Change& change, const std::string& command,
                                  Millis limit, Progress& progress) {
  auto shown = twin::shown_command(command);
  auto role_of_change = what.role.empty() ? twin::usual_role(what.snapshot) : what.role;
  auto role = TRY(role_of_application(what, role_of_change));
  auto base = TRY(twin::raise_base(what.snapshot, what.key, progress));
  auto after = TRY(lab_after(what, change, base, twin::LabTables::empty, role_of_change, role, progress));
  auto& not_read = what.version.not_read;
  if (!after) {
    not_read.push_back(fmt::format("'{}', which was not run: the change does not run to its end", shown));
    return {};
  }
  auto tables = TRY(tables_of(after->lab, base));
  auto door = TRY(pg::Door::open(after->lab.cluster(), base.database, role));
  progress.stage("running the tests");
  auto run = TRY(twin::run_beside(after->lab.cluster(), door, command, limit));
  auto overheard = door.close();
  auto queries = shapes_in(overheard, tables);
  if (overheard.sessions.empty())
    return bad_input(
        fmt::format("'{}' never got into the private database{}{}", shown, overheard.turned_away.empty() ? "" : ": ",
                    overheard.turned_away),
        "it must take its database from DATABASE_URL, or from PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE");
  if (!run.fine)
    not_read.push_back(fmt::format("'{}' after its {}: it ended with {}{}{}", shown,
                                   counted(std::ssize(queries), "shape"), run.ended, run.output.empty() ? "" : ": ",
                                   join(run.output, " | ")));
  if (overheard.too_much) not_read.push_back(fmt::format("'{}', which said more than is kept", shown));
  for (auto& query : queries) what.version.queries.push_back(std::move(query));
  return {};
}

}  // namespace ante::rehearse
