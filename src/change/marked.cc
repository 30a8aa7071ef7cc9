// Tools that keep both directions in one file, parted by marks: dbmate, goose, node-pg-migrate.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "change/format.h"
#include "change/marks.h"
#include "change/names.h"
#include "sql/tokens.h"

namespace ante::change {
namespace {

bool any_marks(const Look& look, bool (*marks)(std::string_view)) {
  return std::ranges::any_of(look.beginnings, [&](auto& file) { return marks(file.second); });
}

Sends sends(bool in_transaction) { return in_transaction ? Sends::in_transaction : Sends::as_one_message; }

bool is_sql(const Entry& entry) { return !entry.is_folder && entry.name.ends_with(".sql"); }

std::string stem(const Entry& entry) { return entry.name.substr(0, entry.name.size() - 4); }

// --- dbmate

Result<Made> read_dbmate(const Entry& entry) {
  Made made;
  auto text = TRY(text_of(entry));
  for (auto& section : TRY(dbmate_sections(text, entry.file))) {
    Migration migration{.name = shown(stem(entry)), .steps = {}};
    take(migration, TRY(steps_of(section.up.text, entry.file, section.up.line)), sends(section.up_in_transaction));
    auto back = TRY(steps_of(section.down.text, entry.file, section.down.line));
    // A mark with nothing below it, which dbmate asks for, is no way back.
    if (!back.empty()) take(migration.back.emplace(), std::move(back), sends(section.down_in_transaction));
    made.migrations.push_back(std::move(migration));
  }
  if (made.migrations.size() > 1)
    made.doubts.push_back(fmt::format(
        "whether dbmate gets beyond the first part of {}: it records one version for each, twice", entry.file));
  return made;
}

// --- goose

// What goose takes for a statement is sent whole. Where it ends a statement too early, the server gets a half of one.
Result<std::vector<Step>> goose_steps(const std::vector<Part>& parts, const std::string& file, bool in_transaction,
                                      std::vector<std::string>& doubts) {
  std::vector<Step> steps;
  for (auto& part : parts) {
    auto its = steps_of(part.text, file, part.line);
    if (!its && !sql::scan(part.text))
      return bad_input(
          fmt::format(
              "{}:{}: goose ends this statement at the semicolon at the end of line {}, and it is not whole there",
              file, part.line, part.line + std::ranges::count(part.text, '\n') - 1),
          "put it between '-- +goose StatementBegin' and '-- +goose StatementEnd'");
    if (!its) return std::unexpected(its.error());
    if (its->size() > 1 && !in_transaction)
      doubts.push_back(
          fmt::format("{}:{}: goose sends {} statements at once, which the server makes one transaction of; they "
                      "are rehearsed one by one",
                      file, part.line, its->size()));
    std::ranges::move(*its, std::back_inserter(steps));
  }
  return steps;
}

Result<Made> read_goose(const Entry& entry) {
  auto text = TRY(text_of(entry));
  auto script = TRY(goose_script(text, entry.file));
  auto how = script.in_transaction ? Sends::in_transaction : Sends::singly;
  Migration migration{.name = shown(stem(entry)), .steps = {}};
  Made made;
  take(migration, TRY(goose_steps(script.up, entry.file, script.in_transaction, made.doubts)), how);
  auto back = TRY(goose_steps(script.down, entry.file, script.in_transaction, made.doubts));
  if (!back.empty()) take(migration.back.emplace(), std::move(back), how);
  made.migrations.push_back(std::move(migration));
  return made;
}

// --- node-pg-migrate

// Its numbers are moments; 17 digits are one written out in UTC, others count milliseconds.
std::string moment_of(const std::string& name) {
  auto digits = leading_digits(name);
  if (digits.size() != 17) return number_of(name);
  auto part = [&](std::size_t from, std::size_t count) { return std::stoi(digits.substr(from, count)); };
  using namespace std::chrono;
  auto day =
      year{part(0, 4)} / month{static_cast<unsigned>(part(4, 2))} / std::chrono::day{static_cast<unsigned>(part(6, 2))};
  if (!day.ok()) return number_of(name);
  auto moment =
      sys_days{day} + hours{part(8, 2)} + minutes{part(10, 2)} + seconds{part(12, 2)} + milliseconds{part(14, 3)};
  return number_of(std::to_string(duration_cast<milliseconds>(moment.time_since_epoch()).count()));
}

Result<Made> read_node_pg_migrate(const Entry& entry) {
  auto parts = node_pg_migrate_parts(TRY(text_of(entry)));
  Migration migration{.name = shown(stem(entry)), .steps = {}};
  take(migration, TRY(steps_of(parts.up.text, entry.file, parts.up.line)), Sends::in_transaction);
  if (parts.down) {
    auto back = TRY(steps_of(parts.down->text, entry.file, parts.down->line));
    if (!back.empty()) take(migration.back.emplace(), std::move(back), Sends::in_transaction);
  }
  return Made{{std::move(migration)}};
}

}  // namespace

bool is_dbmate(const Look& look) { return any_marks(look, has_dbmate_marks); }

Result<Listing> list_dbmate(const Look& look) {
  Listing listing{.twice = Twice::fails_when_run};
  for (auto& entry : look.folder.entries) {
    if (!is_sql(entry)) continue;
    if (is_digit(entry.name[0]) || look.folder.one_file)
      listing.migrations.push_back(
          {stem(entry), entry, {}, leading_digits(entry.name), [entry] { return read_dbmate(entry); }});
    else
      leave_out(listing, entry, "dbmate", "files whose names begin with a number");
  }
  // By the bytes of names, not by numbers: 10_a.sql comes before 9_b.sql.
  std::ranges::sort(listing.migrations, {}, [](auto& listed) { return listed.file.name; });
  return listing;
}

bool is_goose(const Look& look) { return any_marks(look, has_goose_marks); }

Result<Listing> list_goose(const Look& look) {
  Listing listing{.late = Late::is_refused, .twice = Twice::is_refused};
  for (auto& entry : look.folder.entries) {
    if (!is_sql(entry)) continue;
    auto number = number_of(entry.name);
    bool fits = !number.empty() && entry.name[leading_digits(entry.name).size()] == '_';
    if (fits || look.folder.one_file)
      listing.migrations.push_back({stem(entry), entry, {}, number, [entry] { return read_goose(entry); }});
    else
      leave_out(listing, entry, "goose", "NUMBER_NAME.sql alone, from number 1 on");
  }
  std::ranges::stable_sort(listing.migrations, [](auto& a, auto& b) { return larger(b.number, a.number); });
  doubt_programs(look.folder, listing);
  return listing;
}

bool is_node_pg_migrate(const Look& look) {
  if (any_marks(look, has_node_pg_migrate_marks)) return true;
  return look.has_ledger("node-pg-migrate") && look.ledgers.size() == 1 && !look.beginnings.empty() &&
         std::ranges::all_of(look.beginnings,
                             [](auto& file) { return is_digit(file.first[0]) && !contains(file.first, ".up."); });
}

Result<Listing> list_node_pg_migrate(const Look& look) {
  Listing listing{.late = Late::is_refused, .all_in_one = true};
  for (auto& entry : look.folder.entries) {
    if (!is_sql(entry) && !entry.is_folder && !is_digit(entry.name[0]))
      listing.doubts.push_back(fmt::format(
          "whether node-pg-migrate runs the folder: it looks for a number in the name of {} too", entry.file));
    if (!is_sql(entry)) continue;
    if (!is_digit(entry.name[0]) && !look.folder.one_file)
      return bad_input(
          fmt::format("{} does not begin with a number, and node-pg-migrate refuses the folder", entry.file),
          "move it elsewhere, or say whose files they are: --tool NAME");
    listing.migrations.push_back(
        {stem(entry), entry, {}, moment_of(entry.name), [entry] { return read_node_pg_migrate(entry); }});
  }
  std::ranges::stable_sort(listing.migrations, [](auto& a, auto& b) { return larger(b.number, a.number); });
  doubt_programs(look.folder, listing);
  return listing;
}

}  // namespace ante::change
