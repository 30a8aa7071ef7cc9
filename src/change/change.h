// A change to a database, as somebody wrote it: files with statements, in the order and the transactions in which
// their tool would run them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "change/applied.h"
#include "change/since.h"

namespace ante::change {

struct Step {
  std::string sql;
  std::string file;  // as shown to people
  int line = 1;
  std::string copy_data = {};  // the lines that follow a COPY … FROM stdin, as they stand
  bool bookkeeping = false;    // a migration tool's own, in its ledger
  bool secret = false;         // it holds a password or the like, which `sql` does not show

  void hide_secrets();
};

// What its author wrote to take a migration back.
struct WayBack {
  bool in_transaction = true;
  bool transaction_assumed = false;
  std::vector<Step> steps = {};
};

// What runs in one transaction; or, where the tool uses none, each step on its own.
struct Migration {
  std::string name;  // "20261120_normalise_grades"
  bool in_transaction = true;
  // Nobody said so: where a statement cannot run in a transaction, the whole migration runs without one.
  bool transaction_assumed = false;
  std::string left_out =
      {};  // what of the file is not run: "3 lines are not run, as ignoreLines says"; "" where all of it is
  std::vector<Step> steps;
  std::optional<WayBack> back = {};  // none where the folder has none
  bool repeated = false;             // it is made to run again, whenever its text is another than it was
  bool ran_otherwise = false;        // it ran with another text than it has now
  // The ledger proves that nothing of it has run: its tool would have written it down.
  bool not_begun = false;
};

struct Change {
  std::string folder;
  std::vector<Migration> migrations;
  std::vector<std::string> notes;   // what was left out of the folder, and why
  std::vector<std::string> doubts;  // what is not known about it
  std::string tool = {};            // whose migrations they are; "" where no folder holds them
  bool executed = false;            // by a command, which would send other statements when it was stopped half-way
};

struct Reading {
  std::string tool = {};         // whose migrations they are; "" to find out
  const Since* since = nullptr;  // only what is new or changed since then
  bool applied = false;          // those that are applied instead of those that are not
};

// A file or a folder of migrations, as docs/migrations.md has it. Those that one of the database's ledgers has as
// applied are left out.
Result<Change> read_change(const std::filesystem::path& path, const std::vector<Ledger>& ledgers = {},
                           const Reading& reading = {});
// The tools that `Reading` may name.
std::vector<std::string> known_tools();

}  // namespace ante::change
