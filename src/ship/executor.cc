#include "ship/executor.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "os/living.h"
#include "pg/catalog_reader.h"
#include "ship/drift.h"
#include "ship/journal_schema.h"
#include "ship/kept.h"
#include "ship/plan_text.h"
#include "ship/runner.h"
#include "ship/undo_script.h"

namespace ante::ship {
namespace {

Holder us(std::string_view command) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return {os::this_process(), fmt::format("ante {}, process {} on {}", command, ::getpid(), host.data())};
}

// After Ctrl-C neither session answers any more: ours is left, so that its locks are free, and another one says the
// last.
Result<void> give_back_even_now(Session& session, std::string_view command, const Lease& lease) {
  if (!os::interrupted()) {
    auto given = give_back(session.watcher, lease);
    if (given || !os::interrupted()) return given;
  }
  {
    auto left = std::move(session.runner);
  }
  auto last = TRY(pg::Connection::open(session.target, {.connect = Millis{3'000},
                                                        .call = Millis{3'000},
                                                        .application = fmt::format("ante {}", command),
                                                        .last_words = true,
                                                        .settings = {{"lock_timeout", "2s"}}}));
  return give_back(last, lease);
}

// Runs `work` as the one runner there is. Whatever becomes of it, others need not wait for the lease to run out;
// unless we are dead.
Result<Shipped> as_the_runner(Session& session, std::string_view command, const Pace& pace, Progress& progress,
                              const std::function<Result<Shipped>(const Lease& lease, bool& died)>& work) {
  auto lease = TRY(take_lease(session.runner, us(command), pace.lease, progress));
  bool died = false;
  auto shipped = work(lease, died);
  if (!died) (void)give_back_even_now(session, command, lease);
  return shipped;
}

Result<Plan> plan_in_the_journal(const ChangeRecord& change) {
  auto read = read_plan(change.plan, fmt::format("plan of change {} in the journal", change.id));
  if (!read) return std::unexpected(read.error());
  if (hash_of(read->plan) == change.plan_hash) return std::move(read->plan);
  return undecided(fmt::format("the plan of change {} in the journal is not the one that was begun", change.id),
                   "somebody has changed schema ante; nothing was done. ante.change.undo_sql may still be what it was");
}

// Whether the schema is another one than the plan starts from; refused without a reason to go on.
Result<bool> has_drifted(Session& session, const Plan& plan, const Shipment& shipment) {
  if (plan.schema.empty()) return false;
  auto now = TRY(pg::read_catalog(session.runner));
  if (hash_of_schema(now) == plan.schema) return false;
  if (!shipment.override_reason.empty()) return true;
  return bad_input("the database's schema is not the one that this plan starts from: somebody has changed it since",
                   "capture and plan again; or --override REASON, where the difference does no harm");
}

std::unexpected<Error> changed_by_somebody(std::int64_t change, std::string_view what) {
  return undecided(fmt::format("the journal's steps of change {} are not what ante wrote: {}", change, what),
                   "somebody has changed schema ante; nothing was done. ante.event says how far it had come");
}

// The journal's steps are the plan's, and stand as a runner leaves them: those that are done, at most one that is open,
// and those that are planned.
Result<std::vector<StepRecord>> steps_in_the_journal(Session& session, const Plan& plan, std::int64_t change) {
  auto records = TRY(steps_of(session.runner, change));
  if (records.size() != plan.steps.size())
    return changed_by_somebody(change,
                               fmt::format("there are {}, and the plan has {}", records.size(), plan.steps.size()));
  bool all_done = true;
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto& record = records[i];
    if (record.number != static_cast<int>(i) + 1)
      return changed_by_somebody(change, fmt::format("step {} is not there", i + 1));
    if (!all_done && record.state != StepState::planned)
      return changed_by_somebody(
          change, fmt::format("step {} is {}, and one before it is not done", record.number, word(record.state)));
    all_done = record.state == StepState::done;
  }
  return records;
}

bool puts_aside(const Plan& plan) {
  return std::ranges::any_of(plan.steps, [](auto& step) {
    return std::ranges::any_of(step.up.sql, [](auto& sql) { return contains(sql, kept_prefix); });
  });
}

struct Begun {
  std::int64_t id = 0;
  bool finished = false;
};

// A change as the journal will have it: a new one, or the one that is gone on with.
Result<Begun> begin_change(Session& session, const Lease& lease, const Plan& plan, const Shipment& shipment,
                           const std::optional<ChangeRecord>& latest) {
  bool same = latest && latest->plan_hash == hash_of(plan);
  if (latest && !same && (latest->state == ChangeState::applying || latest->state == ChangeState::undoing))
    return bad_input(fmt::format("change {} ({}) is half-way ({}), and this is another plan", latest->id, latest->name,
                                 word(latest->state)),
                     "finish it with its own plan, or ante undo; then come again");
  if (same && latest->state == ChangeState::applied) return Begun{latest->id, true};
  const auto beforehand = [&]() -> Result<void> {
    return shipment.beforehand ? shipment.beforehand(plan) : Result<void>{};
  };
  if (same && latest->state != ChangeState::undone) {
    TRY(beforehand());
    return Begun{latest->id};
  }
  bool drifted = TRY(has_drifted(session, plan, shipment));
  auto say_why = [&](std::int64_t id) -> Result<void> {
    TRY(add_event(session.runner, id, std::nullopt, "begun", shipment.override_reason, lease.token));
    if (!drifted) return {};
    return add_event(session.runner, id, std::nullopt, "schema had changed", shipment.override_reason, lease.token);
  };
  if (same) {
    TRY(beforehand());
    TRY(say_why(latest->id));
    return Begun{latest->id};
  }
  // What cannot be read again could not be taken back.
  auto kept = TRY(read_plan(shipment.plan_text, "the plan"));
  if (hash_of(kept.plan) != hash_of(plan))
    return undecided("the plan is not what its text says", "plan again; nothing was done");
  TRY(beforehand());
  auto& runner = session.runner;
  TRY(runner.execute("BEGIN"));
  auto added = [&]() -> Result<std::int64_t> {
    TRY(hold(runner, lease));
    auto id = TRY(add_change(runner, {plan, shipment.plan_text, shipment.override_reason}));
    TRY(say_why(id));
    return id;
  }();
  TRY(runner.execute(added ? "COMMIT" : "ROLLBACK"));
  if (!added) return std::unexpected(added.error());
  return Begun{*added};
}

Result<std::filesystem::path> written_undo(const std::filesystem::path& folder, const Plan& plan, std::int64_t id) {
  if (folder.empty()) return std::filesystem::path{};
  auto file = folder / fmt::format("ante-undo-{}.sql", id);
  auto whole = TRY(os::AtomicFile::at(file, 0600));  // it may hold values
  TRY(os::write_file(whole.temporary(), undo_script(plan, id)));
  TRY(whole.commit());
  return file;
}

}  // namespace

Result<Shipped> apply(const pg::Target& target, const Plan& plan, const Shipment& shipment, const Pace& pace,
                      Progress& progress) {
  auto session = TRY(open_session(target, "apply", {plan.server, plan.database}));
  TRY(make_journal(session.runner));
  return as_the_runner(session, "apply", pace, progress, [&](const Lease& lease, bool& died) -> Result<Shipped> {
    auto latest = TRY(latest_change(session.runner));
    auto begun = TRY(begin_change(session, lease, plan, shipment, latest));
    Shipped shipped{.change = begun.id, .was_so_already = begun.finished, .name = plan.name};
    auto records = TRY(steps_in_the_journal(session, plan, begun.id));
    if (begun.finished && !records.empty() && records.back().state != StepState::done)
      return changed_by_somebody(begun.id, "it is applied, and its last step is not done");
    if (begun.finished) return shipped;
    shipped.undo_file = TRY(written_undo(shipment.undo_folder, plan, begun.id));
    Runner runner(session, lease, pace, begun.id, progress);
    auto done = [&]() -> Result<void> {
      TRY(runner.change_state(ChangeState::applying, "applying"));
      for (auto& record : records) {
        if (record.state == StepState::done) continue;
        progress.stage(fmt::format("step {} of {}: {}", record.number, plan.steps.size(), record.title));
        TRY(runner.run(record.number, plan.steps.at(static_cast<std::size_t>(record.number - 1)), Direction::up));
        ++shipped.steps_run;
      }
      return runner.change_state(ChangeState::applied, "applied", puts_aside(plan));
    }();
    died = runner.died();
    TRY(std::move(done));
    latest = TRY(latest_change(session.runner));
    if (latest) shipped.keep_until = latest->keep_until;
    return shipped;
  });
}

Result<Shipped> undo(const pg::Target& target, const Pace& pace, Progress& progress, const Beforehand& beforehand) {
  auto session = TRY(open_session(target, "undo", {}));
  if (!TRY(has_journal(session.runner)))
    return bad_input(fmt::format("{} has no journal: nothing was shipped there", target.shown()));
  return as_the_runner(session, "undo", pace, progress, [&](const Lease& lease, bool& died) -> Result<Shipped> {
    auto change = TRY(latest_that_stands(session.runner));
    if (!change) return bad_input("there is nothing to take back: every change in the journal is undone");
    if (TRY(is_dropped_for_good(session.runner, change->id)))
      return bad_input(fmt::format("change {} ({}) cannot be taken back any more: what it had put aside is dropped",
                                   change->id, change->name),
                       "write a change that leads where you want to be");
    auto plan = TRY(plan_in_the_journal(*change));
    auto records = TRY(steps_in_the_journal(session, plan, change->id));
    if (beforehand) TRY(beforehand(plan));
    Shipped shipped{.change = change->id, .name = change->name};
    Runner runner(session, lease, pace, change->id, progress);
    auto done = [&]() -> Result<void> {
      TRY(runner.change_state(ChangeState::undoing, "undoing"));
      for (auto record = records.rbegin(); record != records.rend(); ++record) {
        if (record->state == StepState::planned) continue;
        auto& step = plan.steps.at(static_cast<std::size_t>(record->number - 1));
        progress.stage(fmt::format("back, step {} of {}: {}", record->number, plan.steps.size(), record->title));
        TRY(runner.run(record->number, step, Direction::down));
        if (!step.loses.empty()) shipped.loses.push_back(fmt::format("step {}: {}", record->number, step.loses));
        ++shipped.steps_run;
      }
      return runner.change_state(ChangeState::undone, "undone");
    }();
    died = runner.died();
    TRY(std::move(done));
    return shipped;
  });
}

Result<int> drop_kept(const pg::Target& target, const Pace& pace, Progress& progress, std::optional<Bytes> at_most) {
  auto session = TRY(open_session(target, "apply", {}));
  if (!TRY(has_journal(session.runner)))
    return bad_input(fmt::format("{} has no journal: nothing was put aside there", target.shown()));
  int dropped = 0;
  auto work = [&](const Lease& lease, bool& died) -> Result<Shipped> {
    auto all_kept = TRY(what_is_kept(session.runner));
    for (auto& kept : kept_for_too_long(all_kept, at_most)) {
      progress.stage(fmt::format("dropping what change {} ({}) kept until {} UTC, {} of tables", kept.change, kept.name,
                                 kept.until, human(kept.bytes)));
      Runner runner(session, lease, pace, kept.change, progress);
      auto all = TRY(statements_to_drop(session.runner, kept));
      // Said before the first of it goes: from then on nothing leads back.
      auto done = runner.besides({}, dropped_for_good, "begun");
      for (auto one = all.begin(); done && one != all.end(); ++one)
        done = runner.besides(*one, dropped_for_good, join(*one, "; "));
      if (done)
        done = runner.besides({fmt::format("UPDATE ante.change SET keep_until = NULL WHERE id = {}", kept.change)},
                              dropped_for_good, "all of it");
      died = runner.died();
      if (!done) return at(fmt::format("dropping what change {} kept", kept.change), std::move(done.error()));
      ++dropped;
    }
    return Shipped{};
  };
  TRY(as_the_runner(session, "apply", pace, progress, work));
  return dropped;
}

}  // namespace ante::ship
