// Reads every #include of src/ against the tables that CMake links by: cmake/rooms.txt and cmake/libraries.txt.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <string>

#include "support/repository.h"

namespace {

using namespace ante::tests;
namespace fs = std::filesystem;

struct Include {
  fs::path file;
  std::size_t line;
  bool quoted;
  std::string header;
  std::string room() const { return *std::next(file.begin()); }
  bool in_header() const { return file.extension() == ".h"; }
  std::string place() const { return file.string() + ":" + std::to_string(line) + " includes " + header; }
};

std::vector<Include> includes_of_src() {
  static const std::regex form(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<Include> includes;
  for (auto& file : files_in("src")) {
    auto lines = lines_of(file);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch match;
      if (std::regex_match(lines[i], match, form)) includes.push_back({file, i + 1, match[1] == "\"", match[2]});
    }
  }
  return includes;
}

std::map<std::string, std::set<std::string>> rooms_that_a_room_may_know() {
  std::map<std::string, std::set<std::string>> rooms;
  for (auto& row : rows_of("cmake/rooms.txt")) rooms[row[0]] = {row.begin(), row.end()};
  return rooms;
}

// The row of cmake/libraries.txt that a header belongs to; empty for the standard library's and the system's.
std::vector<std::string> library_of(const std::string& header) {
  for (auto& row : rows_of("cmake/libraries.txt")) {
    if (header == row[0] || (row[0].ends_with("/") && header.starts_with(row[0]))) return row;
  }
  return {};
}

TEST(Includes, EveryFileOfSrcLivesInARoomOfTheTable) {
  auto rooms = rooms_that_a_room_may_know();
  for (auto& file : files_in("src")) EXPECT_TRUE(rooms.contains(*std::next(file.begin()))) << file;
}

TEST(Includes, EveryRoomOfTheTableKnowsOnlyRoomsAboveIt) {
  std::set<std::string> above;
  for (auto& row : rows_of("cmake/rooms.txt")) {
    for (std::size_t i = 1; i < row.size(); ++i)
      EXPECT_TRUE(row[i] == "-" || above.contains(row[i])) << row[0] << " knows " << row[i];
    above.insert(row[0]);
  }
}

TEST(Includes, ARoomIncludesOnlyItselfAndTheRoomsThatItMayKnow) {
  auto rooms = rooms_that_a_room_may_know();
  std::size_t seen = 0;
  for (auto& include : includes_of_src()) {
    if (!include.quoted) continue;
    ++seen;
    std::string room = include.header.substr(0, include.header.find('/'));
    EXPECT_TRUE(rooms[include.room()].contains(room)) << include.place();
    EXPECT_TRUE(fs::exists(repository() / "src" / include.header)) << include.place();
  }
  EXPECT_GT(seen, 20u) << "the reading of #include lines itself is broken";
}

TEST(Includes, AThirdPartyHeaderAppearsOnlyInTheRoomsThatUseItsLibrary) {
  std::size_t seen = 0;
  for (auto& include : includes_of_src()) {
    auto library = library_of(include.header);
    if (library.empty()) continue;
    ++seen;
    EXPECT_NE(std::find(library.begin() + 2, library.end(), include.room()), library.end()) << include.place();
  }
  EXPECT_GT(seen, 5u);
}

TEST(Includes, AThirdPartyHeaderAppearsInNoHeaderOfOurs) {
  for (auto& include : includes_of_src()) {
    auto library = library_of(include.header);
    bool heavy = !library.empty() && library[0] != "fmt/";
    EXPECT_FALSE(heavy && include.in_header()) << include.place();
  }
}

// A header in <> must be the standard's, the system's or one of the table's; whatever else it is has come in unseen.
TEST(Includes, EveryOtherHeaderIsTheStandardsOrTheSystems) {
  static const std::regex of_the_standard("[a-z_0-9]+");
  static const std::regex of_the_system(R"(((sys|net|netinet|arpa|linux)/)?[a-z_0-9]+\.h)");
  for (auto& include : includes_of_src()) {
    if (include.quoted || !library_of(include.header).empty()) continue;
    bool standard = std::regex_match(include.header, of_the_standard);
    bool system = std::regex_match(include.header, of_the_system) && !include.header.starts_with("pg_");
    EXPECT_TRUE(standard || system) << include.place();
  }
}

}  // namespace
