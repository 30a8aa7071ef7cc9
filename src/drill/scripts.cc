#include "drill/scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "change/script.h"
#include "os/folders.h"
#include "sql/variables.h"

namespace ante::drill {
namespace {

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

// What runs a change, as its tool does.
class Runner {
 public:
  Runner(pg::Connection server, Millis killed_after)
      : server_(std::move(server)), killed_after_(killed_after), began_(Clock::now()) {}

  Result<void> migrate(const change::Migration& migration) {
    constexpr std::string_view not_in_a_transaction = "25001";
    auto done = run(migration, migration.in_transaction);
    if (done || !migration.transaction_assumed || done.error().sqlstate != not_in_a_transaction) return done;
    return run(migration, false);
  }

  Millis took() const { return std::chrono::duration_cast<Millis>(Clock::now() - began_); }

 private:
  using Clock = std::chrono::steady_clock;

  Result<void> run(const change::Migration& migration, bool in_transaction) {
    if (in_transaction) TRY(server_->execute("BEGIN"));
    for (auto& step : migration.steps)
      if (auto done = run(step); !done) {
        if (server_ && server_->in_transaction()) (void)server_->execute("ROLLBACK");
        return at_step(step, done.error());
      }
    if (in_transaction) TRY(server_->execute("COMMIT"));
    return {};
  }

  Result<void> run(const change::Step& step) {
    TRY(server_->send_discarding(step.sql, step.copy_data));
    while (!TRY(server_->discard(killed_after_.count() ? std::clamp(killed_after_ - took(), Millis{0}, look_again)
                                                       : look_again)))
      if (killed_after_.count() && took() >= killed_after_) return killed();
    return {};
  }

  // The connection ends with it. The server learns of that when it has done what it is at, and undoes it only where a
  // transaction is open.
  std::unexpected<Error> killed() {
    server_.reset();
    return undecided(fmt::format("what ran it was killed after {}", human(killed_after_)));
  }

  std::optional<pg::Connection> server_;
  Millis killed_after_;
  Clock::time_point began_;
};

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

Ran run_change(pg::Connection server, const change::Change& change, Millis killed_after) {
  Runner runner(std::move(server), killed_after);
  Ran ran;
  for (auto& migration : change.migrations)
    if (auto done = runner.migrate(migration); !done) {
      ran.failed = done.error().what;
      break;
    }
  ran.took = runner.took();
  return ran;
}

}  // namespace ante::drill
