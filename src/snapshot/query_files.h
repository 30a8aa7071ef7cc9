// Queries as an application has them: files of SQL. Variables are written $1 or :name; lines that begin with a
// backslash are the commands of some client, and not read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::snapshot {

// What was asked right before a query: in its file, or in its session.
struct Before {
  std::string place, text;
  std::vector<std::string> values = {};       // of its parameters, in their order; none where nobody knows them
  std::vector<std::string> values_then = {};  // of those of the query itself, that time
};

struct WrittenQuery {
  std::string place;        // "sign_in.sql:9", below the folder that was named
  std::string text;         // with its constants, and $1, $2 … for variables
  std::string fingerprint;  // as captured shapes have it; "" where it does not parse
  std::vector<Before> before = {};
  std::vector<std::string> locked = {};  // before it, in its transaction, as LockedBefore has it
};

struct WrittenQueries {
  std::vector<WrittenQuery> queries;
  std::vector<std::string> not_read;  // what holds queries that cannot be seen (CALL, DECLARE), a sentence each
};

// Of files, and of the .sql files in folders and below; SET, BEGIN and the like are left out.
Result<WrittenQueries> read_queries(const std::vector<std::filesystem::path>& paths);

}  // namespace ante::snapshot
