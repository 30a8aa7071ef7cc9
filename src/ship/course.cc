#include "ship/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/without_roles.h"
#include "pg/catalog_reader.h"
#include "ship/drift.h"
#include "ship/likeness.h"
#include "sql/statement.h"
#include "twin/nothing.h"
#include "twin/stranger.h"

namespace ante::ship {
namespace {

// What opens a transaction keeps it open until one is over.
enum class Word { other, begins, ends };
Word word_of(const std::string& sql) {
  auto facts = sql::facts(sql);
  if (!facts || !facts->transaction_control) return Word::other;
  auto text = lower(sql);
  auto first = trim(text);
  for (auto* begin : {"begin", "start"})
    if (first.starts_with(begin)) return Word::begins;
  for (auto* end : {"commit", "end", "rollback", "abort"})
    if (first.starts_with(end) && !contains(text, " to ")) return Word::ends;
  return Word::other;
}

// SELECT set_config('search_path', 'app', false), as pg_dump writes it.
bool sets_for_the_session(const std::string& sql) {
  auto facts = sql::facts(sql);
  if (!facts) return false;
  if (facts->kind == "VariableSetStmt") return true;
  auto sets = [](auto& function) { return function == "set_config" || function == "pg_catalog.set_config"; };
  auto reads = [](auto& function) { return function == "current_setting" || function == "pg_catalog.current_setting"; };
  return facts->only_reads && facts->relations.empty() && std::ranges::any_of(facts->functions, sets) &&
         std::ranges::all_of(facts->functions, [&](auto& each) { return sets(each) || reads(each); });
}

std::vector<Unit> units_of(const change::Change& change) {
  std::vector<Unit> units;
  for (std::size_t place = 0; place < change.migrations.size(); ++place) {
    auto& migration = change.migrations[place];
    if (migration.steps.empty()) continue;
    // Where nobody says that there is a transaction, psql opens none.
    if (migration.in_transaction && !migration.transaction_assumed) {
      units.push_back({.steps = migration.steps, .migration = place, .in_transaction = true});
      continue;
    }
    bool open = false;
    for (auto& step : migration.steps) {
      if (!open) units.push_back({.migration = place});
      auto& unit = units.back();
      unit.steps.push_back(step);
      auto word = word_of(step.sql);
      if (word == Word::begins) open = true;
      if (word == Word::ends) open = false;
      unit.setting = !open && unit.steps.size() == 1 && sets_for_the_session(step.sql);
    }
  }
  for (auto& unit : units) {
    auto& of = change.migrations[unit.migration];
    unit.repeated = of.repeated, unit.ran_otherwise = of.ran_otherwise, unit.not_begun = of.not_begun;
  }
  return units;
}

Result<void> run(twin::Stranger& stranger, const Unit& unit, const std::string& shown) {
  if (unit.in_transaction) TRY(stranger.run("BEGIN"));
  for (auto& step : unit.steps)
    if (auto done = stranger.run(step.sql, step.copy_data); !done)
      return undecided(
          fmt::format("{} does not run from nothing: {}:{}: {}", shown, step.file, step.line, done.error().what),
          "what it needs beside its own folder cannot be known here");
  if (unit.in_transaction) TRY(stranger.run("COMMIT"));
  return {};
}

std::vector<catalog::Difference> that_count(const catalog::Catalog& one, const catalog::Catalog& other) {
  auto all = differences_but_ours(one, other);
  std::erase_if(all, [](auto& each) { return twin::is_only_the_order(each) || each.kind == "database"; });
  return all;
}

}  // namespace

Result<Course> run_course(twin::Lab& lab, const change::Change& applied, const change::Change& pending,
                          const std::string& shown, Progress& progress) {
  auto ran = TRY(lab.run(applied, {.looks_at_catalog = false}, progress));
  if (auto error = twin::does_not_run(applied, ran, shown)) return std::unexpected(*error);
  progress.stage("looking where each statement leads");
  auto own = TRY(pg::Connection::open(lab.target()));
  auto admin = lab.cluster().target(TRY(own.scalar("SELECT pg_catalog.current_database()")));
  auto observer = TRY(pg::Connection::open(admin, {.call = Millis(120'000)}));
  auto looker = TRY(pg::Connection::open(admin, {.call = Millis(120'000)}));
  auto stranger = TRY(twin::Stranger::enter({admin, lab.target(), lab.cluster().data()}, {}, observer));
  Course course{.units = units_of(pending)};
  course.stands.push_back(TRY(pg::read_catalog(looker)));
  for (auto& unit : course.units) {
    // Each migration begins with a session of its own.
    if (&unit != course.units.data() && (&unit)[-1].migration != unit.migration) TRY(stranger.run("RESET ALL"));
    TRY(run(stranger, unit, shown));
    auto now = TRY(pg::read_catalog(looker));
    auto made = that_count(course.stands.back(), now);
    unit.silent = !unit.setting && made.empty();
    for (auto& each : made)
      if (unit.ran_otherwise) course.made_otherwise.push_back(each.object);
    course.stands.push_back(std::move(now));
  }
  return course;
}

std::size_t Course::not_begun() const {
  auto last = std::find_if(units.rbegin(), units.rend(), [](auto& unit) { return !unit.not_begun; });
  return static_cast<std::size_t>(units.rend() - last);
}

std::optional<Place> place_on(const Course& course, const catalog::Catalog& now) {
  auto comparable = [&](catalog::Catalog catalog) {
    catalog::leave_out_roles(catalog);
    leave_out(catalog, course.made_otherwise);
    return catalog;
  };
  auto is = comparable(now);
  std::vector<std::size_t> fits;
  for (std::size_t i = 0; i < course.stands.size(); ++i)
    if (that_count(is, comparable(course.stands[i])).empty()) fits.push_back(i);
  if (fits.empty()) return std::nullopt;
  // Where the schema does not tell two places apart, the ledger may.
  bool by_hand = fits.front() > course.not_begun();
  if (!by_hand) std::erase_if(fits, [&](auto place) { return place > course.not_begun(); });
  if (fits.back() - fits.front() + 1 != fits.size()) return std::nullopt;
  return Place{fits.front(), fits.back(), by_hand};
}

}  // namespace ante::ship
