#include "twin/nothing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "os/sha256.h"
#include "pg/catalog_reader.h"
#include "snapshot/capture.h"

namespace ante::twin {
namespace {

constexpr const char* migrated = "migrated";

Result<void> make_roles(pg::Connection& admin, const Nothing& nothing) {
  bool has_role = false;
  for (auto& other : nothing.others) {
    auto name = bare_name(other.name);
    if (name.starts_with("pg_") || name == pg::private_superuser) continue;
    has_role = has_role || name == nothing.role;
    TRY(admin.execute(
        fmt::format("CREATE ROLE {} LOGIN{}", pg::quote_identifier(name), other.superuser ? " SUPERUSER" : "")));
  }
  if (!has_role) TRY(admin.execute(fmt::format("CREATE ROLE {} LOGIN", pg::quote_identifier(nothing.role))));
  TRY(admin.execute(fmt::format("CREATE DATABASE {} OWNER {}", migrated, pg::quote_identifier(nothing.role))));
  return {};
}

std::string key_of(const Nothing& nothing) {
  auto text = nothing.role;
  for (auto& other : nothing.others) text += fmt::format("\n{} {}", other.name, other.superuser);
  return fmt::format("an-empty-database-{}-{}", nothing.major, os::sha256_hex(text).substr(0, 16));
}

}  // namespace

Result<Lab> lab_of_nothing(const Nothing& nothing, Progress& progress) {
  auto server = TRY(pg::Cluster::raise({.major = nothing.major}, progress));
  {
    auto admin = TRY(pg::Connection::open(server.target("postgres")));
    TRY(make_roles(admin, nothing));
  }
  auto snapshot = TRY(snapshot::capture(server.target(migrated), {}, progress));
  auto base = TRY(raise_base(snapshot, key_of(nothing), progress));
  return Lab::raise(base, snapshot, nothing.role, LabTables::empty, progress);
}

std::optional<Error> does_not_run(const change::Change& change, const ChangeRun& run, const std::string& shown) {
  for (const auto& step : run.steps)
    if (step.effects.error) {
      const auto& written = change.migrations[step.migration].steps[step.step];
      return undecided(fmt::format("{} does not run from nothing: {}:{}: {}", shown, written.file, written.line,
                                   step.effects.error->what),
                       "what it needs beside its own folder cannot be known here")
          .error();
    }
  return std::nullopt;
}

Result<catalog::Catalog> catalog_of(const change::Change& change, const std::string& shown, const Nothing& nothing,
                                    Progress& progress) {
  auto lab = TRY(lab_of_nothing(nothing, progress));
  auto run = TRY(lab.run(change, {.looks_at_catalog = false}, progress));
  if (auto error = does_not_run(change, run, shown)) return std::unexpected(*error);
  auto connection = TRY(pg::Connection::open(lab.target()));
  return pg::read_catalog(connection);
}

}  // namespace ante::twin
