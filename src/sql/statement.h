// What can be learned of SQL text without a server: where statements end, what shape they have, what they name. A
// guide, never the judge: the grammar is PostgreSQL 15's, and what it cannot read is still run in the lab.
//
// Every function here may be called from any thread and on any input: parsing happens on a thread with a large stack,
// and texts beyond `longest_text` are refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::sql {

inline constexpr std::size_t longest_text = 64u << 20;

struct Statement {
  std::string text;        // without the semicolon, comments inside kept
  std::size_t offset = 0;  // of its first character in the source
  int line = 1;            // of its first character, from 1
};

// Splits a script. Statements that do not parse are still found, by the scanner.
Result<std::vector<Statement>> split_statements(std::string_view script);

// The text with constants as $n, comments gone; what does not parse is an error, so that no literal slips through.
// Numbers that the grammar wants as numbers stay in queries: ORDER BY 1, numeric(10, 2).
Result<std::string> normalise(std::string_view statement);
// The same for syntax newer than the grammar: every constant that the scanner sees goes, whatever it stands for. What
// does not even scan is an error.
Result<std::string> normalise_by_tokens(std::string_view statement);
// A hash of the statement's structure: equal for texts that differ in constants, spaces and comments only. Syntax newer
// than the grammar is hashed by its tokens.
Result<std::string> fingerprint(std::string_view statement);

struct Facts {
  std::string kind;  // "IndexStmt", "AlterTableStmt", "SelectStmt" …
  std::vector<std::string>
      relations;                     // as written, qualified where they were: "public.submission"; quoted where needed
  bool utility = false;              // anything but SELECT, INSERT, UPDATE, DELETE, MERGE
  bool transaction_control = false;  // BEGIN, COMMIT, SAVEPOINT …
  std::vector<std::string> functions = {};  // that it calls, as written: "pg_catalog.set_config"
  // A SELECT or a SHOW that locks no row and writes nothing itself; what its functions do is another matter.
  bool only_reads = false;
};
Result<Facts> facts(std::string_view statement);

}  // namespace ante::sql
