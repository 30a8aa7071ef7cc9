// A labelled change: a file of SQL as a team would write it, or a folder of golang-migrate, and what is true of it.
//
//   -- system: shop
//   -- expect: table-rewrite, lock-queue      any of these kinds of findings names its danger; or: nothing
//   -- because: the fact of PostgreSQL that makes it dangerous or safe
//   -- queries: new.sql                       where there are any: the new version's queries, in cases/queries
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::bench {

struct Case {
  std::string question;              // q1-locks
  std::filesystem::path path, file;  // what ante is given; the change's own SQL
  std::string system = {}, because = {};
  std::vector<std::string> expected = {};  // none of a safe change
  std::filesystem::path queries = {};

  bool safe() const { return expected.empty(); }
  std::string name() const { return question + "/" + path.stem().string(); }
};

// Those whose name contains one of `names`; all where there are none. In the order of their names.
Result<std::vector<Case>> read_cases(const std::filesystem::path& folder, const std::vector<std::string>& names);

}  // namespace ante::bench
