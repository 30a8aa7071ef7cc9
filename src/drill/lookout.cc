#include "drill/lookout.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

namespace ante::drill {
namespace {

// A drill's peace lasts for seconds: what is usual has to be known by then.
constexpr const char* count_every = "1s";
constexpr Millis to_end{15'000}, to_write{60'000};

std::optional<incident::Event> event_of(const std::string& line) {
  auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  auto kind = incident::event_kind(json.value("kind", ""));
  if (!kind) return std::nullopt;
  return incident::Event{.number = json.value("number", std::int64_t{0}),
                         .at = json.value("at", 0.0),
                         .kind = *kind,
                         .about = json.value("about", ""),
                         .says = json.value("says", ""),
                         .shown = json.value("shown", std::vector<std::string>{})};
}

}  // namespace

Result<Lookout> Lookout::begin(const System& system, const Commands& commands) {
  Lookout lookout(system, commands, TRY(os::TemporaryFolder::make("lookout")));
  os::Descriptor output(::open(lookout.output().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!output) return undecided(fmt::format("cannot make {}: {}", lookout.output(), std::strerror(errno)));
  lookout.process_ = TRY(commands.start({"watch", "--database", address_of(system.target()), "--store", lookout.store(),
                                         "--count-every", count_every, "--format", "json", "-q"},
                                        system.traffic_processors(), output.get()));
  lookout.said_.open(lookout.output());
  return lookout;
}

void Lookout::listen(int second) {
  said_.clear();  // of having been at the end
  std::string piece;
  while (std::getline(said_, piece)) {
    unfinished_ += piece;
    if (said_.eof()) return;
    auto line = std::exchange(unfinished_, {});
    if (auto event = event_of(line))
      words_.heard.push_back({second, std::move(*event)});
    else
      words_.trouble += line + " ";
  }
}

Result<Words> Lookout::end() {
  if (process_->wait(Millis(0))) words_.trouble += "ante watch had ended by itself. ";
  process_->signal(SIGINT);
  if (!TRY(process_->wait_or_interrupt(to_end))) words_.trouble += "ante watch did not end. ";
  process_.reset();
  auto began = std::chrono::steady_clock::now();
  auto said = TRY(commands_.run({"report", "--store", store()}, system_.traffic_processors(), to_write));
  words_.written_in = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - began);
  if (said.exit_code == 0)
    words_.postmortem = std::move(said.output);
  else
    words_.trouble += fmt::format("ante report ended with {}: {}", said.exit_code, said.output);
  return std::move(words_);
}

}  // namespace ante::drill
