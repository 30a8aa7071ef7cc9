// graphile-migrate: committed migrations that name each other's hashes, and the current one, which is not committed
// yet.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/format.h"
#include "change/marks.h"
#include "change/names.h"
#include "sql/variables.h"

namespace ante::change {
namespace {

// 000001.sql and 000002-message.sql
bool is_committed_name(const std::string& name) {
  auto stem = stem_of(name, ".sql");
  if (!stem || !is_digit(name[0])) return false;
  auto message = stem->substr(leading_digits(name).size());
  return message.empty() || message[0] == '-';
}

bool is_placeholder(std::string_view word) {
  auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; };
  return word.size() > 1 && word[0] >= 'A' && word[0] <= 'Z' && std::ranges::all_of(word, fits);
}

Result<std::vector<Step>> steps_without_placeholders(const GraphileScript& script, const std::string& file) {
  auto steps = TRY(steps_of(script.body.text, file, script.body.line));
  for (auto& step : steps) {
    std::string met;
    auto scanned = sql::replace_variables(step.sql, [&](std::string_view name) -> Result<std::string> {
      if (met.empty() && is_placeholder(name)) met = name;
      return std::string(name);
    });
    if (scanned && !met.empty())
      return bad_input(fmt::format("{}:{}: graphile-migrate puts a value in the place of :{}, which is not known here",
                                   file, step.line, met),
                       "write the value, or check what graphile-migrate has compiled: graphile-migrate compile");
  }
  return steps;
}

Result<Made> read_script(const std::string& name, const Entry& entry) {
  auto text = TRY(text_of(entry));
  auto script = TRY(graphile_script(text, entry.file));
  Migration migration{.name = shown(name), .steps = {}};
  take(migration, TRY(steps_without_placeholders(script, entry.file)),
       script.in_transaction ? Sends::in_transaction : Sends::as_one_message);
  return Made{{std::move(migration)}};
}

// The files of current/, which become one migration.
Result<Made> read_current(const std::vector<Entry>& entries) {
  Migration migration{.name = "current", .steps = {}};
  std::vector<Step> steps;
  for (auto& entry : entries) {
    auto text = TRY(text_of(entry));
    auto script = TRY(graphile_script(text, entry.file));
    if (!script.in_transaction)
      return bad_input(
          fmt::format("{}: '--! no-transaction' in a folder current/, which graphile-migrate refuses", entry.file),
          "use current.sql");
    std::ranges::move(TRY(steps_without_placeholders(script, entry.file)), std::back_inserter(steps));
  }
  take(migration, std::move(steps), Sends::in_transaction);
  return Made{{std::move(migration)}};
}

std::optional<Entry> committed_folder(const Folder& folder) {
  auto* entry = folder.find("committed");
  return entry && entry->is_folder ? std::optional(*entry) : std::nullopt;
}

// Each names the hash of the one before it. What does not is refused by graphile-migrate before anything runs.
Result<void> check_chain(const std::vector<Listed>& committed) {
  std::string last = "-";
  for (auto& listed : committed) {
    auto text = TRY(text_of(listed.file));
    auto script = TRY(graphile_script(text, listed.file.file));
    for (auto [header, value] : {std::pair{"Previous", &script.previous}, std::pair{"Hash", &script.hash}})
      if (value->empty())
        return bad_input(fmt::format("{}: there is no '--! {}:' at its top, and graphile-migrate refuses it",
                                     listed.file.file, header),
                         "commit it with graphile-migrate");
    if (script.previous != last)
      return bad_input(
          fmt::format("{} follows {}, and the migration before it is {}: graphile-migrate refuses the folder",
                      listed.file.file, script.previous == "-" ? "nothing" : one_line(script.previous, 60),
                      last == "-" ? "none" : one_line(last, 60)),
          "uncommit it and commit it again, on top of the others");
    last = script.hash;
  }
  return {};
}

Result<void> list_current(const Folder& folder, Listing& listing) {
  std::vector<Entry> entries;
  auto *file = folder.find("current.sql"), *parts = folder.find("current");
  if (file && parts)
    return bad_input("there are both current.sql and current, and graphile-migrate refuses the folder", "remove one");
  if (file && !file->is_folder) entries.push_back(*file);
  if (parts && parts->is_folder)
    for (auto& entry : folder.inside(*parts))
      if (stem_of(entry.name, ".sql")) entries.push_back(entry);
  auto is_blank = [](auto& entry) {
    auto text = beginning_of(entry);
    return std::ranges::all_of(lines_of(text),
                               [](auto line) { return trim(line).empty() || trim(line).starts_with("--"); });
  };
  if (entries.empty() || std::ranges::all_of(entries, is_blank)) return {};
  listing.notes.push_back(
      fmt::format("{} is rehearsed as if it were committed: graphile-migrate migrate runs committed migrations alone",
                  entries[0].file));
  bool is_file = entries.size() == 1 && entries[0].name == "current.sql";
  listing.migrations.push_back({"current", entries[0], {}, "", [entries, is_file] {
                                  return is_file ? read_script("current", entries[0]) : read_current(entries);
                                }});
  return {};
}

}  // namespace

bool is_graphile(const Look& look) {
  if (auto committed = committed_folder(look.folder))
    return std::ranges::any_of(look.folder.inside(*committed),
                               [](auto& entry) { return is_committed_name(entry.name); });
  return std::ranges::any_of(look.beginnings, [](auto& file) {
    return is_committed_name(file.first) && file.second.starts_with("--! Previous:");
  });
}

Result<Listing> list_graphile(const Look& look) {
  Listing listing{.late = Late::is_skipped, .twice = Twice::is_refused};
  auto committed = committed_folder(look.folder);
  for (auto& entry : committed ? look.folder.inside(*committed) : look.folder.entries) {
    if (entry.is_folder || !is_committed_name(entry.name)) continue;
    auto name = entry.name.substr(0, entry.name.size() - 4);
    listing.migrations.push_back({name, entry, {}, number_of(name), [=] { return read_script(name, entry); }});
  }
  std::ranges::sort(listing.migrations, {}, [](auto& listed) { return leading_digits(listed.name); });
  if (!look.folder.one_file) TRY(check_chain(listing.migrations));
  if (!look.folder.one_file) TRY(list_current(look.folder, listing));
  return listing;
}

}  // namespace ante::change
