// What keeps a house pleasant: no file that nobody wants to read, nothing left unfinished, no address of one machine,
// and no link that leads nowhere.
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "support/repository.h"

namespace {

using namespace ante::tests;
namespace fs = std::filesystem;

bool is_code(const fs::path& file) { return file.extension() == ".cc" || file.extension() == ".h"; }

// Text that people wrote; the examples' data and pictures are left out.
bool is_prose_or_code(const fs::path& file) {
  static const std::set<std::string> kinds{".cc", ".h", ".md", ".sh", ".txt", ".cmake", ".sql", ".toml", ".py", ""};
  return kinds.contains(file.extension());
}

TEST(Tidiness, NoFileOfCodeHasMoreThan600Lines) {
  for (auto& file : files_in(".")) {
    EXPECT_TRUE(!is_code(file) || lines_of(file).size() <= 600) << file;
  }
}

TEST(Tidiness, EveryHeaderIsIncludedOnceAndSaysWhatItIsFor) {
  for (auto& file : files_in("src")) {
    if (file.extension() != ".h") continue;
    auto lines = lines_of(file);
    ASSERT_FALSE(lines.empty()) << file;
    EXPECT_TRUE(lines[0].starts_with("//")) << file << " does not begin with what it is for";
    EXPECT_NE(text_of(file).find("#pragma once\n"), std::string::npos) << file;
  }
}

// Whoever leaves in the middle of an initializer leaves the members that are made behind, for ever.
TEST(Tidiness, NoMemberIsTriedAfterAnotherOneWasMade) {
  const std::regex later_member(R"(^\s*\.\w+ = TRY\(|,\s*\.\w+ = TRY\()");
  for (auto& file : files_in("src")) {
    auto lines = lines_of(file);
    for (std::size_t i = 0; i < lines.size(); ++i)
      EXPECT_FALSE(std::regex_search(lines[i], later_member)) << file << ":" << i + 1 << ": " << lines[i];
  }
}

TEST(Tidiness, NothingIsMarkedAsUnfinished) {
  // Spelled apart, so that this file does not find itself.
  const std::regex marks(std::string(R"(\b()") +
                         "TO"
                         "DO|FIX"
                         "ME|XX"
                         "X|HA"
                         "CK|GTEST_"
                         "SKIP|DIS"
                         R"(ABLED_)\b)");
  for (auto& file : files_in(".")) {
    if (!is_prose_or_code(file)) continue;
    auto lines = lines_of(file);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_FALSE(std::regex_search(lines[i], marks)) << file << ":" << i + 1 << ": " << lines[i];
    }
  }
}

TEST(Tidiness, NoFileNamesAPlaceOnOneMachine) {
  const std::regex somebodys_home(
      "/ho"
      "me/[a-z]");
  for (auto& file : files_in(".")) {
    if (!is_prose_or_code(file)) continue;
    std::string text = text_of(file);
    EXPECT_FALSE(std::regex_search(text, somebodys_home)) << file;
    EXPECT_EQ(text.find(repository().string() + "/"), std::string::npos) << file;
  }
}

TEST(Tidiness, NoFileIsNamedForNothingInParticular) {
  const std::regex vague("(^|_)(util|utils|helper|helpers|manager|common|misc)(_|\\.|$)");
  for (auto& file : files_in(".")) EXPECT_FALSE(std::regex_search(file.filename().string(), vague)) << file;
}

// The words of a heading as the link to it: lower case, hyphens for spaces, no punctuation.
std::string anchor_of(std::string heading) {
  std::string anchor;
  for (unsigned char c : heading.substr(heading.find_first_not_of("# "))) {
    if (c == ' ' || c == '-')
      anchor += '-';
    else if (std::isalnum(c) || c == '_' || c >= 0x80)
      anchor += static_cast<char>(std::tolower(c));
  }
  return anchor;
}

bool has_heading(const fs::path& page, const std::string& anchor) {
  for (auto& line : lines_of(page)) {
    if (line.starts_with("#") && anchor_of(line) == anchor) return true;
  }
  return false;
}

TEST(Tidiness, EveryLinkInThePagesLeadsSomewhere) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  std::size_t seen = 0;
  for (auto& page : files_in(".")) {
    if (page.extension() != ".md") continue;
    std::string text = text_of(page);
    for (std::sregex_iterator match(text.begin(), text.end(), link), end; match != end; ++match) {
      std::string target = (*match)[1];
      if (target.starts_with("http")) continue;
      ++seen;
      auto hash = target.find('#');
      fs::path file = hash == 0 ? page : (page.parent_path() / target.substr(0, hash)).lexically_normal();
      ASSERT_TRUE(fs::exists(repository() / file)) << page << " links to " << target;
      if (hash == std::string::npos) continue;
      EXPECT_TRUE(has_heading(file, target.substr(hash + 1))) << page << " links to " << target;
    }
  }
  EXPECT_GT(seen, 5u);
}

}  // namespace
