// What can stand against a change: the same kinds here as in the page that people read, and not where all of it is
// waived.
#include "judge/gates.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/repository.h"

namespace ante::tests {
namespace {

TEST(Gates, TheKindsThatCanBlockAreThoseOfWhichThePageSaysSo) {
  std::string kind, about;
  std::size_t seen = 0, that_block = 0;
  auto hold_against_the_page = [&] {
    if (kind.empty()) return;
    bool page_says_so = contains(about, "*Blocks") || contains(about, "*blocks") || contains(about, "As above.");
    EXPECT_EQ(judge::can_block(kind), page_says_so) << kind;
    ++seen, that_block += page_says_so;
  };
  for (auto& line : lines_of("docs/findings.md")) {
    if (!line.starts_with("#")) {
      about += line + "\n";
      continue;
    }
    hold_against_the_page();
    kind = line.starts_with("### `") ? line.substr(5, line.rfind('`') - 5) : "";
    about.clear();
  }
  hold_against_the_page();
  EXPECT_GT(seen, 30u);
  EXPECT_GT(that_block, 15u);
  EXPECT_FALSE(judge::can_block("nothing-known"));
}

TEST(Gates, AWaiverForAllFilesSetsAFindingAsideUntilItsLastDay) {
  judge::Policy policy{.today = "2026-12-01"};
  EXPECT_EQ(judge::set_aside_by("plan-worse", policy), "");
  policy.waivers = {*judge::read_waiver("plan-worse * until 2026-12-01: the report is run by hand")};
  EXPECT_EQ(judge::set_aside_by("plan-worse", policy), "the report is run by hand");
  EXPECT_EQ(judge::set_aside_by("query-breaks", policy), "");
  policy.today = "2026-12-02";
  EXPECT_EQ(judge::set_aside_by("plan-worse", policy), "");
  policy.today = "2026-12-01";
  policy.waivers = {*judge::read_waiver("plan-worse 0042_split.sql until 2026-12-01: this one alone")};
  EXPECT_EQ(judge::set_aside_by("plan-worse", policy), "");
}

}  // namespace
}  // namespace ante::tests
