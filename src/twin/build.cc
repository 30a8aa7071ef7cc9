#include "twin/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <span>

#include "catalog/ddl.h"

namespace ante::twin {
namespace {

// Statements go to the server many at a time: a round trip and a commit a statement would be most of the work.
constexpr std::size_t batch_size = 100;

std::string set_role(const std::string& owner) { return owner.empty() ? "RESET ROLE" : "SET ROLE " + owner; }

// Every role makes its own objects as a superuser, because at the source it may have made them with rights that it has
// since lost; when all is made, nobody is superuser but the private server's own.
catalog::Catalog with_superusers(catalog::Catalog catalog) {
  for (auto& role : catalog.roles) role.superuser = true, role.login = true, role.connection_limit = -1;
  for (auto& table : catalog.tables) table.tablespace.reset();
  for (auto& index : catalog.indexes) index.tablespace.reset();
  return catalog;
}

using Statements = std::vector<const catalog::DdlStatement*>;

// One at a time, each in a savepoint of its own, to find the ones that fail.
Result<void> run_singly(pg::Connection& server, std::span<const catalog::DdlStatement* const> statements,
                        std::vector<Missing>& missing) {
  TRY(server.execute("BEGIN"));
  for (auto* statement : statements) {
    TRY(server.execute(fmt::format("SAVEPOINT one; {}", set_role(statement->owner))));
    auto done = server.execute(statement->sql);
    if (done) {
      TRY(server.execute("RELEASE SAVEPOINT one"));
      continue;
    }
    if (done.error().sqlstate.empty()) return std::unexpected(done.error());
    missing.push_back({statement->object, done.error().what});
    TRY(server.execute("ROLLBACK TO SAVEPOINT one"));
  }
  TRY(server.execute("RESET ROLE; COMMIT"));
  return {};
}

// Gives what could not be made.
Result<std::vector<Missing>> run_all(pg::Connection& server, const Statements& statements) {
  std::vector<Missing> missing;
  for (std::size_t start = 0; start < statements.size(); start += batch_size) {
    auto batch = std::span(statements).subspan(start, std::min(batch_size, statements.size() - start));
    std::string script = "BEGIN; RESET ROLE", owner;
    for (auto* statement : batch) {
      if (statement->owner != owner) script += ";\n" + set_role(owner = statement->owner);
      script += ";\n" + statement->sql;
    }
    auto done = server.execute(script + ";\nRESET ROLE; COMMIT");
    if (done) continue;
    if (done.error().sqlstate.empty()) return std::unexpected(done.error());
    TRY(server.execute("ROLLBACK"));
    TRY(run_singly(server, batch, missing));
  }
  return missing;
}

// As a restore does it: functions' bodies unchecked, event triggers asleep, nothing found by search_path.
Result<void> prepare(pg::Connection& server) {
  TRY(
      server.execute("SET check_function_bodies = off; SET session_replication_role = replica; SET row_security = off;"
                     "SET client_min_messages = error; SET search_path = ''; SET xmloption = content"));
  return {};
}

// Statements that follow one another and need to: one after the other; or ones that touch one table each.
struct Stretch {
  Statements statements;
  bool apart = false;
};

std::vector<Stretch> stretches_of(const std::vector<catalog::DdlStatement>& statements) {
  std::vector<Stretch> stretches;
  for (auto& statement : statements) {
    bool apart = !statement.only_table.empty();
    if (stretches.empty() || stretches.back().apart != apart ||
        (!apart && stretches.back().statements.size() == batch_size))
      stretches.push_back({{}, apart});
    stretches.back().statements.push_back(&statement);
  }
  return stretches;
}

// Two sessions share the tables. What belongs to one table stays in its order, because the planner goes through indexes
// in the order in which they were made.
Result<std::vector<Missing>> run_apart(pg::Connection& first, pg::Connection& second, const Statements& statements) {
  Statements mine, others;
  std::map<std::string_view, Statements*> whose;
  for (auto* statement : statements) {
    auto* fewer = mine.size() <= others.size() ? &mine : &others;
    whose.try_emplace(statement->only_table, fewer).first->second->push_back(statement);
  }
  auto helper = std::async(std::launch::async, [&] { return run_all(second, others); });
  auto missing = run_all(first, mine);
  auto of_helper = helper.get();
  if (!missing) return missing;
  if (!of_helper) return of_helper;
  std::ranges::move(*of_helper, std::back_inserter(*missing));
  return missing;
}

}  // namespace

Result<std::vector<Missing>> build_schema(pg::Connection& server, pg::Connection& second,
                                          const catalog::Catalog& catalog, Progress& progress) {
  auto statements = catalog::ddl(with_superusers(catalog), {.comments = false, .keep_attribute_numbers = true});
  std::vector<Missing> missing;
  progress.stage("making production's schema");
  TRY(prepare(server));
  TRY(prepare(second));
  std::int64_t done = 0;
  for (auto& [stretch, apart] : stretches_of(statements)) {
    auto without = TRY(apart ? run_apart(server, second, stretch) : run_all(server, stretch));
    std::ranges::move(without, std::back_inserter(missing));
    progress.at(done += static_cast<std::int64_t>(stretch.size()), static_cast<std::int64_t>(statements.size()));
  }
  std::string demote;
  for (auto& role : catalog.roles)
    demote += fmt::format("ALTER ROLE {} NOSUPERUSER NOREPLICATION NOBYPASSRLS;", role.name);
  if (!demote.empty()) TRY(server.execute(demote));
  TRY(server.execute("RESET ALL"));
  return missing;
}

}  // namespace ante::twin
