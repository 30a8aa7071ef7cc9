// Tools that give each migration a folder: prisma, diesel.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/format.h"
#include "change/names.h"
#include "change/settings.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;

std::optional<Entry> script_of(const Folder& folder, const Entry& entry, const char* script) {
  return entry.is_folder ? folder.at(fs::path(entry.name) / script) : std::nullopt;
}

// Some folder has the script, and no file of SQL lies beside it: that would be somebody else's folder.
bool is_of_folders_with(const Look& look, const char* script) {
  return look.beginnings.empty() && std::ranges::any_of(look.folder.entries, [&](auto& entry) {
           return script_of(look.folder, entry, script).has_value();
         });
}

// 2024-01-31-120000_add_index is version 20240131120000.
// metadata.toml; one that cannot be read is as good as none to diesel.
bool wants_no_transaction(const Folder& folder, const Entry& entry) {
  auto metadata = script_of(folder, entry, "metadata.toml");
  auto text = metadata ? text_of(*metadata) : Result<std::string>("");
  auto settings = settings_of(text.value_or(""));
  auto said = settings.find("run_in_transaction");
  return said != settings.end() && said->second.starts_with("false");
}

Result<void> refuse_empty(const Entry& entry) {
  std::error_code unknown;
  if (fs::file_size(entry.path, unknown) != 0 || unknown) return {};
  return bad_input(fmt::format("{} is empty, and diesel refuses it", entry.file), "a comment in it is enough");
}

}  // namespace

bool is_prisma(const Look& look) { return is_of_folders_with(look, "migration.sql"); }

Result<Listing> list_prisma(const Look& look) {
  Listing listing;
  for (auto& entry : look.folder.entries) {
    if (!entry.is_folder) continue;
    auto script = script_of(look.folder, entry, "migration.sql");
    if (!script)
      return bad_input(fmt::format("{} holds no migration.sql, and prisma refuses the folder", entry.file),
                       "remove it");
    listing.migrations.push_back(pair_of(entry.name, *script, std::nullopt, "", always_one_message));
  }
  std::ranges::sort(listing.migrations, {}, &Listed::name);
  return listing;
}

bool is_diesel(const Look& look) { return is_of_folders_with(look, "up.sql"); }

Result<Listing> list_diesel(const Look& look) {
  Listing listing{.twice = Twice::loses_one};
  for (auto& entry : look.folder.entries) {
    if (!entry.is_folder) continue;
    auto up = script_of(look.folder, entry, "up.sql"), down = script_of(look.folder, entry, "down.sql");
    if (!up)
      return bad_input(fmt::format("{} holds {} up.sql, and diesel refuses the folder", entry.file,
                                   down ? "a down.sql and no" : "no"),
                       "add it, or remove the folder");
    auto migration = pair_of(entry.name, *up, down, diesel_version(entry.name),
                             wants_no_transaction(look.folder, entry) ? always_one_message : always_in_transaction);
    migration.read = [read = std::move(migration.read), up = *up]() -> Result<Made> {
      TRY(refuse_empty(up));
      return read();
    };
    listing.migrations.push_back(std::move(migration));
  }
  std::ranges::sort(listing.migrations, {}, &Listed::number);
  return listing;
}

}  // namespace ante::change
