#include "twin/one_transaction.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sql/statement.h"
#include "twin/observation.h"
#include "twin/sample_rows.h"

namespace ante::twin {
namespace {

// A statement by itself is a transaction by itself; a script that commits on its own is none.
template <class Script>
bool is_one(const Script& script) {
  bool its_own = std::ranges::any_of(script.steps, [](auto& step) {
    auto facts = sql::facts(step.sql);
    return facts && facts->transaction_control;
  });
  return (script.in_transaction || script.steps.size() == 1) && !its_own;
}

}  // namespace

Result<void> OneTransaction::enter() {
  if (stranger_ && stranger_->alive()) return {};
  leave(false);
  auto of_superuser = trials_.cluster.target(database_);
  observer_ = TRY(pg::Connection::open(
      of_superuser, {.call = Millis(120'000), .settings = {{"search_path", "pg_catalog"}, {"jit", "off"}}}));
  Site site{of_superuser, trials_.cluster.target(database_, trials_.role), trials_.cluster.data()};
  stranger_ = TRY(Stranger::enter(site, trials_.limits, *observer_));
  return {};
}

void OneTransaction::leave(bool it_changes) {
  stranger_.reset();
  observer_.reset();
  if (it_changes) catalog_.forget();
}

bool OneTransaction::steps(const std::vector<change::Step>& steps) {
  return std::ranges::all_of(steps, [&](auto& step) {
    return stranger_->run(step.sql, step.copy_data) && stranger_->session().in_transaction();
  });
}

// A tool that commits finds out what was put off, and goes back in another session.
bool OneTransaction::as_a_new_session() {
  return stranger_->run("SET CONSTRAINTS ALL IMMEDIATE") && stranger_->run("RESET SESSION AUTHORIZATION") &&
         stranger_->run("RESET ALL") && stranger_->run("DISCARD TEMP");
}

// All that the transaction has written, as long as nothing of it was followed before.
Result<std::vector<catalog::Difference>> OneTransaction::follow(pg::CatalogFollower& follower) {
  auto& session = stranger_->session();
  std::vector<catalog::Difference> found;
  auto look = [&]() -> Result<void> {
    auto written = TRY(written_inside(session));
    found = TRY(follower.follow(session, written));
    return {};
  };
  TRY(in_savepoint(session, look));
  return found;
}

// The OIDs of the tables that were there before and may hold something else now.
Result<std::string> OneTransaction::written_tables() {
  std::vector<std::string> oids;
  for (auto& lock : TRY(locks_of(*observer_, stranger_->backend())))
    if (lock.mode != "AccessShareLock") oids.push_back(std::to_string(lock.relation));
  return join(oids, ",");
}

Result<bool> OneTransaction::there_and_back(const change::Migration& migration, const std::set<std::string>& tables,
                                            std::vector<std::string>& lost) {
  if (!migration.back || !is_one(migration) || !is_one(*migration.back)) return false;
  TRY(enter());
  auto positions = TRY(sequences());
  auto filled = TRY(insert_sample_rows_in(*observer_, tables));
  auto tried = TRY(try_it(migration, lost));
  TRY(enter());
  TRY(remove_rows(*observer_, filled));
  TRY(put_back(positions));
  return tried;
}

Result<bool> OneTransaction::try_it(const change::Migration& migration, std::vector<std::string>& lost) {
  auto& session = stranger_->session();
  auto go_back = [&] {
    if (stranger_->alive()) (void)stranger_->run("ROLLBACK");
  };
  TRY(stranger_->run("BEGIN"));
  if (!catalog_.knows()) TRY(in_savepoint(session, [&] { return catalog_.read(session); }));
  if (!steps(migration.steps) || !as_a_new_session() || !steps(migration.back->steps) || !as_a_new_session()) {
    go_back();
    return false;
  }
  auto there_and_back = catalog_;
  auto differences = TRY(follow(there_and_back));
  std::erase_if(differences, is_only_the_order);
  auto written = TRY(written_tables());
  auto now = all_values(written);
  go_back();
  if (!differences.empty() || !now) return false;
  TRY(stranger_->run("BEGIN"));
  auto then = all_values(written);
  go_back();
  if (then) lost = those_that_differ(*then, *now);
  return then.has_value();
}

// An error where the role does not see every row of each.
Result<Values> OneTransaction::all_values(const std::string& tables) {
  if (tables.empty()) return Values{};
  TRY(stranger_->run("SET LOCAL row_security = off"));
  return values_of(stranger_->session(), tables);
}

// By name, where each sequence stands; what was drawn does not come back with a transaction.
Result<Values> OneTransaction::sequences() {
  auto rows = TRY(observer_->query(R"sql(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname),
           pg_catalog.format('%s, %s', coalesce(pg_catalog.pg_sequence_last_value(c.oid), s.seqstart),
                             (pg_catalog.pg_sequence_last_value(c.oid) IS NOT NULL)::pg_catalog.text)
    FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)sql"));
  Values positions;
  for (int row = 0; row < rows.size(); ++row) positions[std::string(rows.text(row, 0))] = rows.text(row, 1);
  return positions;
}

Result<void> OneTransaction::put_back(const Values& positions) {
  std::string sql;
  for (auto& [name, position] : TRY(sequences()))
    if (auto before = positions.find(name); before != positions.end() && before->second != position)
      sql += fmt::format("SELECT pg_catalog.setval({}, {});", pg::quote_literal(name), before->second);
  if (!sql.empty()) TRY(observer_->execute(sql));
  return {};
}

Result<bool> OneTransaction::run(const change::Migration& migration) {
  if (!is_one(migration)) return false;
  TRY(enter());
  auto& session = stranger_->session();
  TRY(stranger_->run("BEGIN"));
  if (!catalog_.knows()) TRY(in_savepoint(session, [&] { return catalog_.read(session); }));
  bool ran = steps(migration.steps);
  if (ran) TRY(follow(catalog_));
  if (ran && stranger_->run("COMMIT")) {
    (void)as_a_new_session();
    return true;
  }
  if (stranger_->alive()) (void)stranger_->run("ROLLBACK");
  if (ran) catalog_.forget();
  return false;
}

}  // namespace ante::twin
