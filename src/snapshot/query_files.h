// Queries as an application has them: files of SQL. Variables are written $1 or :name; lines that begin with a
// backslash are the commands of some client, and not read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::snapshot {

struct WrittenQuery {
  std::string place;        // "queries/sign_in.sql:9"
  std::string text;         // with its constants, and $1, $2 … for variables
  std::string fingerprint;  // as captured shapes have it; "" where it does not parse
};

// Of files, and of the .sql files in folders; what is no query (SET, BEGIN) is left out.
Result<std::vector<WrittenQuery>> read_queries(const std::vector<std::filesystem::path>& paths);

}  // namespace ante::snapshot
