// Many plans at once are the plans that each gets by itself.
#include "rehearse/plan_all.h"

#include <unistd.h>

#include "rehearse/typed.h"
#include "support/rehearsing.h"

namespace ante::tests {
namespace {

class PlansAtOnce : public Rehearsing {};
INSTANTIATE_TEST_SUITE_P(Majors, PlansAtOnce, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

TEST_P(PlansAtOnce, AreThoseOfEachByItself) {
  auto snapshot = captured(R"sql(
CREATE TABLE pupil AS SELECT n AS id, n % 40 AS class, md5(n::text) AS name, now() - n * interval '1 day' AS born
  FROM generate_series(1, 30000) n;
CREATE UNIQUE INDEX ON pupil (id);
CREATE INDEX ON pupil (class))sql",
                           "ANALYZE");
  NoProgress quiet;
  auto ghost = twin::Ghost::raise(snapshot, fmt::format("plans{}", ::getpid()), quiet);
  ASSERT_TRUE(ghost) << ghost.error().what;
  const std::vector<std::string> texts{"SELECT name FROM pupil WHERE id = $1",
                                       "SELECT class, count(*) FROM pupil GROUP BY class;",
                                       "SELECT name FROM pupil WHERE class = $2 AND born > $1 ORDER BY id LIMIT $3",
                                       "UPDATE pupil SET name = $1 WHERE id = ANY ($2) RETURNING id, name",
                                       "INSERT INTO pupil (id, class) VALUES ($1, $2)",
                                       "SELECT $1 % $2 FROM pupil",       // whose types are assumed
                                       "SELECT nothing FROM pupil",       // refused
                                       "SELECT 1; SELECT 2",              // two
                                       "SELECT name FROM pupil WHERE (",  // none
                                       "",
                                       "SELECT '$9' FROM pupil WHERE id = $1"};
  std::vector<rehearse::Asks> queries;
  for (int round = 0; round < 20; ++round)
    for (auto& text : texts) queries.push_back({round % 2 ? "app" : "nobody of this name", text});
  rehearse::Sessions sessions(*ghost, snapshot), others(*ghost, snapshot);
  std::size_t told = 0;
  auto plans = rehearse::plan_all(sessions, queries, [&](std::size_t done) { told = done; });
  ASSERT_EQ(plans.size(), queries.size());
  EXPECT_EQ(told, queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    SCOPED_TRACE(queries[i].text);
    auto one = rehearse::plan_with_types(**others.of(queries[i].user), queries[i].text);
    ASSERT_EQ(plans[i].has_value(), one.has_value());
    if (!one) {
      EXPECT_EQ(plans[i].error().what, one.error().what);
      continue;
    }
    EXPECT_TRUE(rehearse::same_plan(*plans[i], *one));
    EXPECT_EQ(plans[i]->cost, one->cost);
    EXPECT_EQ(plans[i]->answer, one->answer);
    EXPECT_EQ(plans[i]->types_assumed, one->types_assumed);
  }
}

}  // namespace
}  // namespace ante::tests
