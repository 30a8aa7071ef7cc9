// ante report of a history that is there: in each of its formats, with what people say of it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "os/folders.h"
#include "support/kept_outage.h"
#include "support/run.h"

namespace ante::tests {
namespace {

class ReportCommand : public testing::Test {
 protected:
  void SetUp() override { keep_an_outage(store_); }
  Ended report(const std::string& words) const { return run(fmt::format("ante report --store {} {}", store_, words)); }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("report");
  std::string store_ = (folder_.path() / "shop.sqlite").string();
};

TEST_F(ReportCommand, SaysWhatItDidAndWhomItMet) {
  auto noted = run(fmt::format(
      "ante incident note 'counted in the access log' --at '2025-11-30 18:12' --by ben --affected '1,200 customers' "
      "--store {}",
      store_));
  EXPECT_EQ(noted.code, 0) << noted.err;
  auto written = report("");
  EXPECT_EQ(written.code, 0) << written.err;
  for (auto* part :
       {"Affected were 1,200 customers, says ben: counted in the access log [5]",
        "At most 30 sessions at work, at 18:10:10; at most 2 before [moment 18:10:10]",
        "At most 20 sessions in line for a lock",
        "480 calls of 1 query took 47.5 s more, all together, than such calls took before [work 18:10:00–18:14:00 and "
        "18:00:00–18:10:00]",
        "1920 calls fewer of 1 query"})
    EXPECT_TRUE(contains(written.out, part)) << part << " in\n" << written.out;
  EXPECT_EQ(run("ante incident open x --affected y --store " + store_).code, 2);
  EXPECT_EQ(run("ante incident --affected y --store " + store_).code, 2);
}

TEST_F(ReportCommand, DrawsIt) {
  auto picture = report("--format svg");
  EXPECT_EQ(picture.code, 0) << picture.err;
  EXPECT_TRUE(picture.out.starts_with("<svg") && contains(picture.out, "<path class=\"ms\"")) << picture.out;
  EXPECT_FALSE(contains(picture.out, "<script"));
  auto page = report("--format html");
  EXPECT_TRUE(contains(page.out, picture.out.substr(0, picture.out.size() - 1))) << page.err;
}

TEST_F(ReportCommand, WritesAPngIntoAFileOrAPipeAndNotOntoATerminal) {
  const std::string signature = "\x89PNG\r\n\x1a\n";
  EXPECT_EQ(report("--format png -o " + file("it.png")).code, 0);
  auto written = os::read_file(file("it.png"));
  ASSERT_TRUE(written) << written.error().what;
  EXPECT_TRUE(written->starts_with(signature));
  EXPECT_EQ(report("--format png").out, *written);
  auto shown = run(fmt::format("script -qec 'ante report --format png --store {}' /dev/null", store_));
  EXPECT_EQ(shown.code, 2) << shown.out;
  EXPECT_FALSE(contains(shown.out, "IHDR")) << shown.out;
}

}  // namespace
}  // namespace ante::tests
