// What only the rows can tell, asked of the statistics and of the rows.
#include "rehearse/questions.h"

#include <gtest/gtest.h>

#include "judge/verdict.h"
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

TEST_P(Questions, NoneOfTablesWithoutRowsAndOfNewOnes) {
  rehearsal_ = rehearsed(snapshot_, {"CREATE TABLE fresh (id int)", "ALTER TABLE fresh ALTER id SET NOT NULL",
                                     "CREATE UNIQUE INDEX ON fresh (id)"});
  for (auto& statement : rehearsal_.statements) EXPECT_TRUE(statement.questions.empty());
}

}  // namespace
}  // namespace ante::tests
