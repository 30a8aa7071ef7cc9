// What files of migrations say about themselves in comments: which part goes up and which down, what wants no
// transaction, where statements end. Each reader takes any text, and refuses what its tool refuses.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::change {

// A part of a file, and the line that it begins at.
struct Part {
  std::string text;
  int line = 1;
};

// dbmate: -- migrate:up and -- migrate:down, each with options in its line. A file may hold several such pairs.
struct DbmateSection {
  Part up, down;
  bool up_in_transaction = true, down_in_transaction = true;
};
Result<std::vector<DbmateSection>> dbmate_sections(std::string_view script, const std::string& file);
bool has_dbmate_marks(std::string_view script);

// goose: -- +goose Up and its kin. A statement ends with a line that ends with a semicolon, or with StatementEnd.
struct GooseScript {
  std::vector<Part> up, down;
  bool has_down = false;
  bool in_transaction = true;
};
Result<GooseScript> goose_script(std::string_view script, const std::string& file);
bool has_goose_marks(std::string_view script);

// node-pg-migrate: -- Up Migration and -- Down Migration. Without the one for up, all of the file goes up.
struct UpAndDown {
  Part up;
  std::optional<Part> down = {};
};
UpAndDown node_pg_migrate_parts(std::string_view script);
bool has_node_pg_migrate_marks(std::string_view script);

// graphile-migrate: lines "--! Name: value" at the top.
struct GraphileScript {
  std::string previous, hash;  // "" where it has none
  Part body;
  bool in_transaction = true;
};
Result<GraphileScript> graphile_script(std::string_view script, const std::string& file);

// The lines of a text, without their ends.
std::vector<std::string_view> lines_of(std::string_view text);
// The first words of a line, each parted by one blank, in lower case.
std::string normal(std::string_view line);

}  // namespace ante::change
