// The page of ante report in a browser: the picture is drawn, nothing else is asked for, and it prints on A4.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdio>
#include <mutex>
#include <set>
#include <thread>

#include "base/text.h"
#include "os/folders.h"
#include "support/kept_outage.h"
#include "support/run.h"

namespace ante::tests {
namespace {

// Looks at the report from outside: the report itself may run nothing.
constexpr const char* looks_at_it = R"(<!doctype html><link rel="icon" href="data:,">
<iframe id="frame" src="/report" width="1000" height="1400"></iframe><pre id="found"></pre><script>
onload = () => {
  const page = document.getElementById('frame').contentWindow, picture = page.document.querySelector('svg');
  const box = picture.getBoundingClientRect(), text = picture.querySelector('text').getBBox();
  document.getElementById('found').textContent = [box.width, box.height, text.width,
    picture.querySelector('path.ms').getTotalLength(), page.document.querySelectorAll('h2').length,
    page.performance.getEntriesByType('resource').length].map(Math.round).join(' ');
};
</script>)";

class Browser : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(run("command -v chromium").code, 0) << "there is no chromium: ./test --long=browser installs it";
    auto store = (folder_.path() / "shop.sqlite").string();
    keep_an_outage(store);
    auto report = run("ante report --format html --store " + store);
    ASSERT_EQ(report.code, 0) << report.err;
    server_.Get("/.*", [this, page = report.out](const httplib::Request& request, httplib::Response& answer) {
      {
        const std::scoped_lock lock(mutex_);
        asked_for_.insert(request.path);
      }
      answer.set_content(request.path == "/report" ? page : looks_at_it, "text/html; charset=utf-8");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  void TearDown() override {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Ended browse(const std::string& words, const std::string& path) const {
    auto home = folder_.path().string();
    return run(fmt::format(
        "HOME={0} timeout 240 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run "
        "--no-proxy-server --disable-background-networking --disable-component-update --user-data-dir={0}/browser {1} "
        "http://127.0.0.1:{2}{3}",
        home, words, port_, path));
  }
  std::set<std::string> asked_for() {
    const std::scoped_lock lock(mutex_);
    return asked_for_;
  }

  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("browser");
  httplib::Server server_;
  std::mutex mutex_;
  std::set<std::string> asked_for_;
  int port_ = 0;
  std::thread thread_;
};

TEST_F(Browser, DrawsThePictureAndAsksForNothingElse) {
  auto seen = browse("--dump-dom", "/");
  ASSERT_EQ(seen.code, 0) << seen.err;
  auto at = seen.out.find("<pre id=\"found\">");
  ASSERT_NE(at, std::string::npos) << seen.out << seen.err;
  int width = 0, height = 0, text = 0, line = 0, sections = 0, fetched = -1;
  int found = std::sscanf(seen.out.c_str() + at, "<pre id=\"found\">%d %d %d %d %d %d", &width, &height, &text, &line,
                          &sections, &fetched);
  ASSERT_EQ(found, 6) << seen.out;
  EXPECT_GT(width, 500);
  EXPECT_GT(height, 200);
  EXPECT_GT(text, 20);
  EXPECT_GT(line, 300);
  EXPECT_EQ(sections, 7);
  EXPECT_EQ(fetched, 0);
  EXPECT_EQ(asked_for(), (std::set<std::string>{"/", "/report"}));
}

TEST_F(Browser, PrintsOnA4) {
  auto file = folder_.path() / "it.pdf";
  auto printed = browse("--no-pdf-header-footer --print-to-pdf=" + file.string(), "/report");
  ASSERT_EQ(printed.code, 0) << printed.err;
  auto pdf = os::read_file(file);
  ASSERT_TRUE(pdf) << pdf.error().what << printed.err;
  int pages = 0;
  for (auto at = pdf->find("/MediaBox"); at != std::string::npos; at = pdf->find("/MediaBox", at + 1)) {
    double width = 0, height = 0;
    ASSERT_EQ(std::sscanf(pdf->c_str() + at, "/MediaBox [%*f %*f %lf %lf]", &width, &height), 2);
    EXPECT_NEAR(width, 595, 2);
    EXPECT_NEAR(height, 842, 2);
    ++pages;
  }
  EXPECT_GE(pages, 1);
}

}  // namespace
}  // namespace ante::tests
