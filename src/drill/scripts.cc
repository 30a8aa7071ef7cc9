#include "drill/scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "change/script.h"
#include "sql/variables.h"
#include "os/folders.h"

namespace ante::drill {
namespace {

constexpr std::size_t longest_script = 64u << 20;
constexpr Millis look_again{1'000};

Result<void> run_step(pg::Connection& server, const std::string& sql, const std::string& copy_data) {
  TRY(server.send_discarding(sql, copy_data));
  while (!TRY(server.discard(look_again))) {
  }
  return {};
}

std::unexpected<Error> at_step(const change::Step& step, Error error) {
  return at(fmt::format("{}:{}", step.file, step.line), std::move(error));
}

Result<void> run_steps(pg::Connection& server, const change::Migration& migration, bool in_transaction) {
  if (in_transaction) TRY(server.execute("BEGIN"));
  for (auto& step : migration.steps)
    if (auto done = run_step(server, step.sql, step.copy_data); !done) {
      if (server.in_transaction()) (void)server.execute("ROLLBACK");
      return at_step(step, done.error());
    }
  if (in_transaction) TRY(server.execute("COMMIT"));
  return {};
}

Result<void> run_migration(pg::Connection& server, const change::Migration& migration) {
  constexpr std::string_view not_in_a_transaction = "25001";
  auto done = run_steps(server, migration, migration.in_transaction);
  if (done || !migration.transaction_assumed || done.error().sqlstate != not_in_a_transaction) return done;
  return run_steps(server, migration, false);
}

}  // namespace

Result<void> run_script(pg::Connection& server, const std::filesystem::path& file,
                        const std::map<std::string, std::int64_t>& sizes, Progress& progress) {
  auto text = TRY(os::read_file(file, longest_script));
  auto steps = change::steps_of(text, file.string());
  if (!steps) return std::unexpected(steps.error());
  std::int64_t done = 0;
  for (auto& step : *steps) {
    auto sql = sql::replace_variables(step.sql, [&](std::string_view name) -> Result<std::string> {
      auto size = sizes.find(std::string(name));
      if (size == sizes.end())
        return bad_input(fmt::format("there is no size :{}", name), "the [sizes] of drill.toml are there");
      return std::to_string(size->second);
    });
    if (!sql) return at_step(step, sql.error());
    if (auto ran = run_step(server, *sql, step.copy_data); !ran) {
      auto error = ran.error();
      if (!error.sqlstate.empty()) error.exit = Exit::bad_input;  // the script is wrong, not the world
      return at_step(step, std::move(error));
    }
    progress.at(++done, static_cast<std::int64_t>(steps->size()));
  }
  return {};
}

Ran run_change(pg::Connection& server, const change::Change& change) {
  Ran ran;
  auto began = std::chrono::steady_clock::now();
  for (auto& migration : change.migrations) {
    auto done = run_migration(server, migration);
    if (done) continue;
    ran.failed = done.error().what;
    break;
  }
  ran.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - began);
  return ran;
}

}  // namespace ante::drill
