// The same backfill by others and by ante: what is compared is the way, and never the statement.
#pragma once

#include "ship/backfill.h"
#include "ship/executor.h"
#include "ship/plan_text.h"
#include "snapshot/snapshot.h"
#include "support/real_server.h"

namespace ante::bench {

// One UPDATE of all rows of a table.
struct Backfill {
  std::string table, column;  // of schema public; the key is `id`
  std::string value;          // "row.cents / 100.0"
  bool is_new = true;         // the change itself adds the column, so that nothing of it need be kept
  double rows = 0;

  std::string value_of(std::string_view row) const { return replace_all(value, "row.", row); }
  std::string sql() const { return fmt::format("UPDATE {} SET {} = {}", table, column, value_of("")); }
};

// As `ante plan` lowers it and `ante apply` ships it.
inline void fill_in_batches(const pg::Target& target, const snapshot::Snapshot& snapshot, const std::string& database,
                            const Backfill& backfill, const ship::Pace& pace) {
  std::set<std::string> added;
  if (backfill.is_new) added = {fmt::format("public.{}.{}", backfill.table, backfill.column)};
  rehearse::StatementOutcome outcome;
  outcome.step.sql = backfill.sql();
  outcome.changed =
      rehearse::ChangedRows{.operation = "Update", .table = "public." + backfill.table, .rows = backfill.rows};
  std::string why_not;
  ship::Plan plan{.name = "bench", .content = "bench", .server = "", .database = database};
  rehearse::Rehearsal rehearsal;
  plan.steps = ship::filled_in_batches({outcome, snapshot, database, rehearsal, added}, {}, why_not);
  if (plan.steps.empty()) {
    fmt::print(stderr, "not in batches: {}\n", why_not);
    std::exit(1);
  }
  NoProgress quiet;
  must(ship::apply(target, plan, {.plan_text = ship::text_of(plan)}, pace, quiet));
}

// A thousand rows at a time by a PL/pgSQL trigger.
inline void fill_by_trigger(pg::Connection& connection, const Backfill& backfill) {
  must(connection.execute(fmt::format(
      "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.{} := {}; RETURN NEW; END $$;"
      "CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION fill()",
      backfill.column, backfill.value_of("NEW."), backfill.table)));
  std::string last = "0";
  for (;;) {
    auto next = must(connection.query(
        fmt::format("WITH batch AS (SELECT id FROM {0} WHERE id > $1 ORDER BY id LIMIT 1000 FOR NO KEY UPDATE), "
                    "done AS (UPDATE {0} SET id = {0}.id FROM batch WHERE {0}.id = batch.id RETURNING {0}.id) "
                    "SELECT max(id) FROM done",
                    backfill.table),
        {last}));
    if (next.null(0, 0)) return;
    last = next.text(0, 0);
  }
}

}  // namespace ante::bench
