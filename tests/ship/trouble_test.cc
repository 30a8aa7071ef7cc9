// Each trouble at each request of a runner, there, back, and there again: a few of them; ANTE_TEST_EVERY_CRASH=1 takes
// each.
#include <gtest/gtest.h>

#include <cstdlib>

#include "troubled.h"

namespace {

using namespace ante;
using namespace ante::tests;

class EachTrouble : public Troubled {
 protected:
  static int stride(int requests, int of) {
    return std::getenv("ANTE_TEST_EVERY_CRASH") ? 1 : std::max(requests / of, 1);
  }
  static Moment moment(int number) { return static_cast<Moment>(number % 3); }

  // Undisturbed to an end, which alternates; and what holds there.
  void ends_well(const std::string& name, Way way, const std::string& after_what) {
    auto why = bring(name, way);
    ASSERT_EQ(why, "") << after_what;
    ASSERT_EQ(differences(way == Way::there ? after : before, catalog(name)), "") << after_what;
    if (way == Way::back) {
      ASSERT_EQ(rows(name), old_rows) << after_what;
    }
  }
  std::string shown(Trouble trouble, Way way, int request) const {
    return fmt::format("{} {}, request {}: {}; it said: {}", word(trouble), way == Way::there ? "there" : "back",
                       request, line.where(), last_said());
  }
  void SetUp() override {
    Troubled::SetUp();
    auto model = database();
    before = catalog(model);
    old_rows = rows(model);
    first_time = requests_of(model, Way::there);
    built = line.requests_with(" CONCURRENTLY ");
    after = catalog(model);
    back = requests_of(model, Way::back);
    built_back = line.requests_with(" CONCURRENTLY ");
    again = requests_of(model, Way::there);
    EXPECT_GT(again, 100);
    EXPECT_GT(back, 100);
    EXPECT_EQ(built.size(), 2u);
    EXPECT_EQ(built_back.size(), 3u);
  }

  catalog::Catalog before, after;
  std::string old_rows;
  int first_time = 0, back = 0, again = 0;
  std::vector<int> built, built_back;  // requests that run in no transaction
};
INSTANTIATE_TEST_SUITE_P(Majors, EachTrouble, ::testing::ValuesIn(tested_majors()),
                         ::testing::PrintToStringParamName());

TEST_P(EachTrouble, OnTheWayThereLeadsToTheNewSchemaOrTheOld) {
  int number = 0;
  for (auto trouble : every_trouble) {
    int each = stride(first_time, 5), first = 1 + static_cast<int>(trouble) * each / 5;
    for (int request = first; request <= first_time; request += each, ++number) {
      auto name = database();
      try_it(name, Way::there, trouble, request, moment(number));
      ASSERT_TRUE(line.happened()) << shown(trouble, Way::there, request);
      ends_well(name, number % 2 ? Way::there : Way::back, shown(trouble, Way::there, request));
      if (HasFatalFailure()) return;
      gone(name);
    }
  }
}

// There again: the change is in the journal, undone or half-way back.
TEST_P(EachTrouble, OnTheWayBackAndThereAgainLeadsToTheOldSchemaOrTheNew) {
  auto name = database();
  ASSERT_EQ(bring(name, Way::there), "");
  int number = 0;
  for (auto trouble : every_trouble) {
    int each = stride(back, 5), first = 1 + static_cast<int>(trouble) * each / 5;
    for (int request = first; request <= back; request += each, ++number) {
      ASSERT_EQ(bring(name, Way::there), "");
      try_it(name, Way::back, trouble, request, moment(number));
      ASSERT_TRUE(line.happened()) << shown(trouble, Way::back, request);
      auto what = shown(trouble, Way::back, request);
      // From half-way back there again, and met by the same; then to either end.
      int turned = 1 + number * 37 % again;
      try_it(name, Way::there, trouble, turned, moment(number / 3));
      ends_well(name, number % 2 ? Way::there : Way::back, what + "\n" + shown(trouble, Way::there, turned));
      if (HasFatalFailure()) return;
    }
  }
}

// Half built, half dropped: what is left of it is in the way, and must be taken away.
TEST_P(EachTrouble, InTheMiddleOfAStatementOutsideATransactionLeadsToEither) {
  auto name = database();
  ASSERT_EQ(bring(name, Way::there), "");
  ASSERT_EQ(bring(name, Way::back), "");
  int shift = again - first_time, number = 0;
  auto meet = [&](Way way, Trouble trouble, int request) {
    ASSERT_EQ(bring(name, way == Way::there ? Way::back : Way::there), "");
    try_it(name, way, trouble, request, Moment::during);
    ASSERT_TRUE(line.happened() && contains(line.where(), " CONCURRENTLY ")) << shown(trouble, way, request);
    ends_well(name, ++number % 2 ? Way::there : Way::back, shown(trouble, way, request));
  };
  for (auto trouble : every_trouble) {
    for (int request : built) meet(Way::there, trouble, request + shift);
    for (int request : built_back) meet(Way::back, trouble, request);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
