#include "ship/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/without_roles.h"
#include "pg/catalog_reader.h"
#include "ship/drift.h"
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
      auto facts = sql::facts(step.sql);
      unit.setting = !open && unit.steps.size() == 1 && facts && facts->kind == "VariableSetStmt";
    }
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
    unit.silent = !unit.setting && that_count(course.stands.back(), now).empty();
    course.stands.push_back(std::move(now));
  }
  return course;
}

std::optional<Place> place_on(const Course& course, const catalog::Catalog& now) {
  auto is = now;
  catalog::leave_out_roles(is);
  std::vector<std::size_t> fits;
  for (std::size_t i = 0; i < course.stands.size(); ++i) {
    auto stand = course.stands[i];
    catalog::leave_out_roles(stand);
    if (that_count(is, stand).empty()) fits.push_back(i);
  }
  if (fits.empty() || fits.back() - fits.front() + 1 != fits.size()) return std::nullopt;
  return Place{fits.front(), fits.back()};
}

}  // namespace ante::ship
