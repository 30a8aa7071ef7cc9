// Liquibase's formatted SQL: changesets in a file, each opened by a comment that says how it runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "change/marks.h"

namespace ante::change {

struct Changeset {
  std::string author, id;
  int line = 1;  // of --changeset
  Part sql;
  std::optional<Part> rollback = {};  // an empty one where there is nothing to undo
  std::optional<std::pair<std::string, std::string>> rolled_back_by =
      {};  // author and id of the changeset that does it
  bool in_transaction = true, splits = true, rollback_splits = true;
  bool runs_always = false, runs_on_change = false, ignored = false, has_preconditions = false;
  int ignored_lines = 0;
  std::string delimiter = {}, rollback_delimiter = {};  // "" for the semicolon
  std::string dbms = {}, logical_path = {};
};

struct Changelog {
  std::vector<Changeset> changesets;
  std::map<std::string, std::string> properties;
};

Result<Changelog> changelog_of(std::string_view script, const std::string& file);
bool has_liquibase_marks(std::string_view script);

// The SQL between delimiters: lines that hold nothing else, or end with it. One part where it does not split.
std::vector<Part> statements_of(const Part& sql, bool splits, const std::string& delimiter);

}  // namespace ante::change
