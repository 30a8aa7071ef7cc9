#include "support/on_the_way.h"

#include <fmt/format.h>

#include <algorithm>

#include "twin/return_trip.h"

namespace ante::tests {
namespace {

bool is_superuser(pg::Connection& database, const std::string& role) {
  auto rows = database.query("SELECT rolsuper FROM pg_roles WHERE quote_ident(rolname) = $1", {role});
  return rows && rows->size() == 1 && rows->text(0, 0) == "t";
}

}  // namespace

std::string go(pg::Connection& database, const std::vector<catalog::WayStep>& steps) {
  for (const auto& step : steps) {
    const bool passes_on = step.sql.starts_with("GRANT ") || step.sql.starts_with("REVOKE ");
    std::string before = "RESET ROLE; ", after;
    if (!step.owner.empty()) {
      const bool lend = !passes_on && !is_superuser(database, step.owner);
      if (lend) before += fmt::format("ALTER ROLE {} SUPERUSER; ", step.owner);
      before += fmt::format("SET ROLE {}; ", step.owner);
      after = "; RESET ROLE";
      if (lend) after += fmt::format("; ALTER ROLE {} NOSUPERUSER", step.owner);
    }
    if (auto ran = database.execute(before + step.sql + after); !ran)
      return fmt::format("{}\nin: {}", ran.error().what, step.sql);
  }
  return {};
}

std::vector<std::string> different(pg::Connection& database, const catalog::Catalog& from) {
  std::vector<std::string> sentences;
  const auto all = catalog::differences(from, catalog_of(database));
  // Extended statistics are written in the order of their table's columns.
  const bool other_order = std::ranges::any_of(all, twin::is_only_the_order);
  for (const auto& one : all)
    if (!twin::is_only_the_order(one) && !(other_order && one.kind == "statistics"))
      sentences.push_back(catalog::sentence(one));
  if (sentences.size() > 12) sentences.resize(12), sentences.push_back("…");
  return sentences;
}

std::string shown(const std::vector<catalog::WayStep>& steps) {
  std::string text;
  for (const auto& step : steps) text += step.sql + ";" + (step.loses.empty() ? "" : "  -- loses " + step.loses) + "\n";
  return text;
}

}  // namespace ante::tests
