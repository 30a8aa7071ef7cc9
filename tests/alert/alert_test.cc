// What people are told of an incident, and by which way.
#include "alert/alert.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>

#include "alert/courier.h"
#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"
#include "support/listener.h"
#include "support/private_cache.h"

namespace ante::tests {
namespace {

using alert::Alert;
using incident::Event;
using Kind = Event::Kind;

std::string steps(const std::vector<Alert>& alerts) {
  std::vector<std::string> words;
  for (auto& one : alerts) words.push_back(fmt::format("{} {}", word(one.step), one.from));
  return join(words, ", ");
}

TEST(Alerts, AnIncidentIsOneHoweverMuchOfItIsSeen) {
  alert::Follower follower("shop", "db.example", {});
  EXPECT_EQ(steps(follower.see({{.at = 10, .kind = Kind::change, .about = "change", .says = "index removed"}})), "");
  EXPECT_EQ(steps(follower.see({{.at = 20, .kind = Kind::seen, .about = "a", .says = "slow"}})), "opened 20");
  EXPECT_EQ(steps(follower.see({{.at = 21, .kind = Kind::seen, .about = "b", .says = "crowd"},
                                {.at = 22, .kind = Kind::suspect, .about = "b", .says = incident::not_attributed}})),
            "");
  auto told = follower.see({{.at = 25, .kind = Kind::suspect, .about = "a", .says = "index removed"}});
  ASSERT_EQ(steps(told), "explained 20");
  EXPECT_EQ(told[0].cause, "index removed");
  EXPECT_EQ(told[0].says, "slow");
  EXPECT_EQ(steps(follower.see({{.at = 26, .kind = Kind::suspect, .about = "b", .says = "index removed"},
                                {.at = 40, .kind = Kind::over, .about = "a"}})),
            "");
  told = follower.see({{.at = 50, .kind = Kind::over, .about = "b"}});
  ASSERT_EQ(steps(told), "resolved 20");
  EXPECT_EQ(told[0].to, 50);
}

TEST(Alerts, WhatBeginsAgainIsToldAgainAndWhatComesLaterIsAnother) {
  alert::Follower follower("shop", "db.example", {});
  EXPECT_EQ(
      steps(follower.see({{.at = 20, .kind = Kind::seen, .about = "a"}, {.at = 30, .kind = Kind::over, .about = "a"}})),
      "opened 20, resolved 20");
  EXPECT_EQ(steps(follower.see({{.at = 60, .kind = Kind::seen, .about = "a"}})), "opened 20");
  EXPECT_EQ(steps(follower.see({{.at = 61, .kind = Kind::seen, .about = incident::told_by_people}})), "");
  EXPECT_EQ(steps(follower.see({{.at = 70, .kind = Kind::over, .about = "a"}})), "resolved 20");
  EXPECT_EQ(steps(follower.see({{.at = 900, .kind = Kind::seen, .about = "a"}})), "opened 900");
  for (int hour = 1; hour < 5; ++hour)
    EXPECT_EQ(
        steps(follower.see({{.at = 900 + hour * 3'600.0, .kind = Kind::seen, .about = fmt::format("b{}", hour)}})), "")
        << "it is still the same";
}

TEST(Alerts, WhatIsInTheHistoryIsToldOfAlready) {
  std::vector<Event> before{{.at = 20, .kind = Kind::seen, .about = "a"}};
  alert::Follower follower("shop", "db.example", before);
  EXPECT_EQ(steps(follower.see({{.at = 25, .kind = Kind::seen, .about = "b"}})), "");
  EXPECT_EQ(
      steps(follower.see({{.at = 30, .kind = Kind::over, .about = "a"}, {.at = 31, .kind = Kind::over, .about = "b"}})),
      "resolved 20");
}

TEST(Alerts, AnAlertHasThePageThatSaysWhatToDo) {
  alert::Follower follower("shop", "db.example", {});
  auto told = follower.see({{.at = 20, .kind = Kind::seen, .about = "lock queue behind 4711", .says = "in line"},
                            {.at = 21, .kind = Kind::seen, .about = "crowd", .says = "a crowd"}});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].page, "docs/alerts/lock-queue.md") << "of what was seen first";
  EXPECT_EQ(incident::page_of_trouble("invalid index public.x"), "docs/alerts/invalid-index.md");
  EXPECT_EQ(incident::page_of_trouble("told by people"), "");
}

TEST(Alerts, WhatWasChangedIsToldToThoseWhoWantToKnow) {
  alert::Follower follower("shop", "db.example", {});
  auto told = follower.changes({{.at = 20,
                                 .kind = Kind::change,
                                 .about = "change",
                                 .says = "index removed",
                                 .shown = {"by anna", "DROP INDEX x"},
                                 .began = 15},
                                {.at = 21, .kind = Kind::seen, .about = "a", .says = "slow"},
                                {.at = 30, .kind = Kind::change, .about = incident::marked, .says = "deploy v42"}});
  ASSERT_EQ(steps(told), "changed 15, changed 30");
  EXPECT_EQ(told[0].to, 20);
  EXPECT_EQ(told[0].says, "index removed");
  EXPECT_EQ(told[0].cause, "by anna; DROP INDEX x");
  EXPECT_EQ(told[0].database, "shop");
}

class Ways : public testing::Test {
 protected:
  static Alert alert(Alert::Step step) {
    Alert one{.step = step,
              .database = "shop",
              .server = "db.example",
              .from = 1'000'000'000,
              .says = "45 sessions \"at work\""};
    if (step != Alert::Step::opened) one.cause = "index removed";
    if (step == Alert::Step::resolved) one.to = 1'000'000'090;
    return one;
  }
  static nlohmann::json posted(std::string_view kind, Alert::Step step) {
    Listener listener;
    auto way = *alert::read_way(fmt::format("{}={}/", kind, listener.url()));
    EXPECT_TRUE(way->tell(alert(step)));
    auto posts = listener.posts();
    EXPECT_EQ(posts.size(), 1u);
    return posts.empty() ? nlohmann::json() : nlohmann::json::parse(posts[0]);
  }
};

TEST_F(Ways, AChatIsToldASentence) {
  EXPECT_EQ(posted("slack", Alert::Step::opened)["text"],
            "shop on db.example: 45 sessions \"at work\" (since 2001-09-09T01:46:40Z)");
  EXPECT_EQ(posted("slack", Alert::Step::explained)["text"], "shop on db.example: what did it is index removed");
  EXPECT_EQ(posted("slack", Alert::Step::resolved)["text"],
            "shop on db.example: it is over, after 90.0 s: 45 sessions \"at work\"");
}

TEST_F(Ways, AWebHookGetsACloudEvent) {
  auto event = posted("webhook", Alert::Step::resolved);
  EXPECT_EQ(event["specversion"], "1.0");
  EXPECT_EQ(event["type"], "antemortem.incident.resolved");
  EXPECT_EQ(event["source"], "/antemortem/db.example/shop");
  EXPECT_EQ(event["id"], "2001-09-09T01:46:40Z/resolved");
  EXPECT_EQ(event["time"], "2001-09-09T01:48:10Z");
  EXPECT_EQ(event["data"]["cause"], "index removed");
}

TEST_F(Ways, AlertmanagerGetsItsLabels) {
  auto alerts = posted("alertmanager", Alert::Step::resolved);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0]["labels"]["alertname"], "DatabaseIncident");
  EXPECT_EQ(alerts[0]["labels"]["incident"], "2001-09-09T01:46:40Z");
  EXPECT_EQ(alerts[0]["endsAt"], "2001-09-09T01:48:10Z");
  EXPECT_FALSE(posted("alertmanager", Alert::Step::opened)[0].contains("endsAt"));
}

TEST_F(Ways, WhoeverIsToldIsToldThePage) {
  Listener listener;
  auto one = alert(Alert::Step::opened);
  one.page = "docs/alerts/crowd.md";
  for (auto* kind : {"alertmanager", "slack", "webhook"})
    ASSERT_TRUE((*alert::read_way(fmt::format("{}={}", kind, listener.url())))->tell(one));
  auto posts = listener.posts();
  ASSERT_EQ(posts.size(), 3u);
  EXPECT_EQ(nlohmann::json::parse(posts[0])[0]["annotations"]["runbook"], "docs/alerts/crowd.md");
  for (auto& post : posts) EXPECT_TRUE(contains(post, "docs/alerts/crowd.md")) << post;
}

// What is wrong begins as a point, and is a region once it is over; a change is one between two looks.
TEST_F(Ways, GrafanaHasChangesAndIncidentsInItsPictures) {
  Listener listener;
  ::setenv("GRAFANA_TOKEN", "glsa_secret", 1);
  auto way = *alert::read_way(fmt::format("grafana={}/", listener.url()));
  ::unsetenv("GRAFANA_TOKEN");
  EXPECT_TRUE(way->tells_of_changes());
  auto changed = alert(Alert::Step::changed);
  changed.says = "index <b> removed", changed.cause = "by anna", changed.to = 1'000'000'005.5;
  ASSERT_TRUE(way->tell(changed));
  for (auto step : {Alert::Step::opened, Alert::Step::explained, Alert::Step::resolved})
    ASSERT_TRUE(way->tell(alert(step)));
  auto posts = listener.posts();
  ASSERT_EQ(posts.size(), 3u) << "what did it is a change, and there already";
  EXPECT_EQ(nlohmann::json::parse(posts[0]), nlohmann::json({{"time", 1'000'000'000'000},
                                                             {"timeEnd", 1'000'000'005'500},
                                                             {"tags", {"antemortem", "change", "shop"}},
                                                             {"text", "index &lt;b&gt; removed; by anna"}}));
  auto began = nlohmann::json::parse(posts[1]), over = nlohmann::json::parse(posts[2]);
  EXPECT_FALSE(began.contains("timeEnd"));
  EXPECT_EQ(over["timeEnd"], 1'000'000'090'000);
  EXPECT_EQ(over["tags"][1], "incident");
  EXPECT_TRUE(contains(over["text"].get<std::string>(), "; what did it is index removed")) << over;
  for (auto& call : listener.calls()) EXPECT_EQ(call, "/hook/secret/api/annotations Bearer glsa_secret");
  EXPECT_FALSE((*alert::read_way("slack=http://x"))->tells_of_changes());
}

TEST_F(Ways, GrafanasTokenComesFromAFileOrAVariable) {
  ::unsetenv("GRAFANA_TOKEN");
  ::unsetenv("GRAFANA_TOKEN_FILE");
  auto none = alert::read_way("grafana=http://127.0.0.1:3000");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().exit, Exit::bad_input);
  Listener listener;
  auto folder = *os::TemporaryFolder::make("grafana");
  ASSERT_TRUE(os::write_file(folder.path() / "token", "glsa_of_a_file\n"));
  ::setenv("GRAFANA_TOKEN_FILE", (folder.path() / "token").c_str(), 1);
  auto way = alert::read_way("grafana=" + listener.url());
  ASSERT_TRUE(way) << way.error().what;
  EXPECT_TRUE((*way)->tell(alert(Alert::Step::opened)));
  EXPECT_TRUE(listener.calls()[0].ends_with(" Bearer glsa_of_a_file"));
  ASSERT_TRUE(os::write_file(folder.path() / "token", "two\nlines"));
  EXPECT_FALSE(alert::read_way("grafana=" + listener.url()));
  ::unsetenv("GRAFANA_TOKEN_FILE");
}

// The real one: it knows one alert an incident, and that it is over.
TEST_F(Ways, TheRealAlertmanagerTakesThem) {
  auto folder = *os::TemporaryFolder::make("alertmanager");
  auto config = folder.path() / "config.yml";
  ASSERT_TRUE(os::write_file(config, "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n"));
  auto port = free_port();
  auto program = os::program_in_path("prometheus-alertmanager");
  ASSERT_TRUE(program) << "apt-get install prometheus-alertmanager";
  auto alertmanager = os::Process::start(
      {.path = *program,
       .arguments = {"--config.file=" + config.string(), "--storage.path=" + (folder.path() / "data").string(),
                     fmt::format("--web.listen-address=127.0.0.1:{}", port), "--cluster.listen-address="},
       .environment = os::environment_with({})});
  ASSERT_TRUE(alertmanager) << alertmanager.error().what;
  auto way = *alert::read_way(fmt::format("alertmanager=http://127.0.0.1:{}", port));
  ASSERT_TRUE(eventually([&] { return way->tell(alert(Alert::Step::opened)).has_value(); }));
  ASSERT_TRUE(way->tell(alert(Alert::Step::explained)));
  httplib::Client client("127.0.0.1", port);
  auto active = [&] {
    auto answer = client.Get("/api/v2/alerts");
    return answer ? nlohmann::json::parse(answer->body, nullptr, false) : nlohmann::json();
  };
  auto alerts = active();
  ASSERT_EQ(alerts.size(), 1u) << alerts;
  EXPECT_EQ(alerts[0]["labels"]["database"], "shop");
  EXPECT_EQ(alerts[0]["annotations"]["cause"], "index removed");
  ASSERT_TRUE(way->tell(alert(Alert::Step::resolved)));
  EXPECT_TRUE(eventually([&] { return active().is_array() && active().empty(); })) << active();
}

TEST_F(Ways, ACommandHasItInItsVariables) {
  auto folder = *os::TemporaryFolder::make("alert");
  auto file = (folder.path() / "told").string();
  auto way =
      *alert::read_way(fmt::format("command=echo \"$ANTE_EVENT $ANTE_DATABASE [$ANTE_CAUSE] $ANTE_SAYS\" >{}", file));
  ASSERT_TRUE(way->tell(alert(Alert::Step::explained)));
  EXPECT_EQ(*os::read_file(file), "explained shop [index removed] 45 sessions \"at work\"\n");
  EXPECT_FALSE((*alert::read_way("command=exit 3"))->tell(alert(Alert::Step::opened)));
}

TEST_F(Ways, MailGoesThroughTheMachinesOwnProgram) {
  auto folder = *os::TemporaryFolder::make("mail");
  ASSERT_TRUE(os::write_file(folder.path() / "sendmail",
                             fmt::format("#!/bin/sh\n[ \"$1\" = -t ] && cat >{}/letter\n", folder.path().string()),
                             0755));
  std::string path = std::getenv("PATH");
  ::setenv("PATH", (folder.path().string() + ":" + path).c_str(), 1);
  EXPECT_TRUE((*alert::read_way("mail=ops@example.org"))->tell(alert(Alert::Step::opened)));
  ::setenv("PATH", path.c_str(), 1);
  auto letter = os::read_file(folder.path() / "letter").value_or("");
  EXPECT_TRUE(letter.starts_with("To: ops@example.org\nSubject: [shop] 45 sessions \"at work\"\n")) << letter;
}

TEST_F(Ways, WhatStrangersWroteCallsNobodyAndBreaksNoHeader) {
  Listener listener;
  auto one = alert(Alert::Step::opened);
  one.says = "<!channel> a < b & «ä»";
  ASSERT_TRUE((*alert::read_way("slack=" + listener.url()))->tell(one));
  EXPECT_TRUE(contains(nlohmann::json::parse(listener.posts()[0])["text"].get<std::string>(),
                       "&lt;!channel&gt; a &lt; b &amp; «ä»"));
}

TEST_F(Ways, WhatCannotBeIsBadInput) {
  for (auto* given :
       {"pigeon=grey", "slack", "slack=", "slack=ftp://x", "grafana=ftp://x", "webhook=https://user@host/x",
        "webhook=http://", "webhook=$ANTE_TEST_NO_SUCH_HOOK", "mail=a\nBcc: b"}) {
    auto way = alert::read_way(given);
    ASSERT_FALSE(way) << given;
    EXPECT_EQ(way.error().exit, Exit::bad_input) << given;
  }
}

// Answers when it is told to.
class Deaf : public alert::Way {
 public:
  Deaf(std::atomic<bool>& hears, std::atomic<int>& told) : hears_(hears), told_(told) {}
  Result<void> tell(const Alert&) override {
    if (!hears_) return undecided("nobody is there");
    ++told_;
    return {};
  }
  std::string shown() const override { return "the deaf"; }

 private:
  std::atomic<bool>& hears_;
  std::atomic<int>& told_;
};

TEST_F(Ways, WhoDoesNotAnswerIsTriedAgainAndHoldsUpNobody) {
  std::atomic<bool> hears = false;
  std::atomic<int> told = 0;
  std::vector<std::string> troubles;
  std::mutex lock;
  {
    alert::Courier courier(std::make_unique<Deaf>(hears, told), [&](const std::string& trouble) {
      std::lock_guard hold(lock);
      troubles.push_back(trouble);
    });
    for (int i = 0; i < 3; ++i) courier.tell(alert(Alert::Step::opened));
    EXPECT_TRUE(eventually([&] {
      std::lock_guard hold(lock);
      return !troubles.empty();
    }));
    hears = true;
    EXPECT_TRUE(eventually([&] { return told == 3; }));
  }
  ASSERT_EQ(troubles.size(), 2u) << join(troubles, "\n");
  EXPECT_TRUE(contains(troubles[0], "the deaf: nobody is there; it is tried again"));
  EXPECT_TRUE(contains(troubles[1], "answers again"));
}

TEST_F(Ways, WhatIsNotToldInTheEndIsSaid) {
  std::atomic<bool> hears = false;
  std::atomic<int> told = 0;
  std::string last;
  {
    alert::Courier courier(std::make_unique<Deaf>(hears, told), [&](const std::string& trouble) { last = trouble; });
    courier.tell(alert(Alert::Step::opened));
  }
  EXPECT_EQ(last, "the deaf: 1 alert could not be told any more");
}

}  // namespace
}  // namespace ante::tests
