#include "cli/told.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/http.h"
#include "os/interrupt.h"
#include "os/process.h"

namespace ante::cli {
namespace {

constexpr Millis patience{60'000};

std::string this_host() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "?";
}

Result<std::string> address_in(const std::string& webhook) {
  if (!webhook.starts_with('$')) return webhook;
  const auto name = std::string(webhook.substr(1));
  const auto* value = std::getenv(name.c_str());
  if (value != nullptr && *value != 0) return value;
  return bad_input(fmt::format("the webhook's address is in ${}, which is not set", one_line(name, 100)));
}

// What it says is seen by whoever called ante.
Result<void> run_command(const Telling& telling, const std::string& command, const std::vector<std::string>& variables,
                         bool heeds_interrupt) {
  os::Program shell{"/bin/sh", {"-c", command}};
  shell.environment = os::environment_with(variables);
  shell.folder = telling.folder;
  shell.output = STDERR_FILENO;
  shell.kept = true;
  auto process = TRY(os::Process::start(shell));
  const auto ending = heeds_interrupt ? TRY(process.wait_or_interrupt(patience)) : process.wait(patience);
  if (ending && ending->fine()) return {};
  return undecided(fmt::format("'{}' {}", one_line(command, 100),
                               ending ? "ended with " + ending->shown() : "did not end within " + human(patience)));
}

}  // namespace

Told::Told(Telling telling, std::string action, std::string database)
    : telling_(std::move(telling)), action_(std::move(action)), database_(std::move(database)) {}

Result<void> Told::all(const std::string& command, const std::string& event, const std::string& outcome,
                       const std::string& says) const {
  if (!command.empty())
    TRY(run_command(telling_, command,
                    {"ANTE_EVENT=" + event, "ANTE_ACTION=" + action_, "ANTE_CHANGE=" + change_,
                     "ANTE_DATABASE=" + database_, "ANTE_OUTCOME=" + outcome, "ANTE_SAYS=" + says},
                    event == "before"));
  if (telling_.webhook.empty()) return {};
  const nlohmann::json page{{"text", says},          {"event", event},     {"action", action_},  {"change", change_},
                            {"database", database_}, {"outcome", outcome}, {"host", this_host()}};
  return os::post_json(TRY(address_in(telling_.webhook)),
                       page.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<void> Told::before(const std::string& change, const std::string& reason) {
  change_ = change;
  auto told = all(telling_.before, "before", "",
                  fmt::format("{} of {} on {} begins, from {}", action_, change, database_, this_host()));
  if (!told && os::interrupted()) return told;
  begun_ = told || !reason.empty();
  if (told) return {};
  if (reason.empty())
    return std::unexpected(Error{
        fmt::format("nobody could be told beforehand, or it was said no: {}; nothing was done", told.error().what),
        "see [apply] in ante.toml; or --override REASON, which the journal keeps", Exit::blocked});
  fmt::print(stderr, "note: nobody could be told beforehand: {}\n", told.error().what);
  return {};
}

void Told::after(const Result<ship::Shipped>& shipped) const {
  if (!begun_) return;
  const auto outcome = shipped ? action_ == "undo" ? "undone" : "applied" : "failed";
  const auto says =
      shipped ? fmt::format("{} of {} on {}: {}, {}", action_, change_, database_, outcome,
                            counted(shipped->steps_run, "step"))
              // Why is not for everybody: it may name a row.
              : fmt::format("{} of {} on {} ended before its time; ante status says why", action_, change_, database_);
  if (auto told = all(telling_.after, "after", outcome, says); !told)
    fmt::print(stderr, "note: nobody could be told of the end: {}\n", told.error().what);
}

}  // namespace ante::cli
