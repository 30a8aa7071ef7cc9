// The tools whose migrations are read. Each is a row of one table, and a file that says how it lists the migrations of
// a folder and what it makes of a file.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "change/change.h"
#include "change/folder.h"
#include "change/script.h"

namespace ante::change {

// What is made of a migration's file, and what is to be said of it.
struct Made {
  std::vector<Migration> migrations = {};  // in the order in which they run; most files hold one
  std::vector<std::string> notes = {}, doubts = {};
};

// A migration before its file is read.
struct Listed {
  std::string name;
  Entry file;                               // what goes up
  std::optional<Entry> back = {};           // what takes it back, where that is a file of its own
  std::string number = {};                  // what its tool orders it by, as number_of writes it; "" for what has none
  std::function<Result<Made>()> read = {};  // while the folder that was looked at lives
  bool repeated = false;                    // it runs again whenever its text is another than it was
  std::vector<std::string> checksums = {};  // that its text may have in the ledger, where the tool goes by them
  // For what is a part of its file alone: the same part of another text, to see whether it is new in it.
  std::function<std::optional<std::string>(const std::string& file)> part_of = {};
};

// What a tool does with a migration that comes before one that is applied.
enum class Late { runs, is_refused, is_skipped };
// What a tool does with two migrations of one number: some notice when they record the second one.
enum class Twice { is_fine, is_refused, fails_when_run, loses_one };

// In the order in which the tool runs them.
struct Listing {
  std::vector<Listed> migrations = {};
  Late late = Late::runs;
  Twice twice = Twice::is_fine;
  bool all_in_one = false;  // one transaction around all that is pending
  std::vector<std::string> notes = {}, doubts = {};
};

// What is looked at to find out whose folder it is.
struct Look {
  const Folder& folder;
  const std::vector<Ledger>& ledgers;
  std::map<std::string, std::string> beginnings;  // of the files in the folder that end in .sql, by their names

  bool has_ledger(std::string_view tool) const;
};

// When a tool writes a migration's row into its ledger, and so what a row that is missing proves. Where a migration has
// no transaction, its row is written after it; and no tool begins one before the one ahead of it is written down.
enum class Recorded { is_not_known, in_its_transaction, after_it, before_it };

struct Format {
  std::string_view tool;
  bool (*is_it)(const Look& look);
  bool (*marks)(std::string_view text);  // whether a file has marks that it alone writes; none where it writes none
  Result<Listing> (*list)(const Look& look);
  Recorded recorded;
};

std::span<const Format> formats();
// As ledgers may know them.
std::vector<Called> called_of(const Listing& listing);
// Those that come before one that is applied, and what becomes of them: their tool passes over them, or else nobody
// knows whether it runs them.
struct LateOnes {
  std::vector<std::size_t> passed_over = {}, doubted = {};
  std::size_t behind = 0;  // the last one that is applied
};
LateOnes late_ones(const Listing& listing, std::string_view tool, const std::vector<State>& states);
// The one that `tool` names, or else the one that the folder looks like.
Result<const Format*> format_of(const Look& look, const std::string& tool);
Look look_into(const Folder& folder, const std::vector<Ledger>& ledgers);

// --- a file a family
bool is_sqitch(const Look& look);
bool is_graphile(const Look& look);
bool is_liquibase(const Look& look);
bool is_dbmate(const Look& look);
bool is_goose(const Look& look);
bool is_node_pg_migrate(const Look& look);
bool is_refinery(const Look& look);
bool is_flyway(const Look& look);
bool is_prisma(const Look& look);
bool is_diesel(const Look& look);
bool is_sqlx(const Look& look);
bool is_golang_migrate(const Look& look);
Result<Listing> list_sqitch(const Look& look);
Result<Listing> list_graphile(const Look& look);
Result<Listing> list_liquibase(const Look& look);
Result<Listing> list_dbmate(const Look& look);
Result<Listing> list_goose(const Look& look);
Result<Listing> list_node_pg_migrate(const Look& look);
Result<Listing> list_refinery(const Look& look);
Result<Listing> list_flyway(const Look& look);
Result<Listing> list_prisma(const Look& look);
Result<Listing> list_diesel(const Look& look);
Result<Listing> list_sqlx(const Look& look);
Result<Listing> list_golang_migrate(const Look& look);
Result<Listing> list_plain(const Look& look);

// --- what they share
// How a tool sends a file, by what is in it.
using SendsText = Sends (*)(std::string_view text);
// One migration of one file, whose other file (where there is one) takes it back.
Listed pair_of(std::string name, Entry up, std::optional<Entry> back, std::string number, SendsText sends);
inline Sends always_in_transaction(std::string_view) { return Sends::in_transaction; }
inline Sends always_one_message(std::string_view) { return Sends::as_one_message; }
// "seed.sql is left out: goose takes NUMBER_NAME.sql alone"
void leave_out(Listing& listing, const Entry& entry, std::string_view tool, std::string_view takes);
// A program among the migrations is not rehearsed, which is said.
void doubt_programs(const Folder& folder, Listing& listing);
// Whether a folder of programs alone is no change, with what to do instead.
std::optional<Error> only_programs(const Folder& folder);

}  // namespace ante::change
