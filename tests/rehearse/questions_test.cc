// What only the rows can tell, asked of the statistics and of the rows.
#include "rehearse/questions.h"

#include <gtest/gtest.h>

#include "judge/verdict.h"
#include "rehearse/found_rows.h"
#include "render/offending_keys.h"
#include "render/rehearsal_json.h"
#include "render/verdict_github.h"
#include "render/verdict_html.h"
#include "render/verdict_junit.h"
#include "render/verdict_markdown.h"
#include "render/verdict_sarif.h"
#include "support/rehearsing.h"

namespace ante::tests {
namespace {

using judge::Weight;
using Statistics = rehearse::DataQuestion::Statistics;

class Questions : public Rehearsing {
 protected:
  Questions()
      : production_(GetParam(), R"sql(
CREATE TABLE customer (id int PRIMARY KEY);
INSERT INTO customer SELECT generate_series(1, 100);
CREATE TABLE address (id int PRIMARY KEY, customer int REFERENCES customer);
INSERT INTO address SELECT n, n FROM generate_series(1, 50) n;
CREATE DOMAIN small AS text;
CREATE TABLE login (id int PRIMARY KEY, name small UNIQUE);
INSERT INTO login VALUES (1, 'ann'), (2, 'Ann'), (3, 'bob');
CREATE TABLE orders (id int PRIMARY KEY, customer int, "State" text, amount int NOT NULL, note text, number int NOT NULL);
INSERT INTO orders SELECT n, n % 110, CASE WHEN n % 3 > 0 THEN 'open' END, n - 5, 'x' || n, n FROM generate_series(1, 2000) n)sql") {
    run(production_.superuser, "ANALYZE");
    NoProgress quiet;
    snapshot_ = *snapshot::capture(production_.cluster.target("postgres"), {}, quiet);
    std::erase_if(snapshot_.blind_spots, [](auto& spot) { return spot.about == "workload"; });
    add_query(snapshot_, "SELECT id FROM orders WHERE id = $1");
  }

  // The question of a change of one statement, asked of the statistics alone; none where there is none.
  rehearse::DataQuestion asked(const std::string& statement) {
    rehearsal_ = rehearsed(snapshot_, {statement});
    auto& questions = rehearsal_.statements.at(0).questions;
    EXPECT_EQ(questions.size(), 1u) << statement;
    return questions.empty() ? rehearse::DataQuestion{} : questions[0];
  }
  // The same, asked of the rows.
  rehearse::DataQuestion counted() {
    EXPECT_TRUE(rehearse::answer_questions(production_.cluster.target("postgres"), snapshot_.source, rehearsal_));
    auto& question = rehearsal_.statements[0].questions.at(0);
    EXPECT_EQ(question.error, "") << question.sql;
    return question;
  }
  Weight weight() {
    for (auto& finding : judge::judge(rehearsal_).findings)
      if (finding.kind == "data-refuses") return finding.weight;
    ADD_FAILURE() << "nothing is said of the data";
    return Weight::warns;
  }
  bool quiet() {
    for (auto& finding : judge::judge(rehearsal_).findings)
      if (finding.kind == "data-refuses" || finding.kind == "statement-may-fail") return false;
    return true;
  }

  Laboratory production_;
  snapshot::Snapshot snapshot_;
  rehearse::Rehearsal rehearsal_;
};
INSTANTIATE_TEST_SUITE_P(Majors, Questions, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

// The keys of rows are values of rows: nobody sees any who has not asked for them.
TEST_P(Questions, KeysAreShownOnRequest) {
  auto keys = [&](const std::string& statement, int most) {
    rehearsal_ = rehearsed(snapshot_, {statement});
    EXPECT_TRUE(rehearse::answer_questions(production_.cluster.target("postgres"), snapshot_.source, rehearsal_,
                                           {&snapshot_.catalog, most}));
    return rehearsal_.statements.at(0).questions.at(0);
  };
  using Keys = std::vector<std::string>;
  auto positive = "ALTER TABLE orders ADD CHECK (amount > 0)";
  auto some = keys(positive, 3);
  EXPECT_EQ(some.key, "id");
  EXPECT_EQ(some.keys.size(), 3u);
  EXPECT_EQ(keys(positive, 100).keys, (Keys{"1", "2", "3", "4", "5"}));
  auto with = rehearsal_;
  EXPECT_TRUE(contains(render::offending_keys(with, {}), "id = 1; 2; 3; 4; 5"));
  EXPECT_TRUE(contains(render::json(with, judge::judge(with)), R"("key": "id")"));
  auto none = keys(positive, 0);
  EXPECT_TRUE(none.answer && none.keys.empty() && none.key.empty() && none.no_keys.empty());
  EXPECT_EQ(render::offending_keys(rehearsal_, {}), "");
  // What goes to other programs has none of them, asked for or not.
  for (auto* format : {render::sarif, render::junit, render::markdown, render::html, render::github})
    EXPECT_EQ(format(with, judge::judge(with)), format(rehearsal_, judge::judge(rehearsal_)));
  EXPECT_EQ(keys("ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customer", 1'000).keys.size(), 180u);
  // Both of those that have the same value.
  EXPECT_EQ(keys("CREATE UNIQUE INDEX ON login (lower(name))", 10).keys, (Keys{"1", "2"}));
  EXPECT_TRUE(keys("ALTER TABLE orders ADD CHECK (amount > -100)", 10).keys.empty()) << "all keep to it";
}

TEST_P(Questions, OfMissingValues) {
  EXPECT_EQ(asked("ALTER TABLE orders ALTER \"State\" SET NOT NULL").statistics, Statistics::certain);
  EXPECT_EQ(weight(), Weight::blocks);
  EXPECT_EQ(counted().answer, 666);
  EXPECT_EQ(asked("ALTER TABLE orders ALTER note SET NOT NULL").statistics, Statistics::unlikely);
  EXPECT_EQ(weight(), Weight::warns);
  EXPECT_EQ(counted().answer, 0);
  EXPECT_TRUE(quiet()) << "the rows have said it";
}

TEST_P(Questions, OfConditions) {
  asked("ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0 AND \"State\" <> 'a)b')");
  EXPECT_EQ(counted().answer, 5);
  EXPECT_EQ(weight(), Weight::blocks);
  auto later = rehearsed(snapshot_, {"ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0) NOT VALID"});
  EXPECT_TRUE(later.statements[0].questions.at(0).at_next_update);
  EXPECT_TRUE(judge::judge(later).findings.empty() || judge::judge(later).findings[0].kind != "data-refuses");
  rehearsal_ = rehearsed(snapshot_, {"ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0) NOT VALID",
                                     "ALTER TABLE orders VALIDATE CONSTRAINT positive"});
  ASSERT_EQ(rehearsal_.statements[1].questions.size(), 1u);
  EXPECT_EQ(weight(), Weight::open) << "rows made up of the statistics do not keep to it";
}

TEST_P(Questions, OfForeignKeys) {
  asked("ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customer");
  // 0 and 101 to 109, each eighteen or nineteen times.
  EXPECT_EQ(counted().answer, 2000 / 110 * 10 + 0);
  EXPECT_EQ(weight(), Weight::blocks);
}

TEST_P(Questions, OfUniqueness) {
  EXPECT_EQ(asked("CREATE UNIQUE INDEX ON orders (customer)").statistics, Statistics::certain);
  EXPECT_EQ(counted().answer, 110);
  EXPECT_EQ(asked("ALTER TABLE orders ADD UNIQUE (number)").statistics, Statistics::unlikely);
  EXPECT_EQ(counted().answer, 0);
  EXPECT_TRUE(quiet());
  EXPECT_EQ(
      asked("CREATE UNIQUE INDEX ON orders (lower(\"State\"), customer DESC NULLS LAST) WHERE amount > 100").statistics,
      Statistics::unknown);
  EXPECT_GT(counted().answer, 100);
}

TEST_P(Questions, OfWhatADomainDemands) {
  asked("ALTER DOMAIN small ADD CONSTRAINT is_small CHECK (VALUE = lower(VALUE) AND VALUE <> 'VALUE')");
  EXPECT_EQ(counted().answer, 1);
  EXPECT_EQ(weight(), Weight::blocks);
}

TEST_P(Questions, OfRowsThatPointToWhatIsDeleted) {
  asked("DELETE FROM customer AS c WHERE c.id > 48");
  EXPECT_EQ(weight(), Weight::warns);
  EXPECT_EQ(counted().answer, 2);
  EXPECT_EQ(weight(), Weight::blocks);
  asked("DELETE FROM customer WHERE id > 50");
  EXPECT_EQ(counted().answer, 0);
  EXPECT_TRUE(quiet());
  auto mended = rehearsed(snapshot_, {"DELETE FROM address WHERE customer > 48", "DELETE FROM customer WHERE id > 48"});
  EXPECT_TRUE(mended.statements[1].questions.empty()) << "whoever pointed there may be gone";
}

TEST_P(Questions, OfKeysThatAnUpdateMakesEqual) {
  rehearsal_ = rehearsed(snapshot_, {"UPDATE login SET name = lower(name) WHERE name <> lower(name)"});
  ASSERT_EQ(rehearsal_.statements[0].questions.size(), 2u)
      << "what is the same in the end, and what is on the way there";
  EXPECT_EQ(weight(), Weight::open) << "rows made up of the statistics meet there";
  EXPECT_EQ(counted().answer, 1);
  EXPECT_EQ(weight(), Weight::blocks);
  asked("UPDATE login SET id = 7 WHERE name = 'bob'");
  EXPECT_TRUE(quiet()) << "one row is meant";
  EXPECT_EQ(counted().answer, 0);
}

TEST_P(Questions, OfRowsThatAreInserted) {
  auto answers = [&](const std::string& insert) {
    rehearsal_ = rehearsed(snapshot_, {insert});
    for (auto& finding : judge::judge(rehearsal_).findings) EXPECT_NE(finding.kind, "data-refuses") << insert;
    EXPECT_TRUE(rehearse::answer_questions(production_.cluster.target("postgres"), snapshot_.source, rehearsal_));
    std::vector<std::int64_t> counts;
    for (auto& question : rehearsal_.statements[0].questions) {
      EXPECT_EQ(question.error, "") << question.sql;
      counts.push_back(question.answer.value_or(-1));
    }
    std::ranges::sort(counts);
    return counts;
  };
  using Counts = std::vector<std::int64_t>;
  EXPECT_EQ(answers("INSERT INTO login (id, name) VALUES (3, 'eve'), (4, 'fay')"), (Counts{0, 1}));
  EXPECT_EQ(answers("INSERT INTO login (id, name) VALUES (3, 'eve') ON CONFLICT DO NOTHING"), Counts{});
  EXPECT_EQ(answers("INSERT INTO login (id, name) SELECT id + 10, 'x' || id FROM customer"), Counts{})
      << "whose names are another schema's, perhaps";
  // A key of its own, and the parent's.
  EXPECT_EQ(answers("INSERT INTO address (id, customer) VALUES (60, 1), (61, 500), (62, NULL)"), (Counts{0, 1}));
}

// Safe as they stand: what is asked of the rows as they are now must not speak against them.
TEST_P(Questions, NoneOfWhatTheChangeHasTouchedBefore) {
  run(production_.superuser,
      "CREATE TABLE book (id int, author int REFERENCES customer DEFERRABLE INITIALLY DEFERRED); "
      "INSERT INTO book VALUES (1, 1)");
  NoProgress quiet;
  snapshot_ = *snapshot::capture(production_.cluster.target("postgres"), {}, quiet);
  const std::vector<std::vector<std::string>> safe{
      {"TRUNCATE login", "INSERT INTO login (id, name) VALUES (1, 'ann')"},
      {"DROP TABLE address", "DELETE FROM customer WHERE id = 1"},
      {"ALTER TABLE address DROP CONSTRAINT address_customer_fkey", "DELETE FROM customer WHERE id = 1"},
      {"ALTER TABLE login DROP CONSTRAINT login_name_key", "UPDATE login SET name = lower(name)"},
      {"CREATE SCHEMA other", "CREATE TABLE other.login (id int PRIMARY KEY)",
       "INSERT INTO other.login (id) VALUES (1)"},
      {"UPDATE login SET name = DEFAULT"},
      {"INSERT INTO book (id, author) VALUES (2, 999)"}};
  for (auto& change : safe)
    for (auto& statement : rehearsed(snapshot_, change).statements)
      EXPECT_TRUE(statement.questions.empty()) << statement.step.sql;
}

TEST_P(Questions, OfAKeyThatOneValueForAllMakesEqual) {
  asked("UPDATE \"login\" SET \"name\" = 'x'");
  EXPECT_EQ(counted().answer, 1);
}

TEST(AsksHarmlessly, NothingOfStrangersRuns) {
  for (auto* sql : {"SELECT evil(id) FROM t", "SELECT app.evil/**/(id) FROM t", "SELECT app.lower(id) FROM t",
                    "SELECT \xC3\xBC(id) FROM t", "SELECT 'x'::app.domain FROM t", "SELECT app.domain 'x'",
                    "SELECT CAST(a AS app.domain) FROM t", "SELECT a OPERATOR(app.=) b FROM t", "SELECT 'x"})
    EXPECT_FALSE(rehearse::asks_harmlessly(sql)) << sql;
  for (auto* sql : {"SELECT count(*) FROM public.t WHERE lower(a) = 'x'", "SELECT 1 FROM t WHERE a::text IN ('a')"})
    EXPECT_TRUE(rehearse::asks_harmlessly(sql)) << sql;
}

TEST_P(Questions, NoneOfTablesWithoutRowsAndOfNewOnes) {
  rehearsal_ = rehearsed(snapshot_, {"CREATE TABLE fresh (id int)", "ALTER TABLE fresh ALTER id SET NOT NULL",
                                     "CREATE UNIQUE INDEX ON fresh (id)"});
  for (auto& statement : rehearsal_.statements) EXPECT_TRUE(statement.questions.empty());
}

class QuestionsOf : public Questions {
 protected:
  // Of tables that are made in this production, and captured.
  void SetUp() override {
    run(production_.superuser, R"sql(
SET ROLE app;
CREATE TABLE lane (a int, b int, PRIMARY KEY (a, b));
INSERT INTO lane SELECT n, n FROM generate_series(1, 100) n;
CREATE TABLE shift (id int, a int, b int, spare_a int, spare_b int);
INSERT INTO shift SELECT n, n, CASE WHEN n % 10 > 0 THEN n END, CASE WHEN n % 2 = 0 THEN n END, CASE WHEN n % 2 = 0 THEN n END
  FROM generate_series(1, 100) n;
CREATE TABLE booking (id int, during int4range, cancelled boolean, by_phone boolean);
INSERT INTO booking SELECT n, int4range(n * 10, n * 10 + 10), false, false FROM generate_series(1, 50) n;
INSERT INTO booking VALUES (60, '[15,18)', true, false), (61, '[25,28)', false, true);
CREATE TABLE stop (tour int, pos int, UNIQUE (tour, pos));
INSERT INTO stop SELECT n / 10, n % 10 * 2 FROM generate_series(0, 99) n;
CREATE TABLE reading (at timestamp UNIQUE, value numeric(6, 2));
INSERT INTO reading SELECT timestamp '2026-01-01' + n * interval '8 hours', n FROM generate_series(1, 30) n;
RESET ROLE;
ANALYZE)sql");
    NoProgress quiet;
    snapshot_ = *snapshot::capture(production_.cluster.target("postgres"), {}, quiet);
    std::erase_if(snapshot_.blind_spots, [](auto& spot) { return spot.about == "workload"; });
  }
};
INSTANTIATE_TEST_SUITE_P(Majors, QuestionsOf, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

TEST_P(QuestionsOf, KeysThatAreGivenInPart) {
  asked("ALTER TABLE shift ADD FOREIGN KEY (a, b) REFERENCES lane MATCH FULL");
  EXPECT_EQ(counted().answer, 10);
  asked("ALTER TABLE shift ADD FOREIGN KEY (spare_a, spare_b) REFERENCES lane MATCH FULL");
  EXPECT_EQ(counted().answer, 0);
  asked("ALTER TABLE shift ADD FOREIGN KEY (a, b) REFERENCES lane");
  EXPECT_EQ(counted().answer, 0);
}

TEST_P(QuestionsOf, ExclusionOfSomeOfTheRows) {
  auto among = [&](const std::string& rows) {
    asked("ALTER TABLE booking ADD EXCLUDE USING gist (during WITH &&)" + rows);
    return counted().answer;
  };
  EXPECT_EQ(among(""), 2);
  EXPECT_EQ(among(" WHERE (NOT cancelled)"), 1);
  EXPECT_EQ(among(" WHERE (NOT cancelled AND NOT by_phone)"), 0);
}

// One by one: the second row of a tour has its old place yet when the first one comes there.
TEST_P(QuestionsOf, PlacesThatAreNotGivenUpYet) {
  auto refused = [&](const std::string& update) {
    rehearsal_ = rehearsed(snapshot_, {update});
    EXPECT_TRUE(rehearse::answer_questions(production_.cluster.target("postgres"), snapshot_.source, rehearsal_));
    return std::ranges::any_of(rehearsal_.statements[0].questions, [](auto& one) { return one.answer > 0; });
  };
  EXPECT_TRUE(refused("UPDATE stop SET pos = pos + 2 WHERE tour = 3"));
  EXPECT_FALSE(refused("UPDATE stop SET pos = pos + 1 WHERE tour = 3"));
  EXPECT_FALSE(refused("UPDATE stop SET pos = pos + 100"));
}

TEST_P(QuestionsOf, RowsThatWereThereBeforeTheWayBackDeletesThem) {
  auto lost = [&](const std::string& up, const std::string& down) {
    auto change = migration({up});
    change.back = change::WayBack{true, false, migration({down}).steps};
    auto found = rehearse::rows_that_were_there(production_.cluster.target("postgres"), snapshot_, change);
    EXPECT_TRUE(found) << found.error().what;
    return found ? found->size() : 0;
  };
  std::string down = "DELETE FROM lane WHERE a = 7";
  EXPECT_EQ(lost("INSERT INTO lane (a, b) VALUES (7, 7) ON CONFLICT (a, b) DO NOTHING", down), 1u);
  EXPECT_EQ(lost("INSERT INTO lane (a, b) VALUES (7, 8) ON CONFLICT (a, b) DO NOTHING", down), 0u);
  EXPECT_EQ(lost("INSERT INTO lane (a, b) VALUES (7, 7) ON CONFLICT (a, b) DO NOTHING", "DELETE FROM stop"), 0u);
}

// They are asked of what the change's own DELETE leaves.
TEST_P(QuestionsOf, DoublesThatTheChangeDeletes) {
  auto doubles = [&](const std::string& remove) {
    rehearsal_ = rehearsed(snapshot_, {remove, "CREATE UNIQUE INDEX ON shift (a)"});
    EXPECT_TRUE(rehearse::answer_questions(production_.cluster.target("postgres"), snapshot_.source, rehearsal_));
    auto& questions = rehearsal_.statements[1].questions;
    return questions.empty() || !questions[0].answer ? -1 : *questions[0].answer;
  };
  run(production_.superuser, "INSERT INTO shift SELECT 200 + n, n FROM generate_series(1, 5) n");
  EXPECT_EQ(doubles("DELETE FROM shift AS one USING shift AS other WHERE one.a = other.a AND one.id > other.id"), 0);
  EXPECT_EQ(doubles("DELETE FROM shift WHERE id > 203"), 3);
  EXPECT_EQ(doubles("UPDATE shift SET a = id"), -1) << "how its rows are then, nobody knows";
}

TEST_P(QuestionsOf, KeysThatAreTheSameByAnotherType) {
  asked("ALTER TABLE reading ALTER at TYPE date");
  EXPECT_EQ(counted().answer, 10);
}

}  // namespace
}  // namespace ante::tests
