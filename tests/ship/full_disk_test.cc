// The server's disk is full from some request on, and later there is room again: whoever comes then brings the database
// to the new schema or to the old one.
#include <gtest/gtest.h>

#include <cstdlib>

#include "support/small_disk.h"
#include "troubled.h"

namespace {

using namespace ante;
using namespace ante::tests;

// Before the server that is raised on it.
struct OnASmallDisk {
  SmallDisk disk{220};
};

class FullDisk : OnASmallDisk, public Troubled {
 protected:
  // Where it could not even write its log, the server ended.
  void there_is_room_again() {
    disk.make_room();
    auto is_up = [&] { return pg::Connection::open(cluster.target("postgres")).has_value(); };
    for (int tries = 0; tries < 50 && cluster.still_runs() && !is_up(); ++tries)
      std::this_thread::sleep_for(Millis(20));
    if (is_up()) return;
    (void)cluster.stop();
    auto started = cluster.start();
    ASSERT_TRUE(started) << started.error().what;
  }
  // True where it could do nothing to the end.
  bool met_by_it(const std::string& name, Way way, int request) {
    line.expect({request, Moment::before, [&](pid_t backend) { disk.fill_before(backend); }, {}, false});
    auto target = by_the_line(name);
    auto ended = way == Way::there ? apply(target, whole_plan(name), hasty()) : undo(target, hasty());
    if (!ended) said += ended.error().what + "\n";
    there_is_room_again();
    return !ended;
  }
  std::string said;
};
INSTANTIATE_TEST_SUITE_P(Majors, FullDisk, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(FullDisk, LeadsToTheNewSchemaOrTheOldOnceThereIsRoom) {
  auto name = database();
  auto before = catalog(name);
  auto old_rows = rows(name);
  int there = requests_of(name, Way::there);
  auto after = catalog(name);
  int back = requests_of(name, Way::back);
  int failed = 0, number = 0;
  int each = std::getenv("ANTE_TEST_EVERY_CRASH") ? 1 : there / 6;
  for (int request = 1 + each / 3; request <= there; request += each, ++number) {
    failed += met_by_it(name, Way::there, request);
    auto way = number % 2 ? Way::there : Way::back;
    ASSERT_EQ(bring(name, way), "") << "full from request " << request << " of the way there: " << line.where();
    ASSERT_EQ(differences(way == Way::there ? after : before, catalog(name)), "") << line.where();
    ASSERT_EQ(bring(name, Way::there), "");
    failed += met_by_it(name, Way::back, 1 + request * back / (there + 1));
    ASSERT_EQ(bring(name, Way::back), "") << "full from a request of the way back: " << line.where();
    ASSERT_EQ(differences(before, catalog(name)), "") << line.where();
    ASSERT_EQ(rows(name), old_rows) << line.where();
  }
  EXPECT_GT(failed, 0) << "the disk was never missed";
  EXPECT_TRUE(contains(said, "No space left") || contains(said, "File too large") || contains(said, "server closed"))
      << said;
}

}  // namespace
