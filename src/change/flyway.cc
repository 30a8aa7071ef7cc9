// Flyway: V for versions in their order, R for what runs again when its text changes, U for the way back, B for a
// baseline, in the folder and all folders below it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/flyway_checksum.h"
#include "change/flyway_settings.h"
#include "change/format.h"
#include "change/names.h"
#include "sql/tokens.h"

namespace ante::change {
namespace {

struct Name {
  char kind = 0;  // V, U, R, B
  std::string version, description;
};

bool is_version(const std::string& text) {
  return !text.empty() && is_digit(text.front()) && is_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.' || c == '_'; });
}

std::optional<Name> name_of(const Entry& entry, const FlywaySettings& settings) {
  if (entry.is_folder || !entry.name.ends_with(".sql")) return std::nullopt;
  auto stem = entry.name.substr(0, entry.name.size() - 4);
  std::array prefixes{std::pair{'V', &settings.versioned}, std::pair{'U', &settings.undo},
                      std::pair{'R', &settings.repeatable}, std::pair{'B', &settings.baseline}};
  // A longer prefix is matched first: V and VR may both be one.
  std::ranges::sort(prefixes, std::ranges::greater(), [](auto& prefix) { return prefix.second->size(); });
  for (auto& [kind, prefix] : prefixes) {
    if (!stem.starts_with(*prefix)) continue;
    auto rest = stem.substr(prefix->size());
    auto parted = rest.find(settings.separator);
    auto version = rest.substr(0, parted);
    auto description = parted == rest.npos ? "" : rest.substr(parted + settings.separator.size());
    bool fits = kind == 'R' ? version.empty() && parted != rest.npos : is_version(version);
    if (!fits) return std::nullopt;
    return Name{kind, kind == 'R' ? "" : dotted_version(version), replace_all(description, "_", " ")};
  }
  return std::nullopt;
}

// The statements that Flyway itself knows not to fit into a transaction, by their first words. It looks at no others,
// whatever the server thinks of them.
bool flyway_runs_it_alone(const std::string& sql) {
  auto tokens = sql::scan(sql);
  if (!tokens) return false;
  std::string words;
  for (std::size_t i = 0, taken = 0; i < tokens->size() && taken < 4; ++i)
    if ((*tokens)[i].kind != sql::Token::Kind::comment) words += lower(sql::text_of((*tokens)[i], sql)) + " ", ++taken;
  constexpr std::array alone{"create database ",
                             "drop database ",
                             "create tablespace ",
                             "drop tablespace ",
                             "create subscription ",
                             "drop subscription ",
                             "alter system ",
                             "create index concurrently ",
                             "drop index concurrently ",
                             "create unique index concurrently ",
                             "reindex schema ",
                             "reindex database ",
                             "reindex system ",
                             "reindex verbose schema ",
                             "reindex verbose database ",
                             "reindex verbose system ",
                             "vacuum ",
                             "discard all "};
  return std::ranges::any_of(alone, [&](auto* start) { return words.starts_with(start); });
}

Result<Sends> sends_of(const std::vector<Step>& steps, const FlywaySettings& settings,
                       const FlywayScriptSettings& own) {
  if (own.in_transaction) return *own.in_transaction ? Sends::in_transaction : Sends::singly;
  std::vector<bool> alone;
  for (auto& step : steps) alone.push_back(flyway_runs_it_alone(step.sql));
  auto first = std::ranges::find(alone, true);
  if (first == alone.end()) return Sends::in_transaction;
  if (std::ranges::find(alone, false) == alone.end() || settings.mixes) return Sends::singly;
  auto& step = steps[static_cast<std::size_t>(first - alone.begin())];
  return bad_input(
      fmt::format("{}:{}: Flyway runs this statement in no transaction, and others of the file in one, and refuses "
                  "the file for it",
                  step.file, step.line),
      "put it into a migration of its own, or set mixed or the file's executeInTransaction");
}

template <class Runs>
Result<void> read(Runs& runs, const Folder& folder, const Entry& entry, const FlywaySettings& settings) {
  auto own = flyway_script_settings(folder, entry);
  auto text = TRY(text_of(entry));
  if (own.replaces_placeholders.value_or(settings.replaces_placeholders))
    text = TRY(with_placeholders(text, settings, entry));
  auto steps = TRY(steps_of(text, entry.file));
  auto sends = TRY(sends_of(steps, settings, own));
  take(runs, std::move(steps), sends);
  return {};
}

Listed listed(const Folder& folder, const Entry& entry, const std::optional<Entry>& back,
              const FlywaySettings& settings, const std::string& version) {
  auto name = entry.name.substr(0, entry.name.size() - 4);
  auto whole = [=, &folder]() -> Result<Made> {
    Migration migration{.name = shown(name), .steps = {}};
    TRY(read(migration, folder, entry, settings));
    if (back) TRY(read(migration.back.emplace(), folder, *back, settings));
    return Made{{std::move(migration)}};
  };
  return {name, entry, back, version, whole};
}

constexpr std::array callbacks{"beforeMigrate",
                               "beforeEachMigrate",
                               "afterEachMigrate",
                               "afterMigrate",
                               "beforeRepeatables",
                               "afterVersioned",
                               "beforeConnect",
                               "afterConnect",
                               "createSchema",
                               "beforeCreateSchema",
                               "afterMigrateApplied",
                               "beforeEachMigrateStatement",
                               "afterEachMigrateStatement"};

bool is_callback(const Entry& entry) {
  auto stem = stem_of(entry.name, ".sql");
  return stem && std::ranges::find(callbacks, stem->substr(0, stem->find("__"))) != callbacks.end();
}

// What it sees that the text is new by: with the placeholders' values; without them is fine too.
Result<std::vector<std::string>> checksums_of(const Folder& folder, const Entry& entry,
                                              const FlywaySettings& settings) {
  auto text = TRY(text_of(entry));
  std::vector<std::string> checksums{fmt::format("{}", flyway_checksum(text))};
  auto own = flyway_script_settings(folder, entry);
  if (own.replaces_placeholders.value_or(settings.replaces_placeholders))
    if (auto replaced = with_placeholders(text, settings, entry))
      checksums.push_back(fmt::format("{}", flyway_checksum(*replaced)));
  return checksums;
}

// The version that a database's history begins at.
std::optional<std::string> baseline_in(const std::vector<Ledger>& ledgers) {
  std::optional<std::string> latest;
  for (auto& ledger : ledgers)
    for (auto& said : ledger.versions)
      if (auto version = dotted_version(said.version);
          ledger.tool == "flyway" && said.baseline && (!latest || version_less(*latest, version)))
        latest = version;
  return latest;
}

// A database without Flyway's history begins at the highest baseline, and nothing below it runs; one with a history at
// the one that this has.
void begin_at_baseline(Listing& listing, std::vector<Listed>& baselines, const Look& look) {
  if (baselines.empty()) return;
  auto last = std::ranges::max_element(baselines, version_less, &Listed::number);
  if (look.has_ledger("flyway")) {
    auto begun = baseline_in(look.ledgers);
    last = begun ? std::ranges::find(baselines, *begun, &Listed::number) : baselines.end();
    if (last == baselines.end()) {
      listing.notes.push_back("Flyway's baselines are left out: the database has a history already");
      return;
    }
  }
  auto below = std::erase_if(listing.migrations,
                             [&](auto& each) { return !each.repeated && !version_less(last->number, each.number); });
  listing.notes.push_back(fmt::format("{} is the baseline: {} up to its version {} left out", last->file.file,
                                      counted(static_cast<long>(below), "migration"), below == 1 ? "is" : "are"));
  listing.migrations.insert(listing.migrations.begin(), *last);
}

}  // namespace

bool is_flyway(const Look& look) {
  auto settings = flyway_settings(look.folder);
  auto is_its = [&](const Entry& entry) {
    auto name = name_of(entry, settings);
    return name && contains(entry.name, settings.separator) && (name->kind == 'V' || name->kind == 'R');
  };
  // What lies in folders below says nothing of a folder that has files of its own.
  if (!look.beginnings.empty()) return std::ranges::any_of(look.folder.entries, is_its);
  return std::ranges::any_of(look.folder.all_files(), is_its);
}

Result<Listing> list_flyway(const Look& look) {
  auto settings = flyway_settings(look.folder);
  Listing listing{.late = settings.takes_late_ones ? Late::runs : Late::is_refused,
                  .twice = Twice::is_refused,
                  .all_in_one = settings.groups};
  auto files = look.folder.all_files();
  std::vector<Listed> repeatables, baselines;
  std::map<std::string, Entry> undos;
  for (auto& entry : files)
    if (auto name = name_of(entry, settings); name && name->kind == 'U') undos[name->version] = entry;
  for (auto& entry : files) {
    auto name = name_of(entry, settings);
    if (is_callback(entry))
      listing.doubts.push_back(fmt::format("{} runs with Flyway's migrations, and is not rehearsed", entry.file));
    else if (!name && stem_of(entry.name, ".sql"))
      leave_out(listing, entry, "Flyway", "V1__name.sql and R__name.sql alone");
    if (!name || name->kind == 'U') continue;
    auto undo = name->kind == 'V' ? undos.find(name->version) : undos.end();
    auto back = undo == undos.end() ? std::nullopt : std::optional(undo->second);
    auto migration = listed(look.folder, entry, back, settings, name->kind == 'R' ? name->description : name->version);
    migration.repeated = name->kind == 'R';
    if (migration.repeated) migration.checksums = TRY(checksums_of(look.folder, entry, settings));
    (name->kind == 'R'   ? repeatables
     : name->kind == 'B' ? baselines
                         : listing.migrations)
        .push_back(std::move(migration));
  }
  std::ranges::stable_sort(listing.migrations, version_less, &Listed::number);
  std::ranges::stable_sort(repeatables, {}, &Listed::number);
  std::ranges::move(repeatables, std::back_inserter(listing.migrations));
  begin_at_baseline(listing, baselines, look);
  doubt_programs(look.folder, listing);
  return listing;
}

}  // namespace ante::change
