#include "cli/told.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/http.h"
#include "os/interrupt.h"
#include "os/shell.h"

namespace ante::cli {
namespace {

constexpr Millis patience{60'000};

std::string this_host() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "?";
}

}  // namespace

Told::Told(Telling telling, std::string action, std::string database)
    : telling_(std::move(telling)), action_(std::move(action)), database_(std::move(database)) {}

Result<void> Told::all(const std::string& command, const std::string& event, const std::string& outcome,
                       const std::string& says) const {
  if (!command.empty())
    TRY(os::run_command_line(
        {.command = command,
         .variables = {"ANTE_EVENT=" + event, "ANTE_ACTION=" + action_, "ANTE_CHANGE=" + change_,
                       "ANTE_DATABASE=" + database_, "ANTE_OUTCOME=" + outcome, "ANTE_SAYS=" + says},
         .folder = telling_.folder,
         .heeds_interrupt = event == "before"},
        patience));
  if (telling_.webhook.empty()) return {};
  const nlohmann::json page{{"text", says},          {"event", event},     {"action", action_},  {"change", change_},
                            {"database", database_}, {"outcome", outcome}, {"host", this_host()}};
  return os::post_json(TRY(os::web_address(telling_.webhook)),
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
