#include "twin/brake.h"

#include <fmt/format.h>

#include <array>

namespace ante::twin {
namespace {

// A statement waits a handful of times; one that goes on waiting is let through.
constexpr int most_changes = 24;

// PostgreSQL's modes of LOCK TABLE from a writer's upwards, each in conflict with more than the one before it.
constexpr std::array grips{"SHARE UPDATE EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"};

}  // namespace

// A session with an old snapshot and the locks of a writer on the tables and their indexes. What is locked by somebody
// else already is left out.
Result<pg::Connection> Brake::user_of_tables() const {
  auto session = TRY(pg::Connection::open(site_->stranger, {.call = Millis(5'000), .application = "ante brake"}));
  TRY(session.execute("SET search_path = pg_catalog; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1"));
  for (auto oid : tables_) {
    auto& name = names_->at(oid).name;
    auto lock = fmt::format("SAVEPOINT one; LOCK TABLE ONLY {} IN ROW EXCLUSIVE MODE NOWAIT", name);
    if (!session.execute(lock)) {
      TRY(session.execute("ROLLBACK TO SAVEPOINT one"));
      continue;
    }
    // Planning opens the table's indexes, and keeps their locks. It may not, where the indexes are being dropped.
    if (!session.execute(fmt::format("SAVEPOINT two; SET LOCAL lock_timeout = 20; EXPLAIN SELECT FROM ONLY {}", name)))
      TRY(session.execute("ROLLBACK TO SAVEPOINT two"));
  }
  return session;
}

Result<Brake> Brake::put_on(const Site& site, const RelationNames& names, std::vector<catalog::Oid> tables) {
  Brake brake(site, names, std::move(tables));
  brake.session_ = TRY(brake.user_of_tables());
  for (auto* mode : grips) {
    TRY(brake.session_->execute("SAVEPOINT grip"));
    bool all = std::ranges::all_of(brake.tables_, [&](auto oid) {
      return brake.session_->execute(fmt::format("LOCK TABLE ONLY {} IN {} MODE NOWAIT", names.at(oid).name, mode))
          .has_value();
    });
    if (!all) {
      TRY(brake.session_->execute("ROLLBACK TO SAVEPOINT grip; RELEASE SAVEPOINT grip"));
      break;
    }
    ++brake.grip_;
  }
  return brake;
}

Result<bool> Brake::holds(pg::Connection& observer, int backend) const {
  if (!session_) return false;
  auto blocked =
      TRY(observer.scalar("SELECT $1::pg_catalog.int4 = ANY (pg_catalog.pg_blocking_pids($2::pg_catalog.int4))",
                          {std::to_string(session_->backend_pid()), std::to_string(backend)}));
  return blocked == "t";
}

Result<bool> Brake::let_on() {
  if (!session_) return false;
  if (++changes_ > most_changes) {
    session_.reset();
    return false;
  }
  if (grip_ > 0) {
    // Going back to a savepoint lets go what was locked after it, and keeps what was locked before.
    TRY(session_->execute("ROLLBACK TO SAVEPOINT grip; RELEASE SAVEPOINT grip"));
    --grip_;
    return true;
  }
  auto next = user_of_tables();
  session_.reset();
  if (!next) return false;
  session_ = std::move(*next);
  return true;
}

}  // namespace ante::twin
