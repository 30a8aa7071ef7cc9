#include "drill/team.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "load/app.h"
#include "os/interrupt.h"

namespace ante::drill {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int blocks = static_cast<int>(Exit::blocked), undecided_still = static_cast<int>(Exit::undecided);

std::string first_line(std::string_view text) { return one_line(text.substr(0, text.find('\n')), 200); }

Stage missed(const std::string& says) { return {"prevented", Stage::State::missed, one_line(says, 300)}; }
std::string could_not(std::string_view which, const Said& said) {
  return fmt::format("ante check of {} ended with {}: {}", which, said.exit_code, first_line(said.output));
}

// Where a change lies in the drill says what it is: a command gets it as it lies in anybody's repository.
Result<void> copied(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::remove_all(to, error);
  if (!error) fs::copy(from, to, fs::copy_options::recursive, error);
  if (error) return undecided(fmt::format("cannot copy {} to {}: {}", from.string(), to.string(), error.message()));
  return {};
}

}  // namespace

std::string address_of(const pg::Target& target) {
  std::string address;
  for (auto& [name, value] : target.overrides) address += fmt::format("{}='{}' ", name, value);
  return address;
}

Result<Team> Team::of(const Description& drill, const System& system, const Commands& commands, Progress& progress) {
  auto folder = TRY(os::TemporaryFolder::make("deploy"));
  return Team(drill, system, commands, progress, std::move(folder));
}

Result<Said> Team::run(std::vector<std::string> arguments, Millis killed_after) const {
  arguments.emplace_back("-q");
  return commands_.run(arguments, system_.traffic_processors(), killed_after.count() ? killed_after : patience);
}

Result<void> Team::captures() {
  progress_.stage("ante capture, while the traffic goes on");
  auto captured = TRY(run({"capture", address_of(system_.target()), "-o", snapshot().string(), "--for", "5s"}));
  if (captured.exit_code != 0) return undecided("ante capture failed: " + one_line(captured.output, 300));
  return {};
}

Result<Stage> Team::prevents() {
  auto began = Clock::now();
  auto stage = TRY(checks());
  stage.took = std::chrono::duration_cast<Millis>(Clock::now() - began);
  return stage;
}

Result<Stage> Team::checks() {
  if (auto captured = captures(); !captured) {
    if (os::interrupted()) return std::unexpected(captured.error());
    return missed(captured.error().what);
  }
  progress_.stage("ante check, of the change that struck");
  auto struck = TRY(check(drill_.struck));
  if (struck.exit_code != 0 && struck.exit_code != blocks) return missed(could_not("the change", struck));
  progress_.stage("ante check, of the one that an expert would write");
  auto good = TRY(check(drill_.good));
  if (struck.exit_code == 0) return missed("ante check lets the change through");
  if (good.exit_code == blocks) return missed("ante check blocks the good change too");
  if (good.exit_code != 0 && good.exit_code != undecided_still) return missed(could_not("the good change", good));
  return Stage{"prevented", Stage::State::done,
               good.exit_code == 0
                   ? "ante check blocks the change, and lets the good one through"
                   : fmt::format("ante check blocks the change; of the good one it says: {}", first_line(good.output))};
}

// With it the queries of the new version, as they lie in the repository too.
Result<Said> Team::check(const fs::path& change) const {
  auto migrations = folder_.path() / "migrations", queries = folder_.path() / "queries";
  TRY(copied(change, migrations));
  auto version = TRY(load::read_app(drill_.after, drill_.sizes));
  std::error_code error;
  fs::remove_all(queries, error);
  fs::create_directory(queries, error);
  for (auto& file : version.files) TRY(copied(file, queries / file.filename()));
  std::vector<std::string> arguments{"check",     migrations.string(), "--snapshot",     snapshot().string(),
                                     "--queries", queries.string(),    "--queries-role", drill_.role};
  for (auto& [name, value] : version.session)
    arguments.insert(arguments.end(), {"--queries-set", fmt::format("{}={}", name, value)});
  return run(arguments);
}

Result<void> Team::plans(const fs::path& change, bool whatever_is_said) {
  progress_.stage("ante plan");
  auto migrations = folder_.path() / "migrations";
  TRY(copied(change, migrations));
  auto planned = TRY(run({"plan", migrations.string(), "--snapshot", snapshot().string(), "--role", drill_.owner,
                          "--columns-beside", "-o", plan().string()}));
  all_the_same_.clear();
  if (planned.exit_code == blocks && whatever_is_said) all_the_same_ = {"--accept"};
  if (planned.exit_code == undecided_still || whatever_is_said)
    all_the_same_.insert(all_the_same_.end(), {"--override", "a drill: they were sure of it"});
  std::error_code none;
  no_plan_ = fs::exists(plan(), none) ? "" : "ante plan: " + one_line(planned.output, 300);
  return {};
}

// A command that is killed is called again: it goes on where it was.
Deed Team::by(std::vector<std::string> arguments) const {
  return [this, arguments = std::move(arguments)]() -> Result<Ran> {
    auto began = Clock::now();
    if (drill_.killed > 0) {
      auto killed = run(arguments, std::chrono::seconds(drill_.killed));
      if (os::interrupted()) return os::interrupted_error();
      if (killed && killed->exit_code == 0) return Ran{std::chrono::duration_cast<Millis>(Clock::now() - began), ""};
    }
    auto said = TRY(run(arguments));
    Ran ran{std::chrono::duration_cast<Millis>(Clock::now() - began), ""};
    if (said.exit_code != 0) ran.failed = fmt::format("ante {}: {}", arguments[0], one_line(said.output, 300));
    return ran;
  };
}

Deed Team::ships() const {
  if (!no_plan_.empty()) return [this]() -> Result<Ran> { return Ran{.failed = no_plan_}; };
  std::vector<std::string> arguments{"apply",         plan().string(),
                                     "--database",    address_of(system_.target(drill_.owner)),
                                     "--undo-folder", folder_.path().string()};
  arguments.insert(arguments.end(), all_the_same_.begin(), all_the_same_.end());
  return by(std::move(arguments));
}

Deed Team::takes_back() const { return by({"undo", "--database", address_of(system_.target(drill_.owner))}); }

// Most people are out: that others wait for a lock for longer than on any day costs little, and ends it.
Deed Team::repairs(std::string to, std::string_view budget) const {
  return by({"repair", "--database", address_of(system_.target(drill_.owner)), "--to", std::move(to), "--ship",
             "--budget", std::string(budget), "--undo-folder", folder_.path().string(), "--accept", "--override",
             "a drill: production is down"});
}

Deed Team::repairs_back() const { return repairs(snapshot().string(), "500ms"); }

Result<void> Team::has_staging() {
  staging_ = TRY(raise_staging(drill_, drill_.struck, progress_));
  return {};
}

Deed Team::repairs_forward() const { return repairs(address_of(staging_->target(System::database)), "20s"); }

}  // namespace ante::drill
