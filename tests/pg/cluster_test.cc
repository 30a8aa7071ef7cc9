#include "pg/cluster.h"

#include "os/folders.h"
#include "support/private_server.h"

namespace ante {
namespace {

namespace fs = std::filesystem;
using tests::connect;
using tests::private_server;

class EachMajor : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Majors, EachMajor, testing::ValuesIn(tests::tested_majors), testing::PrintToStringParamName());

TEST_P(EachMajor, IsRaisedAndGoneAfterwards) {
  fs::path folder;
  {
    auto cluster = private_server(GetParam());
    auto connection = connect(cluster);
    EXPECT_EQ(connection.server_major(), GetParam());
    folder = cluster.data().parent_path();
    EXPECT_TRUE(fs::exists(folder));
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST_P(EachMajor, CopyHasWhatWasKept) {
  auto cluster = private_server(GetParam());
  {
    auto connection = connect(cluster);
    tests::run(connection, "CREATE TABLE pupils AS SELECT generate_series(1, 1000) AS id");
  }
  ASSERT_TRUE(cluster.stop());
  auto kept = os::cache_folder() / "test-kept" / cluster.data().parent_path().filename();
  auto done = cluster.keep_as(kept);
  ASSERT_TRUE(done) << done.error().what;
  auto copy = pg::Cluster::copy_of(kept, {.major = GetParam()});
  ASSERT_TRUE(copy) << copy.error().what;
  auto started = copy->start();
  ASSERT_TRUE(started) << started.error().what;
  EXPECT_EQ(connect(*copy).scalar("SELECT count(*) FROM pupils"), "1000");
  ASSERT_TRUE(cluster.start());
  EXPECT_EQ(connect(cluster).scalar("SELECT count(*) FROM pupils"), "1000");
  fs::remove_all(kept);
}

}  // namespace
}  // namespace ante
