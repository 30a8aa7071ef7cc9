#include "ship/try_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "pg/catalog_reader.h"
#include "ship/batches.h"
#include "ship/drift.h"
#include "ship/way_back.h"
#include "twin/lab.h"
#include "twin/stranger.h"

namespace ante::ship {
namespace {

// The lab's own sessions: one that does what the runner would do, one that looks.
struct Trial {
  pg::Connection observer;
  twin::Stranger runner;

  Result<catalog::Catalog> look() { return pg::read_catalog(observer); }

  Result<bool> shows(const std::string& probe) {
    if (probe.empty()) return false;
    auto shown = TRY(observer.query(probe));
    return shown.size() == 1 && shown.flag(0, 0);
  }

  Result<void> run(const Block& block) {
    bool done = TRY(shows(block.probe));
    if (done) return {};
    TRY(runner.run("RESET SESSION AUTHORIZATION"));
    TRY(runner.run("RESET ALL"));
    if (block.in_transaction) TRY(runner.run("BEGIN"));
    // A batch of no rows: the lab has none.
    std::vector<std::string> no_rows(2 * block.key.size(), "NULL");
    for (auto& sql : block.sql) TRY(runner.run(block.in_batches() ? with_parameters(sql, no_rows) : sql));
    if (block.in_transaction) TRY(runner.run("COMMIT"));
    done = TRY(shows(block.probe));
    if (done || block.probe.empty()) return {};
    return undecided(fmt::format("it ran, and its probe does not show it: {}", one_line(block.probe, 160)));
  }
};

// What the snapshot's own comments say again is no difference: the lab is made without them.
std::vector<std::string> sentences(const catalog::Catalog& wanted, const catalog::Catalog& now,
                                   const std::vector<catalog::Comment>& comments) {
  std::vector<std::string> said;
  for (auto& difference : differences_but_ours(wanted, now)) {
    bool as_before = difference.kind == "comment" && std::ranges::any_of(comments, [&](auto& comment) {
                       return lower(fmt::format("{} {}", comment.kind, comment.object)) == lower(difference.object);
                     });
    if (!as_before) said.push_back(catalog::sentence(difference));
  }
  return said;
}

std::string place(const Step& step, std::size_t number, std::string_view direction) {
  return fmt::format("step {} {} ({})", number + 1, direction, step.title);
}

// A way back that was found and does not lead back is none; those of the steps before it cannot be tried then.
void has_no_way_back(Plan& plan, std::size_t number, const std::string& why) {
  auto& step = plan.steps[number];
  step.down = {};
  step.loses += fmt::format("{}it has no way back: {}", step.loses.empty() ? "" : "; ", one_line(why, 300));
  plan.refusals.push_back({step.from, "no-way-back", "nothing takes it back: " + one_line(why, 300)});
  if (number > 0)
    plan.open.push_back(fmt::format("the way back of the steps before {} could not be tried", number + 1));
}

// What is otherwise in the end is said at the step whose way back left it.
Result<void> go_back(Lowered& lowered, Trial& trial, const std::vector<catalog::Catalog>& states,
                     const std::vector<catalog::Comment>& comments, Tried& tried) {
  auto& plan = lowered.plan;
  std::map<std::string, std::size_t> since;
  std::vector<std::string> otherwise;
  for (auto i = plan.steps.size(); i-- > 0;) {
    if (auto done = trial.run(plan.steps[i].down); !done) {
      if (lowered.as_they_stand.contains(i))
        has_no_way_back(plan, i, done.error().what);
      else
        tried.failed = fmt::format("{}: {}", place(plan.steps[i], i, "down"), done.error().what);
      return {};
    }
    auto now = TRY(trial.look());
    otherwise = sentences(states[i], now, comments);
    for (auto& one : otherwise) since.try_emplace(one, i);
  }
  for (auto& one : otherwise) {
    auto& loses = plan.steps[since.at(one)].loses;
    if (!contains(loses, one)) loses += (loses.empty() ? "" : "; ") + one_line(one, 300);
  }
  return {};
}

}  // namespace

Result<Tried> try_out(Lowered& lowered, const rehearse::Rehearsed& what, const rehearse::Rehearsal& rehearsal,
                      Progress& progress) {
  auto base = TRY(twin::raise_base(what.snapshot, what.key, progress));
  auto lab = TRY(twin::Lab::raise(base, what.snapshot, rehearsal.role, twin::LabTables::empty, progress));
  progress.stage("trying the plan, there and back");
  auto as_superuser = lab.cluster().target(base.database);
  auto observer = TRY(pg::Connection::open(as_superuser, {.call = Millis(120'000)}));
  auto looker = TRY(pg::Connection::open(as_superuser, {.call = Millis(120'000)}));
  auto runner = TRY(twin::Stranger::enter({as_superuser, lab.target(), lab.cluster().data()}, {}, observer));
  Trial trial{std::move(looker), std::move(runner)};

  auto& plan = lowered.plan;
  auto* role = twin::captured_role(what.snapshot, rehearsal.role);
  auto runs_as = role ? role->name : "";
  std::vector<catalog::Catalog> states;
  states.push_back(TRY(trial.look()));
  Tried tried;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    auto& step = plan.steps[i];
    if (auto done = trial.run(step.up); !done) {
      tried.failed = fmt::format("{}: {}", place(step, i, "up"), done.error().what);
      return tried;
    }
    states.push_back(TRY(trial.look()));
    if (lowered.as_they_stand.contains(i)) add_way_back(states[i + 1], states[i], runs_as, step);
  }
  if (rehearsal.after.version)
    tried.elsewhere = sentences(rehearsal.after, states.back(), what.snapshot.catalog.comments);
  TRY(go_back(lowered, trial, states, what.snapshot.catalog.comments, tried));
  return tried;
}

}  // namespace ante::ship
