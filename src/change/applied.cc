#include "change/applied.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::change {
namespace {

// The number that a name begins with, without leading zeros: 0007_add_index and 7 are one version.
std::string number_of(const std::string& name) {
  auto digits = name.substr(0, name.find_first_not_of("0123456789"));
  return digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
}

// Flyway: V1_2__add_index is version 1.2, which is 1.02.0 too.
std::string flyway_version(std::string text) {
  if (text.starts_with('V') || text.starts_with('v')) text = text.substr(1, text.find("__") - 1);
  std::vector<std::string> parts;
  for (auto& part : split(replace_all(std::move(text), "_", "."), '.')) parts.push_back(number_of(part + " "));
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  return join(parts, ".");
}

// diesel: the folder 2024-01-31-120000_add_index is version 20240131120000.
std::string diesel_version(const std::string& name) { return replace_all(name.substr(0, name.find('_')), "-", ""); }

bool names_it(const std::string& tool, std::string version, const std::string& name) {
  if (version.ends_with(".sql")) version.resize(version.size() - 4);
  if (version == name) return true;
  if (tool == "flyway" || tool == "refinery")
    return name.starts_with('V') && contains(name, "__") && flyway_version(version) == flyway_version(name);
  if (tool == "diesel") return diesel_version(version) == diesel_version(name);
  bool is_number = !version.empty() && version.find_first_not_of("0123456789") == std::string::npos;
  return is_number && name.find_first_not_of("0123456789") != 0 && number_of(version) == number_of(name);
}

bool comes_later(const std::string& a, const std::string& b) {
  auto x = number_of(a), y = number_of(b);
  return x.size() != y.size() ? x.size() > y.size() : x > y;
}

std::vector<State> states_by(const Ledger& ledger, const std::vector<std::string>& names) {
  std::vector<State> states(names.size(), State::pending);
  // golang-migrate keeps the latest version alone: whatever comes before it is applied too.
  bool only_latest = ledger.tool == "golang-migrate" && ledger.versions.size() == 1;
  for (auto& [version, broken] : ledger.versions)
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names_it(ledger.tool, version, names[i])) {
        if (broken.empty() || broken == "mark_ran" || broken == "reran")
          states[i] = State::applied;
        else if (broken != "rolled back" && states[i] != State::applied)
          states[i] = State::half_applied;
      } else if (only_latest && !number_of(names[i]).empty() && comes_later(version, names[i])) {
        states[i] = State::applied;
      }
  return states;
}

}  // namespace

Applied applied_of(const std::vector<std::string>& names, const std::vector<Ledger>& ledgers) {
  // The ledger that knows most of the folder's migrations is the folder's; another one with the same numbers is
  // another application's, or so it seems.
  Applied applied{std::vector<State>(names.size(), State::pending), {}, {}};
  const Ledger* taken = nullptr;
  std::ptrdiff_t most = 0;
  std::vector<std::string> others;
  for (auto& ledger : ledgers) {
    auto states = states_by(ledger, names);
    auto known = std::ranges::count_if(states, [](State state) { return state != State::pending; });
    if (known == 0) continue;
    if (known > most) {
      if (taken) others.push_back(taken->table);
      taken = &ledger, most = known, applied.states = std::move(states);
    } else {
      others.push_back(ledger.table);
    }
  }
  if (!taken) {
    for (auto& ledger : ledgers)
      applied.notes.push_back(fmt::format("none of these migrations is applied, as far as {} says", ledger.table));
    return applied;
  }
  auto whole = std::ranges::count(applied.states, State::applied);
  applied.notes.push_back(
      fmt::format("{} of {} migrations are applied already, as {} says", whole, names.size(), taken->table));
  for (auto& other : others)
    applied.doubts.push_back(fmt::format("which migrations are applied: {} was gone by, but {} knows some of them too",
                                         taken->table, other));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (applied.states[i] == State::half_applied)
      applied.doubts.push_back(
          fmt::format("what {} left in the database: {} says that it was begun and not finished; it is rehearsed on "
                      "what was captured",
                      names[i], taken->table));
  return applied;
}

}  // namespace ante::change
