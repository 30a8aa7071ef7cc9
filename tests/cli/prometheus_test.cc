// The neighbours' own programs say whether we keep to their formats: promtool, and the real Prometheus, which scrapes a
// watcher. They are installed for ./test --long.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "incident/incident.h"
#include "os/folders.h"
#include "os/process.h"
#include "render/metrics.h"
#include "support/listener.h"
#include "support/private_cache.h"
#include "support/private_server.h"
#include "support/repository.h"
#include "support/run.h"

namespace ante::tests {
namespace {

class Prometheus : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(os::program_in_path("promtool") && os::program_in_path("prometheus"))
        << "apt-get install --no-install-recommends prometheus";
  }
  static Ended promtool(const std::string& words) {
    return run(fmt::format("cd '{}/examples/prometheus' && promtool {}", repository().string(), words));
  }
};

TEST_F(Prometheus, TheRulesAreRulesAndFireWhereTheyShould) {
  for (auto* words : {"check rules ante.rules.yml", "check config prometheus.yml", "test rules ante.rules.test.yml"}) {
    auto ended = promtool(words);
    EXPECT_EQ(ended.code, 0) << words << "\n" << ended.out << ended.err;
  }
}

TEST_F(Prometheus, TheMetricsAreAsTheyShouldBe) {
  render::Metrics metrics{
      .database = "a \"shop\"", .server = "db\\1", .seen_at = 1'764'500'000, .sessions = {{"active", 3}}};
  for (auto kind : incident::kinds_of_trouble) metrics.troubles[std::string(kind)] = 1;
  metrics.events = {{"not it", 4}};
  auto folder = *os::TemporaryFolder::make("metrics");
  ASSERT_TRUE(os::write_file(folder.path() / "page", render::text(metrics)));
  auto ended = promtool(fmt::format("check metrics <{}/page", folder.path().string()));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out + ended.err, "") << "it complains of nothing";
}

TEST_F(Prometheus, TheRealOneScrapesAWatcherAndTellsOfAQueue) {
  auto cluster = private_server();
  auto folder = *os::TemporaryFolder::make("prometheus");
  auto watcher_port = free_port(), port = free_port();
  auto configuration = folder.path() / "prometheus.yml";
  ASSERT_TRUE(os::write_file(configuration, fmt::format(R"(global:
  evaluation_interval: 1s
rule_files:
  - '{}/examples/prometheus/ante.rules.yml'
scrape_configs:
  - job_name: antemortem
    scrape_interval: 1s
    static_configs:
      - targets: ['127.0.0.1:{}']
)",
                                                        repository().string(), watcher_port)));
  auto watcher =
      os::Process::start({.path = ANTE_BINARY,
                          .arguments = {"watch", "-q", "--metrics", fmt::format("127.0.0.1:{}", watcher_port),
                                        "--store", (folder.path() / "seen.sqlite").string(), "--database",
                                        fmt::format("postgresql://{}@/postgres?host={}", pg::private_superuser,
                                                    cluster.socket().string())},
                          .environment = os::environment_with({})});
  ASSERT_TRUE(watcher) << watcher.error().what;
  auto prometheus = os::Process::start({.path = *os::program_in_path("prometheus"),
                                        .arguments = {"--config.file=" + configuration.string(),
                                                      "--storage.tsdb.path=" + (folder.path() / "data").string(),
                                                      fmt::format("--web.listen-address=127.0.0.1:{}", port)},
                                        .environment = os::environment_with({})});
  ASSERT_TRUE(prometheus) << prometheus.error().what;
  httplib::Client client("127.0.0.1", port);
  auto asked = [&](const std::string& path) {
    auto answer = client.Get(path);
    return answer ? answer->body : std::string();
  };
  auto last_look = "/api/v1/query?query=" + url_encoded("time() - ante_last_look_timestamp_seconds < 30");
  ASSERT_TRUE(eventually([&] { return contains(asked(last_look), "\"database\":\"postgres\""); })) << asked(last_look);

  auto holder = connect(cluster);
  run(holder, "CREATE TABLE bill (id int)");
  run(holder, "BEGIN; LOCK bill");
  std::vector<pg::Connection> people;
  for (int i = 0; i < 4; ++i) {
    people.push_back(connect(cluster));
    ASSERT_TRUE(people.back().send("SELECT count(*) FROM bill"));
  }
  auto fires = [&] {
    auto page = nlohmann::json::parse(asked("/api/v1/alerts"), nullptr, false);
    if (!page.is_object() || !page.contains("data")) return false;
    for (auto& one : page["data"]["alerts"])
      if (one["labels"]["alertname"] == "DatabaseLockQueue" && one["state"] == "firing") return true;
    return false;
  };
  EXPECT_TRUE(eventually(fires)) << asked("/api/v1/alerts");
  EXPECT_TRUE(contains(asked("/api/v1/alerts"), "docs/alerts/lock-queue.md")) << asked("/api/v1/alerts");
  run(holder, "ROLLBACK");
  EXPECT_TRUE(eventually([&] { return !fires(); })) << asked("/api/v1/alerts");
}

}  // namespace
}  // namespace ante::tests
