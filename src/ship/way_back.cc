#include "ship/way_back.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/way.h"

namespace ante::ship {
namespace {

void add_to(std::string& list, std::string_view more) {
  if (!more.empty()) list += (list.empty() ? "" : "; ") + one_line(more, 300);
}

}  // namespace

// What the change itself made goes with all that is in it: that is what taking it back means, and is no loss. What the
// way back destroys of rows that were there before is one; so is what it has no way for.
void add_way_back(const catalog::Catalog& after, const catalog::Catalog& before, const std::string& runs_as,
                  Step& step) {
  auto way = catalog::way(after, before, {.same_database = true, .roles = false, .superuser = false});
  // A body may name what is there only later.
  bool has_bodies = std::ranges::any_of(
      way.steps, [](auto& one) { return contains(one.sql, " FUNCTION ") || contains(one.sql, " PROCEDURE "); });
  if (has_bodies) step.down.sql.emplace_back("SET LOCAL check_function_bodies = off");
  std::string role;
  for (auto& one : way.steps) {
    auto owner = one.owner == runs_as ? "" : one.owner;
    if (owner != role) step.down.sql.push_back(owner.empty() ? "RESET ROLE" : "SET LOCAL ROLE " + owner);
    role = owner;
    step.down.sql.push_back(one.sql);
    add_to(step.loses, one.loses);
  }
  for (auto& one : way.cannot) add_to(step.loses, one);
}

}  // namespace ante::ship
