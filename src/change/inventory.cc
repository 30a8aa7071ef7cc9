#include "change/inventory.h"

#include <algorithm>

#include "change/format.h"
#include "change/sqitch_plan.h"

namespace ante::change {

Result<Inventory> inventory_of(const std::filesystem::path& path, const std::vector<Ledger>& ledgers,
                               const std::string& tool) {
  auto folder = TRY(look_at(path));
  auto look = look_into(folder, ledgers);
  auto* format = TRY(format_of(look, tool));
  auto listing = TRY(format->list(look));
  // What graphile-migrate has not committed yet is in no ledger.
  if (format->tool == "graphile-migrate")
    std::erase_if(listing.migrations, [](auto& listed) { return listed.name == "current"; });
  auto called = called_of(listing);
  auto applied = applied_of(called, ledgers, format->tool);
  // Nothing is written down of what never runs.
  for (auto i : late_ones(listing, format->tool, applied.states).passed_over) applied.states[i] = State::applied;
  Inventory inventory{.tool = std::string(format->tool)};
  for (std::size_t i = 0; i < called.size(); ++i) {
    auto& listed = listing.migrations[i];
    inventory.migrations.push_back(
        {listed.name, listed.file.path, listed.file.file, applied.states[i], listed.repeated});
  }
  if (format->tool == "sqitch")
    if (auto plan = sqitch_plan_file(folder)) inventory.plan = TRY(text_of(*plan));
  // Where none of them knows any of these migrations, the tool's own is the one that will.
  auto taken = std::ranges::find(ledgers, applied.table, &Ledger::table);
  if (applied.table.empty())
    taken = std::ranges::find_if(ledgers, [&](auto& ledger) { return is_of(ledger, format->tool); });
  if (taken != ledgers.end()) inventory.ledger = *taken, inventory.unknown = unknown_to(called, *taken);
  inventory.doubts = std::move(listing.doubts);
  return inventory;
}

}  // namespace ante::change
