// ante.toml (docs/ante-toml.md): what a repository says once, so that commands need no arguments.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/approvals.h"
#include "cli/told.h"
#include "judge/policy.h"

namespace ante::cli {

struct Config {
  std::filesystem::path file;  // where it was found; paths in it are seen from its folder
  std::optional<std::filesystem::path> snapshot, migrations;
  std::optional<std::string> role;
  std::optional<std::string> tool;            // whose migrations they are
  std::vector<std::string> excluded_columns;  // [capture] exclude_columns
  judge::Policy policy;                       // [check]
  Approval approval;                          // [apply] approvals, approvers, approved_by
  Telling telling;                            // [apply] before, after, webhook
};

Result<Config> read_config(const std::filesystem::path& file);
// The ante.toml of this folder or the nearest one above it; an empty Config where there is none.
Result<Config> find_config(const std::filesystem::path& folder = std::filesystem::current_path());

}  // namespace ante::cli
