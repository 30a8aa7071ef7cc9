#include "ship/lease.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "os/interrupt.h"
#include "os/living.h"

namespace ante::ship {
namespace {

using Clock = std::chrono::steady_clock;
constexpr Millis look_again{200};
constexpr Millis grace{10'000};  // beyond the time that the other one's lease has left

struct Other {
  std::string token, process, shown, backend, backend_start;
  Millis left{0};
  bool session_is_gone = false;  // so that nothing of its can follow, whatever the clocks say
};

// Of pg_stat_activity; as text that no session's settings change.
constexpr const char* session_began =
    "pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')";

std::string seconds(Millis time) { return fmt::format("{:.3f}", std::chrono::duration<double>(time).count()); }

Result<std::optional<Other>> other_holder(pg::Connection& connection) {
  // When another role's session began is not for everybody to see: then it may be the one.
  auto rows = TRY(connection.query(fmt::format(
      "SELECT token, process, shown, backend, backend_start, "
      "pg_catalog.ceil(1000 * EXTRACT(epoch FROM expires_at - pg_catalog.clock_timestamp()))::bigint, "
      "backend IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = r.backend "
      "AND coalesce({} = r.backend_start, true)) FROM ante.runner r",
      session_began)));
  if (rows.size() == 0) return std::nullopt;
  auto text = [&](int column) { return std::string(rows.text(0, column)); };
  return Other{text(0), text(1), text(2), text(3), text(4), Millis(rows.integer(0, 5)), rows.flag(0, 6)};
}

// Takes the row that has run out, or that is a dead one's; no row where it is somebody's.
Result<std::optional<std::int64_t>> try_to_take(pg::Connection& connection, const Holder& holder, Millis lasts,
                                                const pg::Value& dead_token) {
  auto rows = TRY(connection.query(
      fmt::format(
          "INSERT INTO ante.runner AS r (token, process, shown, backend, backend_start, expires_at) "
          "SELECT 1, $1, $2, a.pid, {}, pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => $3) "
          "FROM pg_catalog.pg_stat_activity a WHERE a.pid = pg_catalog.pg_backend_pid() "
          "ON CONFLICT (only_one) DO UPDATE SET token = r.token + 1, process = excluded.process, shown = "
          "excluded.shown, "
          "backend = excluded.backend, backend_start = excluded.backend_start, expires_at = excluded.expires_at "
          "WHERE r.expires_at <= pg_catalog.clock_timestamp() OR r.token = $4::bigint RETURNING r.token",
          session_began),
      {holder.process, holder.shown, seconds(lasts), dead_token}));
  if (rows.size() == 0) return std::nullopt;
  return rows.integer(0, 0);
}

// The server notices that a client is gone when it next speaks to it: until then a statement of the dead goes on.
Result<void> end_what_goes_on(pg::Connection& connection, const Other& other) {
  if (other.backend.empty()) return {};
  auto until = Clock::now() + grace;
  for (;;) {
    auto rows = TRY(
        connection.query(fmt::format("SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a "
                                     "WHERE a.pid = $1::integer AND {} = $2 AND a.pid <> pg_catalog.pg_backend_pid()",
                                     session_began),
                         {other.backend, other.backend_start}));
    if (rows.size() == 0) return {};
    if (Clock::now() > until)
      return undecided(fmt::format("session {} of a runner that is dead does not end", other.backend),
                       "end it by hand (pg_terminate_backend), and run again");
    if (os::interrupted()) return os::interrupted_error();
    std::this_thread::sleep_for(look_again / 4);
  }
}

}  // namespace

Result<Lease> take_lease(pg::Connection& connection, const Holder& holder, Millis lasts, Progress& progress) {
  std::optional<Clock::time_point> until;
  for (;;) {
    auto other = TRY(other_holder(connection));
    bool dead = other && (other->session_is_gone || os::has_ended(other->process));
    auto token = try_to_take(connection, holder, lasts, dead ? pg::Value(other->token) : pg::Value());
    // Somebody's step has the row locked: it is as good as his.
    if (!token && token.error().sqlstate != "55P03") return at("taking the runner's lease", token.error());
    if (token && *token) {
      if (other) TRY(end_what_goes_on(connection, *other));
      return Lease{**token, lasts};
    }
    if (!until) {
      // A clock that was set back makes a lease as long as one likes.
      until = Clock::now() + (other ? std::clamp(other->left, Millis(0), lasts) : Millis(0)) + grace;
      progress.stage(fmt::format("waiting for another runner: {}", other ? other->shown : "somebody"));
    }
    if (Clock::now() > *until)
      return undecided(fmt::format("another runner is at it: {}", other ? other->shown : "somebody"),
                       "wait for it to end; ante status says where it stands. Nothing was done here");
    if (os::interrupted()) return os::interrupted_error();
    std::this_thread::sleep_for(look_again);
  }
}

Result<void> hold(pg::Connection& connection, const Lease& lease) {
  auto rows =
      TRY(connection.query("SELECT FROM ante.runner WHERE token = $1 FOR UPDATE", {std::to_string(lease.token)}));
  if (rows.size() == 1) return {};
  return undecided("another runner has taken over: this one waited for too long, and did nothing more",
                   "ante status says where it stands");
}

Result<void> renew(pg::Connection& connection, const Lease& lease) {
  TRY(connection.query(
      "UPDATE ante.runner SET expires_at = pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => $2) "
      "WHERE only_one AND token = (SELECT token FROM ante.runner WHERE token = $1 FOR UPDATE SKIP LOCKED)",
      {std::to_string(lease.token), seconds(lease.lasts)}));
  return {};
}

Result<void> give_back(pg::Connection& connection, const Lease& lease) {
  TRY(connection.query(
      "UPDATE ante.runner SET expires_at = 'epoch', backend = NULL, backend_start = NULL WHERE token = $1",
      {std::to_string(lease.token)}));
  return {};
}

}  // namespace ante::ship
