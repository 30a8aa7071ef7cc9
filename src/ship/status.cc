#include "ship/status.h"

#include "os/living.h"
#include "ship/journal_schema.h"
#include "ship/plan_text.h"
#include "ship/session.h"

namespace ante::ship {

Result<Status> status_of(const pg::Target& target) {
  auto connection = TRY(open_reader(target, "status"));
  Status status;
  status.has_journal = TRY(has_journal(connection));
  if (!status.has_journal) return status;
  status.change = TRY(latest_change(connection));
  if (!status.change) return status;
  auto plan = read_plan(status.change->plan, "the plan in the journal");
  auto records = TRY(steps_of(connection, status.change->id));
  bool in_batches = TRY(has_positions(connection));
  for (auto& record : records) {
    StepStatus step{std::move(record), {}, {}, {}};
    auto number = static_cast<std::size_t>(step.record.number);
    if (plan && number >= 1 && number <= plan->plan.steps.size()) {
      step.from = plan->plan.steps[number - 1].from;
      step.loses = plan->plan.steps[number - 1].loses;
    }
    if (step.record.state == StepState::open && in_batches)
      step.position = TRY(position_of(connection, status.change->id, step.record.number));
    status.steps.push_back(std::move(step));
  }
  status.events = TRY(events_of(connection, status.change->id));
  auto runner = TRY(connection.query(
      "SELECT shown, pg_catalog.to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), process "
      "FROM ante.runner WHERE expires_at > pg_catalog.clock_timestamp()"));
  if (runner.size() == 1) {
    status.runner = runner.text(0, 0), status.runner_until = runner.text(0, 1);
    status.runner_has_ended = os::has_ended(runner.text(0, 2));
  }
  if (auto all = what_is_kept(connection))
    for (auto& kept : *all)
      if (kept.change == status.change->id) status.kept = kept;
  return status;
}

Result<std::string> plan_half_way(const pg::Target& target, const std::string& content) {
  auto connection = TRY(open_reader(target, "apply"));
  bool there = TRY(has_journal(connection));
  if (!there) return "";
  auto change = TRY(latest_change(connection));
  bool half_way = change && (change->state == ChangeState::applying || change->state == ChangeState::undoing);
  return half_way && change->content == content ? change->plan : "";
}

}  // namespace ante::ship
