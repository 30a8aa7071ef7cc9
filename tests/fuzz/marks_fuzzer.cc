// Any text as a file of migrations: each tool's reader ends, and every part that it finds has a place in the text.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "change/flyway_settings.h"
#include "change/liquibase_marks.h"
#include "change/marks.h"
#include "change/names.h"
#include "change/psql.h"
#include "change/script.h"
#include "change/settings.h"
#include "change/sqitch_plan.h"

namespace {

using namespace ante::change;

const std::string file = "1_a.sql";

void check(const std::string& text, const Part& part) {
  auto lines = 1 + std::ranges::count(text, '\n');
  if (part.line < 1 || part.line > lines + 1 || part.text.size() > text.size() + static_cast<std::size_t>(lines))
    std::abort();
  auto steps = steps_of(part.text, file, part.line);
  if (!steps) return;
  for (auto& step : *steps)
    if (step.line < part.line || step.line > lines + 1) std::abort();
}

void read_marks(const std::string& text) {
  if (auto sections = dbmate_sections(text, file))
    for (auto& section : *sections) check(text, section.up), check(text, section.down);
  if (auto script = goose_script(text, file))
    for (auto* parts : {&script->up, &script->down})
      for (auto& part : *parts) check(text, part);
  auto parts = node_pg_migrate_parts(text);
  check(text, parts.up);
  if (parts.down) check(text, *parts.down);
  if (auto script = graphile_script(text, file)) check(text, script->body);
  if (auto log = changelog_of(text, file))
    for (auto& set : log->changesets) {
      for (auto& part : statements_of(set.sql, set.splits, set.delimiter)) check(text, part);
      if (set.rollback) check(text, *set.rollback);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  if (size > 1 << 14) return 0;
  std::string text(reinterpret_cast<const char*>(bytes), size);
  read_marks(text);
  (void)sqitch_plan(text, file);
  (void)settings_of(text);
  // What is blanked keeps its length, and what it was blanked of once holds nothing more to blank.
  if (auto blanked = without_psql_commands(text, file)) {
    if (blanked->size() != text.size()) std::abort();
    auto again = without_psql_commands(*blanked, file);
    if (!again || *again != *blanked) std::abort();
  }
  FlywaySettings settings;
  settings.placeholders["a"] = "b";
  (void)with_placeholders(text, settings, {file, file, file});
  if (comes_before(text, text) || shown(text).find_first_of("\n\r\t\x1b") != std::string::npos) std::abort();
  return 0;
}
