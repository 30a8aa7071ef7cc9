// A change with other statements in the place of some of its own: as what would run, and as files of its tool.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "change/change.h"

namespace ante::change {

// Statements by the place, in the whole change, of the one that they belong to.
struct Mend {
  std::map<std::size_t, std::vector<std::string>> before = {}, instead = {};
  std::set<std::size_t> apart = {};      // statements that are to stand in a migration of their own
  std::vector<std::string> behind = {};  // after all of it

  bool empty() const { return before.empty() && instead.empty() && apart.empty() && behind.empty(); }
};

// A statement of a mended migration: one that was there, or a new one.
struct MendedStatement {
  std::string sql;
  const Step* kept = nullptr;         // it was there
  const Step* in_place_of = nullptr;  // the first of those that replace it
};

// What runs in one transaction, or each by itself; a migration of its own to the tool, and the first one keeps its
// file.
struct Piece {
  std::vector<MendedStatement> statements = {};
  bool in_transaction = true;
};

// The migrations of a change, each as its pieces. Tools that send statement by statement need but one.
std::vector<std::vector<Piece>> pieces_of(const Change& change, const Mend& mend);

Change mended(const Change& change, const Mend& mend);

// Texts by the files that they belong in, whole; those that change and those that are new. An error says what the
// tool has no way for.
using Files = std::map<std::filesystem::path, std::string>;
Result<Files> mended_files(const Change& change, const Mend& mend);

}  // namespace ante::change
