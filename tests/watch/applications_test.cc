// A deploy that nobody marks, told by the names that sessions give.
#include "watch/applications.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

class ApplicationNames : public testing::Test {
 protected:
  // So many looks, five seconds apart.
  void look(const watch::Applications& sessions, int times = 3) {
    for (int i = 0; i < times; ++i) {
      auto seen = detector_.see(sessions, at_ += 5);
      for (auto& name : seen.came) said_ += "+" + name + " ";
      for (auto& name : seen.left) said_ += "-" + name + " ";
    }
  }
  std::string said() { return std::exchange(said_, ""); }

  watch::ApplicationDetector detector_;
  double at_ = 1'000;
  std::string said_;
};

TEST_F(ApplicationNames, ANewVersionComesAndTheOldOneLeaves) {
  look({{"shop v42", 5}, {"psql", 1}}, 30);
  EXPECT_EQ(said(), "") << "whoever is there from the beginning has not come";
  look({{"shop v42", 3}, {"shop v43", 2}});
  EXPECT_EQ(said(), "+shop v43 ");
  look({{"shop v43", 5}}, 10);
  EXPECT_EQ(said(), "-shop v42 ");
  look({{"shop v42", 5}}, 10);
  EXPECT_EQ(said(), "+shop v42 -shop v43 ") << "it was taken back";
}

TEST_F(ApplicationNames, APoolThatIsNewHasComeAndASinglePersonHasNot) {
  look({{"shop", 5}}, 30);
  look({{"shop", 5}, {"psql", 1}, {"reports", 2}}, 5);
  EXPECT_EQ(said(), "+reports ");
}

TEST_F(ApplicationNames, WhoIsSeenOnceHasNotCome) {
  look({{"shop", 5}}, 30);
  look({{"shop", 5}, {"reports", 2}}, 1);
  EXPECT_EQ(said(), "");
}

// A pool that is empty at night is not replaced by anybody.
TEST_F(ApplicationNames, WhoComesAndGoesIsNotNew) {
  look({{"shop", 5}, {"reports", 3}}, 30);
  look({{"shop", 5}}, 30);
  look({{"shop", 5}, {"reports", 3}}, 5);
  EXPECT_EQ(said(), "");
}

TEST_F(ApplicationNames, NumbersOfProcessesAndWhatIsDrawnAreOneName) {
  look({{"shop", 5}}, 30);
  for (int i = 0; i < 40; ++i)
    look({{fmt::format("worker-{}", 4'000 + 3 * i), 1},
          {fmt::format("worker-{}", 4'001 + 3 * i), 1},
          {fmt::format("worker-{}", 4'002 + 3 * i), 1},
          {fmt::format("worker-{}", 9'000 + i), 1}});
  EXPECT_EQ(said(), "");
  for (auto* drawn : {"api-x2kqp", "api-bcdfg", "api-7f9c4", "api-qwrtp"})
    look({{drawn, 2}, {"api-mnbvc", 2}, {"api-5zzd4", 2}, {"api-22222", 2}});
  EXPECT_EQ(said(), "");
}

TEST_F(ApplicationNames, OurOwnSessionsAreNobodys) {
  look({{"shop", 5}}, 30);
  look({{"shop", 5}, {"ante apply", 2}}, 5);
  EXPECT_EQ(said(), "");
}

}  // namespace
}  // namespace ante::tests
