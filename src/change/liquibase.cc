// Liquibase's formatted SQL: each changeset is a migration, in its own transaction unless it says otherwise.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "change/format.h"
#include "change/liquibase_marks.h"
#include "change/names.h"
#include "sql/tokens.h"

namespace ante::change {
namespace {

// Liquibase looks for semicolons, and knows nothing of dollar quotes.
bool has_semicolon_in_dollars(const std::string& sql) {
  auto tokens = sql::scan(sql);
  if (!tokens) return false;
  return std::ranges::any_of(*tokens, [&](auto& token) {
    auto text = sql::text_of(token, sql);
    return text.starts_with('$') && text.size() > 2 && contains(text, ";");
  });
}

// ${name} by the file's properties. Others are Liquibase's own affair: it leaves them as they stand.
Result<void> replace_properties(Part& part, const Changelog& log, const std::string& file) {
  for (auto& [name, value] : log.properties) part.text = replace_all(std::move(part.text), "${" + name + "}", value);
  auto open = part.text.find("${");
  if (open == part.text.npos) return {};
  auto name = part.text.substr(open, std::min(part.text.find('}', open), open + 60) + 1 - open);
  return bad_input(fmt::format("{}:{}: {} has no value in this file", file,
                               part.line + std::ranges::count(part.text.substr(0, open), '\n'), one_line(name, 60)),
                   fmt::format("give it one: --property name:NAME value:VALUE"));
}

struct Sent {
  std::vector<Step> steps;
  Sends sends = Sends::in_transaction;
};

Result<Sent> sent(Part part, const Changeset& set, const Changelog& log, bool back, const std::string& file,
                  Made& made) {
  TRY(replace_properties(part, log, file));
  bool splits = back ? set.rollback_splits : set.splits;
  auto& delimiter = back ? set.rollback_delimiter : set.delimiter;
  bool usual = splits && (delimiter.empty() || delimiter == ";");
  Sent result;
  auto parts = statements_of(part, splits, delimiter);
  bool several_at_once = false;
  for (auto& each : parts) {
    auto steps = TRY(steps_of(each.text, file, each.line));
    several_at_once = several_at_once || (!usual && steps.size() > 1);
    for (auto& step : steps)
      if (usual && has_semicolon_in_dollars(step.sql))
        made.doubts.push_back(
            fmt::format("{}:{}: whether Liquibase runs this: it splits at the semicolons between the dollars, "
                        "unless the changeset says splitStatements:false",
                        step.file, step.line));
    std::ranges::move(steps, std::back_inserter(result.steps));
  }
  if (!set.in_transaction) result.sends = several_at_once && parts.size() == 1 ? Sends::as_one_message : Sends::singly;
  if (!set.in_transaction && several_at_once && parts.size() > 1)
    made.doubts.push_back(
        fmt::format("{}:{}: what Liquibase sends at once, the server makes one transaction of; it is "
                    "rehearsed statement by statement",
                    file, set.line));
  return result;
}

const Changeset* find(const Changelog& log, const std::pair<std::string, std::string>& author_and_id) {
  for (auto& set : log.changesets)
    if (set.author == author_and_id.first && set.id == author_and_id.second) return &set;
  return nullptr;
}

// The changeset's own rollback, or the SQL of the one that it names.
std::optional<Part> rollback_of(const Changeset& set, const Changelog& log) {
  if (!set.rolled_back_by) return set.rollback;
  auto* other = find(log, *set.rolled_back_by);
  return other ? std::optional(other->sql) : std::nullopt;
}

Result<Made> read_changeset(const Changeset& set, const Changelog& log, const std::string& name,
                            const std::string& file) {
  Made made;
  Migration migration{.name = shown(name), .steps = {}};
  auto up = TRY(sent(set.sql, set, log, false, file, made));
  take(migration, std::move(up.steps), up.sends);
  if (auto rollback = rollback_of(set, log)) {
    auto back = TRY(sent(*rollback, set, log, true, file, made));
    take(migration.back.emplace(), std::move(back.steps), back.sends);
  }
  if (set.ignored_lines)
    migration.left_out =
        fmt::format("{} not run, as ignoreLines says",
                    set.ignored_lines == 1 ? "1 line is" : fmt::format("{} lines are", set.ignored_lines));
  if (set.has_preconditions)
    made.notes.push_back(fmt::format("{}:{} is rehearsed as if its preconditions held", file, set.line));
  made.migrations.push_back(std::move(migration));
  return made;
}

bool is_for_postgresql(const std::string& dbms) {
  bool named = dbms.empty();
  for (auto& word : split(lower(dbms), ',')) {
    if (trim(word) == "postgresql" || trim(word) == "all") named = true;
    if (trim(word) == "!postgresql" || trim(word) == "none") return false;
    if (trim(word).starts_with('!')) named = true;
  }
  return named;
}

// Files that say in which order others run, and hold what is not SQL.
bool is_a_changelog(const Entry& entry) {
  return !entry.is_folder && std::ranges::any_of(std::initializer_list<const char*>{".xml", ".yaml", ".yml", ".json"},
                                                 [&](auto* ending) { return stem_of(entry.name, ending).has_value(); });
}

std::optional<std::string> text_of_changeset(const std::string& text, const std::string& file, const Changeset& like) {
  auto log = changelog_of(text, file);
  auto* found = log ? find(*log, {like.author, like.id}) : nullptr;
  return found ? std::optional(std::string(trim(found->sql.text))) : std::nullopt;
}

}  // namespace

bool is_liquibase(const Look& look) {
  return std::ranges::any_of(look.beginnings, [](auto& file) { return has_liquibase_marks(file.second); });
}

Result<Listing> list_liquibase(const Look& look) {
  Listing listing{.twice = Twice::is_refused};
  for (auto& entry : look.folder.all_files()) {
    if (!stem_of(entry.name, ".sql")) continue;
    if (!has_liquibase_marks(beginning_of(entry))) {
      leave_out(listing, entry, "Liquibase", "files of SQL alone whose first line is '--liquibase formatted sql'");
      continue;
    }
    auto text = TRY(text_of(entry));
    auto log = std::make_shared<const Changelog>(TRY(changelog_of(text, entry.file)));
    for (auto& set : log->changesets) {
      auto name =
          fmt::format("{}::{}::{}", set.logical_path.empty() ? entry.file : set.logical_path, set.id, set.author);
      if (set.ignored || !is_for_postgresql(set.dbms)) {
        listing.notes.push_back(fmt::format("{}:{} is left out: {}", entry.file, set.line,
                                            set.ignored ? "it says ignore:true" : "its dbms is another"));
        continue;
      }
      Listed listed{name, entry, {}, name, [&set, log, name, file = entry.file] {
                      return read_changeset(set, *log, name, file);
                    }};
      listed.repeated = set.runs_always || set.runs_on_change;
      listed.part_of = [&set, log, file = entry.file](const std::string& other) {
        return text_of_changeset(other, file, set);
      };
      listing.migrations.push_back(std::move(listed));
    }
  }
  if (std::ranges::any_of(look.folder.entries, is_a_changelog))
    listing.notes.emplace_back("files are taken in the order of their names: changelogs that are not SQL are not read");
  return listing;
}

}  // namespace ante::change
