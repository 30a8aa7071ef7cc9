// Tools that know a migration by the number in its file's name: golang-migrate, sqlx, refinery.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/format.h"
#include "change/names.h"

namespace ante::change {
namespace {

void sort_by_number(Listing& listing) {
  std::ranges::stable_sort(listing.migrations, [](auto& a, auto& b) { return larger(b.number, a.number); });
}

// "up" of 1_a.up.sql; endings are case-sensitive to these tools. Nothing for what is not NUMBER_….sql.
std::optional<std::string> direction_of(const Entry& entry) {
  if (entry.is_folder || !is_digit(entry.name[0]) || !entry.name.ends_with(".sql")) return std::nullopt;
  if (entry.name[leading_digits(entry.name).size()] != '_') return std::nullopt;
  if (entry.name.ends_with(".up.sql")) return "up";
  if (entry.name.ends_with(".down.sql")) return "down";
  return "";
}

bool any_is(const Folder& folder, std::string_view direction) {
  return std::ranges::any_of(folder.entries, [&](auto& entry) { return direction_of(entry) == direction; });
}

std::string stem_with(const Entry& entry, std::string_view ending) {
  return entry.name.substr(0, entry.name.size() - ending.size());
}

// The file that goes down to the same number.
std::optional<Entry> down_of(const Folder& folder, const Entry& up) {
  for (auto& entry : folder.entries)
    if (direction_of(entry) == "down" && number_of(entry.name) == number_of(up.name)) return entry;
  return std::nullopt;
}

void note_lonely_downs(const Folder& folder, Listing& listing, std::string_view tool) {
  for (auto& entry : folder.entries) {
    if (direction_of(entry) != "down") continue;
    auto number = number_of(entry.name);
    if (std::ranges::find(listing.migrations, number, &Listed::number) == listing.migrations.end())
      listing.notes.push_back(
          fmt::format("{} goes down, and nothing goes up to it: {} runs nothing for its number", entry.file, tool));
  }
}

Sends sqlx_sends(std::string_view text) {
  return text.starts_with("-- no-transaction") ? Sends::as_one_message : Sends::in_transaction;
}

// V1__a.sql, and U2__b.sql, which may come late; both go up.
bool is_refinerys(const std::string& name) {
  auto stem = stem_of(name, ".sql");
  if (!stem || !name.ends_with(".sql") || !contains("VU", name.substr(0, 1)) || !is_digit(name[1])) return false;
  auto rest = stem->substr(1 + leading_digits(name.substr(1)).size());
  auto is_word = [](unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; };
  return rest.size() > 2 && rest.starts_with("__") && std::ranges::all_of(rest, is_word);
}

}  // namespace

bool is_golang_migrate(const Look& look) {
  auto& entries = look.folder.entries;
  bool others = std::ranges::any_of(entries, [&](auto& entry) {
    return entry.is_folder && (look.folder.at(std::filesystem::path(entry.name) / "up.sql"));
  });
  return !others && any_is(look.folder, "up") && !any_is(look.folder, "");
}

Result<Listing> list_golang_migrate(const Look& look) {
  Listing listing{.twice = Twice::is_refused};
  for (auto& entry : look.folder.entries) {
    auto direction = direction_of(entry);
    if (direction == "up")
      listing.migrations.push_back(pair_of(stem_with(entry, ".up.sql"), entry, down_of(look.folder, entry),
                                           number_of(entry.name), always_one_message));
    else if (direction != "down" && stem_of(entry.name, ".sql") && !entry.is_folder)
      leave_out(listing, entry, "golang-migrate", "NUMBER_NAME.up.sql and NUMBER_NAME.down.sql alone");
  }
  sort_by_number(listing);
  note_lonely_downs(look.folder, listing, "golang-migrate");
  return listing;
}

bool is_sqlx(const Look& look) {
  bool numbered = any_is(look.folder, "") || any_is(look.folder, "up");
  bool says_so =
      std::ranges::any_of(look.beginnings, [](auto& file) { return file.second.starts_with("-- no-transaction"); });
  return numbered && (says_so || (look.has_ledger("sqlx") && !look.has_ledger("golang-migrate")));
}

Result<Listing> list_sqlx(const Look& look) {
  Listing listing{.twice = Twice::fails_when_run};
  for (auto& entry : look.folder.entries) {
    if (entry.is_folder || !entry.name.ends_with(".sql")) continue;
    auto direction = direction_of(entry);
    if (!direction && contains(entry.name, "_"))
      return bad_input(fmt::format("{} has no number before its first '_', and sqlx refuses the folder", entry.file),
                       "name it NUMBER_NAME.sql, or move it elsewhere");
    if (!direction)
      leave_out(listing, entry, "sqlx", "NUMBER_NAME.sql alone");
    else if (*direction != "down")
      listing.migrations.push_back(pair_of(stem_with(entry, direction->empty() ? ".sql" : ".up.sql"), entry,
                                           direction->empty() ? std::nullopt : down_of(look.folder, entry),
                                           number_of(entry.name), sqlx_sends));
  }
  sort_by_number(listing);
  note_lonely_downs(look.folder, listing, "sqlx");
  return listing;
}

bool is_refinery(const Look& look) {
  auto& entries = look.folder.entries;
  return look.has_ledger("refinery") && !look.has_ledger("flyway") &&
         std::ranges::any_of(entries, [](auto& entry) { return is_refinerys(entry.name); });
}

Result<Listing> list_refinery(const Look& look) {
  Listing listing{.late = Late::is_refused, .twice = Twice::is_refused};
  for (auto& entry : look.folder.all_files()) {
    if (is_refinerys(entry.name))
      listing.migrations.push_back(pair_of(stem_with(entry, ".sql"), entry, std::nullopt,
                                           number_of(entry.name.substr(1)), always_in_transaction));
    else if (stem_of(entry.name, ".sql"))
      leave_out(listing, entry, "refinery", "V1__name.sql and U1__name.sql alone");
  }
  sort_by_number(listing);
  return listing;
}

}  // namespace ante::change
