// A folder that no tool has left its signs in: files of SQL in the order of their names.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/format.h"
#include "change/marks.h"
#include "change/names.h"
#include "change/psql.h"

namespace ante::change {
namespace {

constexpr std::string_view own_mark = "-- ante:no-transaction";

Sends sends(std::string_view script) {
  bool alone = std::ranges::any_of(lines_of(script), [](auto line) { return normal(line).starts_with(own_mark); });
  return alone ? Sends::singly : Sends::unknown;
}

template <class Runs>
Result<void> read(Runs& runs, const Entry& entry) {
  auto text = TRY(text_of(entry));
  auto sql = TRY(without_psql_commands(text, entry.file));
  take(runs, TRY(steps_of(sql, entry.file)), sends(text));
  return {};
}

Listed listed(const std::string& name, const Entry& up, const std::optional<Entry>& back) {
  auto whole = [name, up, back]() -> Result<Made> {
    Migration migration{.name = shown(name), .steps = {}};
    TRY(read(migration, up));
    if (back) TRY(read(migration.back.emplace(), *back));
    return Made{{std::move(migration)}};
  };
  return {name, up, back, number_of(name), whole};
}

const Entry* way_back(const Folder& folder, const std::string& name) {
  for (auto& entry : folder.entries)
    if (!entry.is_folder && lower(entry.name) == lower(name) + ".down.sql") return &entry;
  return nullptr;
}

// A file of the folder; or a folder in it whose up.sql or migration.sql is the migration.
std::optional<Listed> migration_of(const Folder& folder, const Entry& entry) {
  if (entry.is_folder) {
    for (auto* script : {"up.sql", "migration.sql"})
      if (auto up = folder.at(std::filesystem::path(entry.name) / script))
        return listed(entry.name, *up, folder.at(std::filesystem::path(entry.name) / "down.sql"));
    return std::nullopt;
  }
  auto stem = stem_of(entry.name, ".sql");
  if (!stem || lower(*stem).ends_with(".down") || (lower(*stem) == "down" && !folder.one_file)) return std::nullopt;
  auto name = stem_of(*stem, ".up").value_or(*stem);
  auto* back = way_back(folder, name);
  return listed(name, entry, back ? std::optional(*back) : std::nullopt);
}

}  // namespace

Result<Listing> list_plain(const Look& look) {
  Listing listing;
  for (auto& entry : look.folder.entries)
    if (auto migration = migration_of(look.folder, entry)) listing.migrations.push_back(std::move(*migration));
  if (look.folder.one_file && listing.migrations.empty() && !look.folder.entries.empty()) {
    auto& entry = look.folder.entries.front();
    listing.migrations.push_back(listed(std::filesystem::path(entry.name).stem().string(), entry, std::nullopt));
  }
  std::ranges::stable_sort(listing.migrations, [](auto& a, auto& b) { return comes_before(a.name, b.name); });
  doubt_programs(look.folder, listing);
  return listing;
}

}  // namespace ante::change
