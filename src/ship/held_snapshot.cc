#include "ship/held_snapshot.h"

namespace ante::ship {
namespace {

constexpr std::chrono::seconds held{10};
// Where this machine is gone and the server does not notice, nothing is held for longer.
constexpr const char* limit = "SET idle_in_transaction_session_timeout = '60s'";

}  // namespace

HeldSnapshot::HeldSnapshot(const pg::Target& target) {
  if (auto session = pg::Connection::open(target, {.application = "ante snapshot"}); session && session->execute(limit))
    session_ = *std::move(session);
  renew();
}

void HeldSnapshot::renew() {
  if (!session_ || Clock::now() < until_) return;
  bool taken = session_->execute("ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1").has_value();
  if (!taken) session_.reset();
  until_ = Clock::now() + held;
}

}  // namespace ante::ship
