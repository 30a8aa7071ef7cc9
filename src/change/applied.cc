#include "change/applied.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/names.h"

namespace ante::change {
namespace {

// Flyway: V1_2__add_index is version 1.2.
std::string flyway_version(std::string text) {
  if (text.starts_with('V') || text.starts_with('v') || text.starts_with('U')) text = text.substr(1);
  return dotted_version(text.substr(0, text.find("__")));
}

// diesel: the folder 2024-01-31-120000_add_index is version 20240131120000.
// Liquibase: file::id::author, where the file may be seen from elsewhere.
bool is_same_changeset(const std::string& a, const std::string& b) {
  return a == b || a.ends_with("/" + b) || b.ends_with("/" + a);
}

bool names_it(const std::string& tool, std::string version, const std::string& name) {
  if (tool == "liquibase") return is_same_changeset(version, name);
  if (version.ends_with(".sql")) version.resize(version.size() - 4);
  if (version == name) return true;
  if (tool == "flyway" || tool == "refinery") {
    bool is_versioned =
        name.size() > 1 && (name[0] == 'V' || (tool == "refinery" && name[0] == 'U')) && is_digit(name[1]);
    return is_versioned && flyway_version(version) == flyway_version(name);
  }
  if (tool == "diesel") return diesel_version(version) == diesel_version(name);
  if (tool == "sqitch" || tool == "prisma" || tool == "node-pg-migrate") return false;
  bool is_number = !version.empty() && version.find_first_not_of("0123456789") == std::string::npos;
  return is_number && name.find_first_not_of("0123456789") != 0 && number_of(version) == number_of(name);
}

bool comes_later(const std::string& a, const std::string& b) { return larger(number_of(a), number_of(b)); }

State state_of(const std::string& broken, State before) {
  if (broken.empty() || broken == "mark_ran" || broken == "reran") return State::applied;
  return broken == "rolled back" || before == State::applied ? before : State::half_applied;
}

std::vector<State> states_by(const Ledger& ledger, const std::vector<std::string>& names) {
  std::vector<State> states(names.size(), State::pending);
  // golang-migrate keeps the latest version alone: whatever comes before it is applied too.
  bool only_latest = ledger.tool == "golang-migrate" && ledger.versions.size() == 1;
  for (auto& [version, broken] : ledger.versions)
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names_it(ledger.tool, version, names[i])) {
        bool again = ledger.tool == "sqitch" && states[i] == State::applied;
        states[i] = state_of(broken, states[i]);
        // A change that was reworked is in the plan twice, and in the ledger as often as it was deployed.
        if (ledger.tool == "sqitch" && !again) break;
      } else if (only_latest && !number_of(names[i]).empty() && comes_later(version, names[i])) {
        states[i] = State::applied;
      }
  return states;
}

}  // namespace

bool is_of(const Ledger& ledger, std::string_view tool) {
  return ledger.tool == tool || (tool == "dbmate" && ledger.tool == "schema_migrations");
}

std::vector<std::string> unknown_to(const std::vector<std::string>& names, const Ledger& ledger) {
  std::vector<std::string> unknown;
  for (auto& [version, broken] : ledger.versions) {
    bool says_nothing = !broken.empty() || version.empty() || version == "0" || version.starts_with("R__");
    if (!says_nothing && std::ranges::none_of(names, [&](auto& name) { return names_it(ledger.tool, version, name); }))
      unknown.push_back(version);
  }
  return unknown;
}

Applied applied_of(const std::vector<std::string>& names, const std::vector<Ledger>& ledgers, std::string_view tool) {
  // The ledger that knows most of the folder's migrations is the folder's; another one with the same numbers is
  // another application's, or so it seems.
  Applied applied{std::vector<State>(names.size(), State::pending), {}, {}};
  const Ledger* taken = nullptr;
  std::pair<bool, std::ptrdiff_t> most;
  std::vector<std::string> others;
  for (auto& ledger : ledgers) {
    auto states = states_by(ledger, names);
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
      fmt::format("{} of {} migrations are applied already, as {} says", whole, names.size(), taken->table));
  if (auto unknown = unknown_to(names, *taken); !unknown.empty())
    applied.notes.push_back(
        fmt::format("{} has {} that this folder has not, {} the last of them: production was "
                    "migrated from another state of it",
                    taken->table, counted(std::ssize(unknown), "version"), unknown.back()));
  for (auto& other : others)
    applied.doubts.push_back(fmt::format("which migrations are applied: {} was gone by, but {} knows some of them too",
                                         taken->table, other));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (applied.states[i] == State::half_applied)
      applied.doubts.push_back(
          fmt::format("what {} left in the database: {} says that it was begun and not finished; it is rehearsed on "
                      "what was captured",
                      shown(names[i]), taken->table));
  return applied;
}

}  // namespace ante::change
