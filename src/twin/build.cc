#include "twin/build.h"

#include <fmt/format.h>

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

// One at a time, each in a savepoint of its own, to find the ones that fail.
Result<void> run_singly(pg::Connection& server, std::span<const catalog::DdlStatement> statements,
                        std::vector<Missing>& missing) {
  TRY(server.execute("BEGIN"));
  for (auto& statement : statements) {
    TRY(server.execute(fmt::format("SAVEPOINT one; {}", set_role(statement.owner))));
    auto done = server.execute(statement.sql);
    if (done) {
      TRY(server.execute("RELEASE SAVEPOINT one"));
      continue;
    }
    if (done.error().sqlstate.empty()) return std::unexpected(done.error());
    missing.push_back({statement.object, done.error().what});
    TRY(server.execute("ROLLBACK TO SAVEPOINT one"));
  }
  TRY(server.execute("RESET ROLE; COMMIT"));
  return {};
}

}  // namespace

Result<std::vector<Missing>> build_schema(pg::Connection& server, const catalog::Catalog& catalog, Progress& progress) {
  auto statements = catalog::ddl(with_superusers(catalog), {.comments = false, .keep_attribute_numbers = true});
  std::vector<Missing> missing;
  progress.stage("making production's schema");
  // As a restore does it: functions' bodies unchecked, event triggers asleep, nothing found by search_path.
  TRY(
      server.execute("SET check_function_bodies = off; SET session_replication_role = replica; SET row_security = off;"
                     "SET client_min_messages = error; SET search_path = ''; SET xmloption = content"));
  std::string owner;
  for (std::size_t start = 0; start < statements.size(); start += batch_size) {
    auto batch = std::span(statements).subspan(start, std::min(batch_size, statements.size() - start));
    std::string script = "BEGIN; RESET ROLE";
    owner.clear();
    for (auto& statement : batch) {
      if (statement.owner != owner) script += ";\n" + set_role(owner = statement.owner);
      script += ";\n" + statement.sql;
    }
    auto done = server.execute(script + ";\nRESET ROLE; COMMIT");
    if (!done) {
      if (done.error().sqlstate.empty()) return std::unexpected(done.error());
      TRY(server.execute("ROLLBACK"));
      TRY(run_singly(server, batch, missing));
    }
    progress.at(static_cast<std::int64_t>(start + batch.size()), static_cast<std::int64_t>(statements.size()));
  }
  std::string demote;
  for (auto& role : catalog.roles)
    demote += fmt::format("ALTER ROLE {} NOSUPERUSER NOREPLICATION NOBYPASSRLS;", role.name);
  if (!demote.empty()) TRY(server.execute(demote));
  TRY(server.execute("RESET ALL"));
  return missing;
}

}  // namespace ante::twin
