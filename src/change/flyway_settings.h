// What Flyway is told beside its migrations: flyway.conf, flyway.toml, and a .conf beside a single file.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "change/folder.h"

namespace ante::change {

struct FlywaySettings {
  std::string file = {};  // that was read; "" for none
  std::string versioned = "V", undo = "U", repeatable = "R", baseline = "B", separator = "__";
  std::string placeholder_begin = "${", placeholder_end = "}";
  bool replaces_placeholders = true, mixes = false, groups = false, takes_late_ones = false;
  std::map<std::string, std::string> placeholders = {};
};

// Of the nearest such file in the folder, or in one above it up to the repository's own.
FlywaySettings flyway_settings(const Folder& folder);

// V2__b.sql.conf
struct FlywayScriptSettings {
  std::optional<bool> in_transaction = {}, replaces_placeholders = {};
};
FlywayScriptSettings flyway_script_settings(const Folder& folder, const Entry& script);

// With the placeholders' values; one that has none is an error with its place. Comments are not spared, as with Flyway.
Result<std::string> with_placeholders(const std::string& text, const FlywaySettings& settings, const Entry& script);

}  // namespace ante::change
