#include "catalog/way_script.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::catalog {
namespace {

// What stands in a comment must not end it.
std::string comment(const std::string& text) { return fmt::format("-- {}\n", replace_all(text, "\n", " ")); }

// A new label can be used once it is committed.
bool must_be_committed(const WayStep& step) {
  return step.sql.starts_with("ALTER TYPE ") && contains(step.sql, " ADD VALUE ");
}

}  // namespace

std::string script(const Way& way) {
  std::string text;
  for (const auto& what : way.cannot) text += comment("nothing leads over this: " + what);
  if (way.steps.empty()) return text;
  text +=
      "\\set ON_ERROR_STOP on\nSET check_function_bodies = off;\nSET search_path = '';\n"
      "SET client_min_messages = warning;\nBEGIN;\n";
  std::string owner;
  for (const auto& step : way.steps) {
    if (step.owner != owner) {
      owner = step.owner;
      text += owner.empty() ? "RESET ROLE;\n" : fmt::format("SET ROLE {};\n", owner);
    }
    if (!step.loses.empty()) text += comment("destroys " + step.loses);
    text += step.sql + ";\n";
    if (must_be_committed(step)) text += "COMMIT;\nBEGIN;\n";
  }
  return text + (owner.empty() ? "" : "RESET ROLE;\n") + "COMMIT;\n";
}

}  // namespace ante::catalog
