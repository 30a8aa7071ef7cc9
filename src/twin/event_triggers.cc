#include "twin/event_triggers.h"

namespace ante::twin {

Result<std::string> put_event_triggers_to_sleep(pg::Connection& superuser) {
  // In the catalog itself: ALTER EVENT TRIGGER goes by names, and there may be hundreds.
  auto wake = TRY(
      superuser.scalar("SELECT coalesce(pg_catalog.string_agg(pg_catalog.format('UPDATE pg_catalog.pg_event_trigger "
                       "SET evtenabled = %L WHERE oid OPERATOR(pg_catalog.=) %s', evtenabled, oid), ';'), 'SELECT') "
                       "FROM pg_catalog.pg_event_trigger WHERE evtenabled OPERATOR(pg_catalog.<>) 'D'"));
  TRY(superuser.execute("UPDATE pg_catalog.pg_event_trigger SET evtenabled = 'D'"));
  return wake;
}

}  // namespace ante::twin
