#include "support/rebuild.h"

#include <fmt/format.h>

#include <cstdio>

namespace ante::tests {

catalog::Catalog catalog_of(pg::Connection& connection) {
  auto catalog = pg::read_catalog(connection);
  EXPECT_TRUE(catalog) << catalog.error().what;
  return catalog ? *std::move(catalog) : catalog::Catalog{};
}

void rebuild(const catalog::Catalog& original, pg::Connection& database, const catalog::DdlOptions& options) {
  auto catalog = original;
  for (auto& role : catalog.roles) {
    if (!options.roles) run(database, fmt::format("ALTER ROLE {} SUPERUSER", role.name));
    role.superuser = true;
  }
  run(database, "SET check_function_bodies = off; SET search_path = ''; SET client_min_messages = error");
  run(database, "BEGIN");
  for (const auto& statement : catalog::ddl(catalog, options)) {
    const auto role = statement.owner.empty() ? "RESET ROLE" : "SET ROLE " + statement.owner;
    run(database, role + ";\n" + statement.sql);
    if (testing::Test::HasFatalFailure()) return;  // what follows it would only say that the transaction is aborted
  }
  run(database, "RESET ROLE; COMMIT; RESET ALL");
  for (const auto& role : original.roles)
    if (!role.superuser) run(database, fmt::format("ALTER ROLE {} NOSUPERUSER", role.name));
}

std::string run_client(const pg::Cluster& cluster, std::string_view program, std::string_view database,
                       std::string_view arguments) {
  const auto command =
      fmt::format("PGHOST='{}' PGUSER={} PGDATABASE='{}' '{}/{}' {} 2>&1", cluster.socket().string(),
                  pg::private_superuser, database, cluster.binaries().bin.string(), program, arguments);
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[65536];
  while (pipe) {
    const auto count = std::fread(buffer, 1, sizeof buffer, pipe);
    if (count == 0) break;
    output.append(buffer, count);
  }
  EXPECT_TRUE(pipe && pclose(pipe) == 0) << command << "\n" << output.substr(0, 4000);
  return output;
}

}  // namespace ante::tests
