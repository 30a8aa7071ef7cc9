#include "ship/ledger_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/names.h"
#include "ship/ledger_rows.h"

namespace ante::ship {
namespace {

using change::State;
using Sql = std::vector<std::string>;

void add(Sql& all, const Sql& more) { all.insert(all.end(), more.begin(), more.end()); }
void add_before(Sql& all, const Sql& more) { all.insert(all.begin(), more.begin(), more.end()); }

// One row for all: the latest version that is applied.
void move_the_only_row(const change::Inventory& inventory, const std::vector<bool>& applied, Step& step) {
  auto& ledger = inventory.ledger;
  std::string now, then;
  bool dirty = false;
  for (auto& said : ledger.versions) now = said.version, dirty = !said.broken.empty();
  for (std::size_t i = 0; i < applied.size(); ++i)
    if (applied[i]) then = change::number_of(inventory.migrations[i].name);
  if (now == then && !dirty) return;
  step.up.sql = golang_migrate_row(ledger.table, then, false);
  step.down.sql = golang_migrate_row(ledger.table, now, dirty);
}

Result<void> move_a_row(const change::Inventory& inventory, std::size_t i, bool applied, Step& step) {
  auto state = inventory.migrations[i].state;
  if (applied ? state == State::applied : state == State::pending || state == State::applied_otherwise) return {};
  auto row = TRY(ledger_row(inventory, i));
  bool begun = state == State::half_applied;
  if (begun && row.finish.empty())
    return undecided(fmt::format("how {} calls a row that was begun a whole one is not known", inventory.ledger.tool));
  if (applied) {
    add(step.up.sql, begun ? row.finish : row.put);
    add_before(step.down.sql, begun ? row.unfinish : row.take);
    return {};
  }
  // What is taken out comes out before what was there earlier.
  add_before(step.up.sql, row.take);
  auto put = row.put;
  if (begun) add(put, row.unfinish);
  add(step.down.sql, put);
  return {};
}

}  // namespace

Result<IntoLedger> ledger_step(const change::Inventory& inventory, const std::vector<bool>& applied) {
  auto& ledger = inventory.ledger;
  auto latest = std::find(applied.rbegin(), applied.rend(), true);
  auto place = static_cast<std::size_t>(applied.rend() - latest);
  Step step{.title = place == 0 ? fmt::format("{} says that no migration is applied", ledger.table)
                                : fmt::format("{} says that all is applied up to {}", ledger.table,
                                              change::shown(inventory.migrations[place - 1].name))};
  if (ledger.tool == "golang-migrate") {
    move_the_only_row(inventory, applied, step);
  } else {
    for (std::size_t i = 0; i < applied.size(); ++i) TRY(move_a_row(inventory, i, applied[i], step));
  }
  return IntoLedger{std::move(step), ledger.tool != "sqitch" && ledger.tool != "graphile-migrate"};
}

}  // namespace ante::ship
