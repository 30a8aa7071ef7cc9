#include "ship/undo_script.h"

#include <fmt/format.h>

#include "base/text.h"
#include "os/sha256.h"
#include "ship/batches.h"
#include "ship/kept.h"
#include "ship/session.h"

namespace ante::ship {
namespace {

// An index that is built concurrently waits for transactions that were there before, and stops nobody meanwhile.
constexpr std::string_view for_a_lock = "2s", for_older_transactions = "1h";

// A probe's answer as a variable of psql's.
std::string asked(std::string_view probe, std::string_view variable) {
  return fmt::format("SELECT coalesce(({}), false) AS {} \\gset\n", probe, variable);
}

// psql gives ':name' another meaning, and a comment at the end would swallow the semicolon.
std::string with_end(const std::string& sql) { return sql + (contains(sql, "--") ? "\n;\n" : ";\n"); }

std::string record(std::int64_t change, int number, bool has_position) {
  auto text = fmt::format(
      "UPDATE ante.step SET state = 'planned', error = NULL, since = pg_catalog.clock_timestamp() "
      "WHERE change = {0} AND number = {1};\n"
      "INSERT INTO ante.event (change, step, what, detail) VALUES ({0}, {1}, 'down', 'by psql');\n",
      change, number);
  if (has_position) text += fmt::format("DELETE FROM ante.backfill WHERE change = {} AND step = {};\n", change, number);
  return text;
}

// Whatever a step set for its session ends with it, and so does what the role was given for its statements.
std::string own_limits(std::string_view lock_timeout) {
  return fmt::format(
      "RESET SESSION AUTHORIZATION;\nRESET ALL;\n"
      "SELECT pg_catalog.count(pg_catalog.set_config(name, CASE name WHEN 'lock_timeout' THEN '{}' ELSE '0' END, "
      "false)) AS ante_limits FROM pg_catalog.pg_settings WHERE name IN ({}) \\gset\n",
      lock_timeout, limits_of_a_session);
}

// Nothing is taken back from under what stands on it, nor where a part of it is gone for good.
std::string may_go_back(std::int64_t change, std::string_view name) {
  auto refused = [](std::string_view where, std::string_view what, std::string_view next) {
    return fmt::format(
        "  IF EXISTS (SELECT FROM {}) THEN\n    RAISE EXCEPTION USING MESSAGE = {}, HINT = {};\n  END IF;\n", where,
        pg::quote_literal(what), pg::quote_literal(next));
  };
  auto called = fmt::format("change {} ({})", change, name);
  auto delimiter = os::sha256_hex(called).substr(0, 16);
  return fmt::format(
      "DO $ante_{}$ BEGIN\n{}{}{}END $ante_{}$;\n", delimiter,
      refused(fmt::format("ante.change WHERE id > {} AND state <> 'undone'", change),
              "a change after " + called + " stands on it",
              "take that back first: SELECT id, name, state FROM ante.change ORDER BY id DESC"),
      refused(fmt::format("ante.event WHERE change = {} AND what = {}", change, pg::quote_literal(dropped_for_good)),
              called + " cannot be taken back any more: what it had put aside is dropped",
              "write a change that leads where you want to be"),
      refused("ante.runner WHERE expires_at > pg_catalog.clock_timestamp()",
              "an ante runs against this database, or ended less than its lease ago",
              "wait for it to end (SELECT shown, expires_at FROM ante.runner); where it is dead for certain: "
              "UPDATE ante.runner SET expires_at = 'epoch'"),
      delimiter);
}

// All of its rows as one batch.
std::string in_one_batch(const Block& down) {
  auto text =
      asked(fmt::format("SELECT EXISTS (SELECT FROM {})", down.rows_of), "ante_has_rows") + "\\if :ante_has_rows\n";
  std::vector<std::string> values;
  for (auto end : {"", " DESC"})
    for (auto& column : down.key) {
      std::vector<std::string> order;
      for (auto& one : down.key) order.push_back(one + end);
      auto variable = fmt::format("ante_end_{}", values.size() + 1);
      text += fmt::format("SELECT {}::text AS {} FROM {} ORDER BY {} LIMIT 1 \\gset\n", column, variable, down.rows_of,
                          join(order, ", "));
      values.push_back(fmt::format(":'{}'", variable));
    }
  for (auto& sql : down.sql) text += with_end(with_parameters(sql, values));
  return text + "\\endif\n";
}

std::string way_back(const Step& step, std::int64_t change, int number) {
  std::string text;
  auto& down = step.down;
  auto done = record(change, number, step.up.in_batches() && !down.empty());
  text += own_limits(down.in_transaction ? for_a_lock : for_older_transactions);
  if (down.in_batches()) return text + "BEGIN;\n" + in_one_batch(down) + done + "COMMIT;\n";
  if (down.in_transaction || down.empty()) {
    text += "BEGIN;\n";
    if (!down.probe.empty()) text += asked(down.probe, "ante_is_done") + "\\if :ante_is_done\n\\else\n";
    for (auto& sql : down.sql) text += with_end(sql);
    if (!down.probe.empty()) text += "\\endif\n";
    return text + done + "COMMIT;\n";
  }
  text += fmt::format("UPDATE ante.step SET state = 'open' WHERE change = {} AND number = {};\n", change, number);
  text += asked(down.probe, "ante_is_done") + "\\if :ante_is_done\n\\else\n";
  if (!down.remains.empty())
    text += asked(down.remains, "ante_remains") + "\\if :ante_remains\n" + with_end(down.clear) + "\\endif\n";
  return text + with_end(down.sql.front()) + "\\endif\n" + "BEGIN;\n" + done + "COMMIT;\n";
}

}  // namespace

std::string undo_script(const Plan& plan, std::int64_t change) {
  auto text = fmt::format(
      "-- Takes back change {} ({}), from wherever it stands:\n"
      "--   psql --no-psqlrc -f THIS_FILE DATABASE\n"
      "-- Only while no ante runs against this database. Where it stops at an error, it can be run again.\n"
      "-- A lock that is not to be had within {} is such an error: nobody waits behind it for longer.\n"
      "\\set ON_ERROR_STOP on\n\\set AUTOCOMMIT on\n{}{}"
      "UPDATE ante.change SET state = 'undoing', ended_at = NULL, keep_until = NULL WHERE id = {};\n",
      change, one_line(plan.name, 120), for_a_lock, own_limits(for_a_lock),
      may_go_back(change, one_line(plan.name, 120)), change);
  for (int number = static_cast<int>(plan.steps.size()); number > 0; --number) {
    auto& step = plan.steps[static_cast<std::size_t>(number - 1)];
    text += fmt::format("\n-- step {}: {}\n", number, one_line(step.title, 200));
    if (!step.loses.empty()) text += fmt::format("-- does not come back: {}\n", one_line(step.loses, 300));
    text +=
        asked(fmt::format("SELECT state <> 'planned' FROM ante.step WHERE change = {} AND number = {}", change, number),
              "ante_is_to_go");
    text += "\\if :ante_is_to_go\n" + way_back(step, change, number) + "\\endif\n";
  }
  return text + fmt::format(
                    "\n{}UPDATE ante.change SET state = 'undone', ended_at = pg_catalog.clock_timestamp() "
                    "WHERE id = {};\n",
                    own_limits(for_a_lock), change);
}

}  // namespace ante::ship
