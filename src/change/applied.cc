#include "change/applied.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/names.h"

namespace ante::change {
namespace {

// Flyway: V1_2__add_index is version 1.2.
std::string flyway_version(std::string text) {
  if (!text.empty() && std::string_view("VvUB").contains(text[0])) text = text.substr(1);
  return dotted_version(text.substr(0, text.find("__")));
}

// Flyway knows what it repeats by its description, whatever comes before that in the file's name.
std::string description_in(std::string_view name) {
  auto parted = name.find("__");
  return replace_all(std::string(parted == name.npos ? name : name.substr(parted + 2)), "_", " ");
}

// diesel: the folder 2024-01-31-120000_add_index is version 20240131120000.
// Liquibase: file::id::author, where the file may be seen from elsewhere.
bool is_same_changeset(const std::string& a, const std::string& b) {
  return a == b || a.ends_with("/" + b) || b.ends_with("/" + a);
}

bool names_it(const std::string& tool, const Ledger::Version& said, const Called& called) {
  auto version = said.version;
  auto& name = called.name;
  if (tool == "liquibase") return is_same_changeset(version, name);
  if (version.ends_with(".sql")) version.resize(version.size() - 4);
  if (version == name) return true;
  if (tool == "flyway" && version.starts_with("R__"))
    return !called.checksums.empty() && description_in(version) == description_in(name);
  if (tool == "flyway" || tool == "refinery") {
    auto first = tool == "refinery" ? "VU" : said.baseline ? "VB" : "V";
    bool is_versioned = name.size() > 1 && std::string_view(first).contains(name[0]) && is_digit(name[1]);
    return is_versioned && flyway_version(version) == flyway_version(name);
  }
  if (tool == "diesel") return diesel_version(version) == diesel_version(name);
  if (tool == "sqitch" || tool == "prisma" || tool == "node-pg-migrate") return false;
  bool is_number = !version.empty() && version.find_first_not_of("0123456789") == std::string::npos;
  return is_number && name.find_first_not_of("0123456789") != 0 && number_of(version) == number_of(name);
}

bool comes_later(const std::string& a, const std::string& b) { return larger(number_of(a), number_of(b)); }

State state_of(const Ledger::Version& said, const Called& called, State before) {
  auto& broken = said.broken;
  bool is_whole = broken.empty() || broken == "mark_ran" || broken == "reran";
  if (is_whole && !said.checksum.empty() &&
      std::ranges::find(called.checksums, said.checksum) == called.checksums.end())
    return State::applied_otherwise;
  if (is_whole) return State::applied;
  return broken == "rolled back" || before == State::applied ? before : State::half_applied;
}

// What comes up to a baseline is never run.
void pass_over_what_a_baseline_holds(const Ledger& ledger, const std::vector<Called>& migrations,
                                     std::vector<State>& states) {
  for (auto& said : ledger.versions)
    for (std::size_t i = 0; said.baseline && i < migrations.size(); ++i)
      if (states[i] == State::pending && migrations[i].checksums.empty() &&
          version_less(flyway_version(migrations[i].name), flyway_version(said.version)))
        states[i] = State::applied;
}

std::vector<State> states_by(const Ledger& ledger, const std::vector<Called>& migrations) {
  std::vector<State> states(migrations.size(), State::pending);
  // golang-migrate keeps the latest version alone: whatever comes before it is applied too.
  bool only_latest = ledger.tool == "golang-migrate" && ledger.versions.size() == 1;
  for (auto& said : ledger.versions)
    for (std::size_t i = 0; i < migrations.size(); ++i) {
      auto& name = migrations[i].name;
      if (names_it(ledger.tool, said, migrations[i])) {
        bool again = ledger.tool == "sqitch" && states[i] == State::applied;
        states[i] = state_of(said, migrations[i], states[i]);
        // A change that was reworked is in the plan twice, and in the ledger as often as it was deployed.
        if (ledger.tool == "sqitch" && !again) break;
      } else if (only_latest && !number_of(name).empty() && comes_later(said.version, name)) {
        states[i] = State::applied;
      }
    }
  pass_over_what_a_baseline_holds(ledger, migrations, states);
  return states;
}

}  // namespace

bool is_of(const Ledger& ledger, std::string_view tool) {
  return ledger.tool == tool || (tool == "dbmate" && ledger.tool == "schema_migrations");
}

bool mentions(const Ledger& ledger, const Called& migration) {
  return std::ranges::any_of(ledger.versions, [&](auto& said) { return names_it(ledger.tool, said, migration); });
}

std::vector<std::string> unknown_to(const std::vector<Called>& migrations, const Ledger& ledger) {
  std::vector<std::string> unknown;
  for (auto& said : ledger.versions) {
    auto& version = said.version;
    bool says_nothing = !said.broken.empty() || version.empty() || version == "0";
    // A baseline has no text of its own where the folder begins below it.
    auto is_known = [&](auto& migration) {
      return names_it(ledger.tool, said, migration) ||
             (said.baseline && migration.checksums.empty() &&
              version_less(flyway_version(migration.name), flyway_version(version)));
    };
    if (!says_nothing && std::ranges::none_of(migrations, is_known))
      unknown.push_back(said.baseline ? "baseline " + version : version);
  }
  return unknown;
}

Applied applied_of(const std::vector<Called>& migrations, const std::vector<Ledger>& ledgers, std::string_view tool) {
  // The ledger that knows most of the folder's migrations is the folder's; another one with the same numbers is
  // another application's, or so it seems.
  Applied applied{std::vector<State>(migrations.size(), State::pending), {}, {}};
  const Ledger* taken = nullptr;
  std::pair<bool, std::ptrdiff_t> most;
  std::vector<std::string> others;
  for (auto& ledger : ledgers) {
    auto states = states_by(ledger, migrations);
    auto known = std::ranges::count_if(states, [](State state) { return state != State::pending; });
    if (known == 0) continue;
    if (std::pair sure{is_of(ledger, tool), known}; sure > most) {
      if (taken) others.push_back(taken->table);
      taken = &ledger, most = sure, applied.states = std::move(states);
    } else {
      others.push_back(ledger.table);
    }
  }
  if (!taken) {
    for (auto& ledger : ledgers)
      applied.notes.push_back(fmt::format("none of these migrations is applied, as far as {} says", ledger.table));
    return applied;
  }
  applied.table = taken->table;
  auto whole = std::ranges::count(applied.states, State::applied);
  applied.notes.push_back(
      fmt::format("{} of {} migrations are applied already, as {} says", whole, migrations.size(), taken->table));
  if (auto unknown = unknown_to(migrations, *taken); !unknown.empty())
    applied.notes.push_back(
        fmt::format("{} has {} that this folder has not, {} the last of them: production was "
                    "migrated from another state of it",
                    taken->table, counted(std::ssize(unknown), "version"), unknown.back()));
  for (auto& other : others)
    applied.doubts.push_back(fmt::format("which migrations are applied: {} was gone by, but {} knows some of them too",
                                         taken->table, other));
  for (std::size_t i = 0; i < migrations.size(); ++i)
    if (applied.states[i] == State::half_applied)
      applied.doubts.push_back(
          fmt::format("what {} left in the database: {} says that it was begun and not finished; it is rehearsed on "
                      "what was captured",
                      shown(migrations[i].name), taken->table));
  return applied;
}

}  // namespace ante::change
