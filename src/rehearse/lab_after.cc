#include "rehearse/lab_after.h"

#include <fmt/format.h>

#include "rehearse/new_queries.h"
#include "twin/event_triggers.h"
#include "twin/ledgers.h"

namespace ante::rehearse {
namespace {

// Who is a superuser at the source has no more rights here than are lent to it.
Result<void> lend_rights(const twin::Lab& lab, const twin::Base& base, const std::string& role) {
  auto server = TRY(pg::Connection::open(lab.cluster().target(base.database)));
  auto wake = TRY(twin::put_event_triggers_to_sleep(server));
  TRY(twin::quarantine(server, role, true));
  TRY(server.execute(wake));
  return {};
}

}  // namespace

Result<std::string> role_of_application(const Rehearsed& what, const std::string& role_of_change) {
  auto role = what.version.role.empty() ? busiest_role(what.snapshot) : what.version.role;
  if (role.empty()) role = role_of_change;
  if (!twin::captured_role(what.snapshot, role))
    return bad_input(fmt::format("the snapshot has no role {}", role), "--queries-role names the application's");
  return role;
}

Result<std::optional<LabAfter>> lab_after(const Rehearsed& what, const change::Change& change, const twin::Base& base,
                                          twin::LabTables tables, const std::string& role_of_change,
                                          const std::string& application, Progress& progress) {
  LabAfter after{TRY(twin::Lab::raise(base, what.snapshot, role_of_change, tables, progress))};
  auto* role = twin::captured_role(what.snapshot, application);
  if (role && role->superuser && application != role_of_change) TRY(lend_rights(after.lab, base, application));
  after.doubts = TRY(twin::refill_ledgers(after.lab.cluster(), base.database, what.snapshot));
  if (!TRY(after.lab.run(change, {}, progress)).complete) return std::nullopt;
  return after;
}

}  // namespace ante::rehearse
