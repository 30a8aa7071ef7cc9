// Troubles by lot, several on the way of one change, there and back; a few here, more by ./campaign crash.
#include <gtest/gtest.h>

#include <random>

#include "campaign.h"
#include "troubled.h"

namespace {

using namespace ante;
using namespace ante::tests;

class RandomTroubles : public Troubled {
 protected:
  void SetUp() override {
    Troubled::SetUp();
    auto model = database();
    before = catalog(model);
    old_rows = rows(model);
    requests = requests_of(model, Way::there);
    after = catalog(model);
  }

  // What is not as it should be; "" where all is.
  std::string ends_well(const std::string& name, Way way) {
    if (auto why = bring(name, way); !why.empty()) return why;
    auto different = differences(way == Way::there ? after : before, catalog(name));
    if (different.empty() && way == Way::back && rows(name) != old_rows) different = "the rows are not what they were";
    return different;
  }

  // Stays at the last database as long as all is well with it.
  std::string one(std::uint64_t seed) {
    std::mt19937_64 chance(seed);
    auto below = [&](int end) { return static_cast<int>(chance() % static_cast<unsigned>(end)); };
    if (name_.empty() || seed % 32 == 0) {
      if (!name_.empty()) gone(name_);
      name_ = database();
    }
    std::string story;
    for (int troubles = 1 + below(4); troubles > 0; --troubles) {
      auto way = below(2) ? Way::there : Way::back;
      auto trouble = every_trouble[static_cast<std::size_t>(below(every_trouble.size()))];
      auto request = 1 + below(requests + requests / 8);
      auto moment = static_cast<Moment>(below(3));
      try_it(name_, way, trouble, request, moment);
      story += fmt::format("\n{}, {}, request {}, moment {}: {}; it said: {}", word(trouble),
                           way == Way::there ? "there" : "back", request, static_cast<int>(moment), line.where(),
                           last_said());
    }
    auto last = below(2) ? Way::there : Way::back;
    auto wrong = ends_well(name_, last);
    if (wrong.empty() && last == Way::there && below(2)) wrong = ends_well(name_, Way::back);
    if (wrong.empty()) return "";
    name_.clear();
    return fmt::format("{}; in the end {}: {}", story, last == Way::there ? "there" : "back", wrong);
  }

  catalog::Catalog before, after;
  std::string old_rows;
  int requests = 0;

 private:
  std::string name_;
};
INSTANTIATE_TEST_SUITE_P(Majors, RandomTroubles, ::testing::ValuesIn(tested_majors()),
                         ::testing::PrintToStringParamName());

TEST_P(RandomTroubles, LeadToTheOldSchemaOrTheNew) {
  Campaign("crash").play(12, [&](std::uint64_t seed) { return one(seed); });
}

}  // namespace
