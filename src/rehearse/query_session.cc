#include "rehearse/query_session.h"

#include "rehearse/queries.h"
#include "rehearse/typed.h"

namespace ante::rehearse {
namespace {

constexpr Millis longest_planning{20'000};

}  // namespace

Result<void> QuerySession::open() {
  if (!connection_)
    connection_ = TRY(pg::Connection::open(
        asked_.ghost.target(asked_.role),
        {.call = longest_planning, .application = "ante rehearse", .settings = asked_.version.settings}));
  return {};
}

Result<PlanNode> QuerySession::plan(const std::string& text, bool verbose) {
  TRY(open());
  auto plan = plan_with_types(*connection_, repaired(text), verbose);
  if (!plan && plan.error().sqlstate.empty()) connection_.reset();
  return plan;
}

Result<PlanNode> QuerySession::plan_of_all_partitions(const std::string& text) {
  TRY(open());
  TRY(connection_->execute("SET enable_partition_pruning = off"));
  auto all = plan(text, true);
  if (connection_) TRY(connection_->execute("RESET enable_partition_pruning"));
  return all;
}

Result<Refusals> QuerySession::refusals(pg::Connection& server, const PlanNode& plan) {
  TRY(open());
  return refusals_of(server, *connection_, plan);
}

Result<bool> QuerySession::is_serializable() {
  TRY(open());
  return TRY(connection_->scalar("SHOW default_transaction_isolation")) == "serializable";
}

}  // namespace ante::rehearse
