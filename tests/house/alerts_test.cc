// Whoever is woken finds a page, whatever it is about; and Prometheus has a rule for it.
#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "incident/incident.h"
#include "support/repository.h"

namespace {

using namespace ante::tests;
namespace incident = ante::incident;

TEST(AlertPages, EveryKindOfTroubleHasOneThatSaysWhatToDo) {
  auto index = text_of("docs/alerts.md");
  for (auto kind : incident::kinds_of_trouble) {
    auto page = incident::page_of_trouble(kind);
    ASSERT_TRUE(std::filesystem::exists(repository() / page)) << kind << ": " << page;
    auto text = text_of(page);
    for (auto* heading :
         {"## What it means", "## What to look at", "## What to do now", "## How to keep it from coming back"})
      EXPECT_TRUE(ante::contains(text, heading)) << page << " has no " << heading;
    EXPECT_TRUE(ante::contains(text, "`ante ")) << page << " names no command that helps";
    EXPECT_TRUE(ante::contains(index, page.substr(std::string("docs/").size()))) << "docs/alerts.md has no link to it";
  }
}

TEST(AlertPages, NoPageIsOfAKindThatIsNone) {
  for (auto& page : files_in("docs/alerts")) {
    bool is_of_one = false;
    for (auto kind : incident::kinds_of_trouble) is_of_one = is_of_one || incident::page_of_trouble(kind) == page;
    EXPECT_TRUE(is_of_one) << page;
  }
}

TEST(AlertPages, PrometheusHasARuleForEveryKindAndItsPage) {
  auto rules = text_of("examples/prometheus/ante.rules.yml"),
       tests = text_of("examples/prometheus/ante.rules.test.yml");
  for (auto kind : incident::kinds_of_trouble) {
    auto series = "kind=\"" + std::string(kind) + "\"}";
    EXPECT_TRUE(ante::contains(rules, "ante_troubles{" + series + " > 0")) << kind;
    EXPECT_TRUE(ante::contains(rules, "runbook: " + incident::page_of_trouble(kind))) << kind;
    EXPECT_TRUE(ante::contains(tests, series)) << kind << " is in no test of the rules";
  }
}

}  // namespace
