// Which row does not let a step through, as the error and the journal say it.
#include <gtest/gtest.h>

#include "ship/status.h"
#include "shipping.h"

namespace {

using namespace ante;
using namespace ante::tests;

class InTheWay : public Shipping {
 protected:
  // What is said of a step that cannot be taken, or taken back.
  std::string said_of(const std::string& sql) {
    auto name = database();
    auto owner = connect(cluster, name, "app");
    run(owner, "UPDATE customer SET mail = NULL WHERE id IN (7, 9); UPDATE purchase SET customer = 900 WHERE id = 3");
    run(owner, "CREATE TABLE keyless (a int); INSERT INTO keyless VALUES (NULL)");
    run(owner, "ALTER TABLE purchase ADD CONSTRAINT cheap CHECK (price < 100) NOT VALID");
    ship::Plan plan{.name = "a change", .content = "1", .server = "", .database = name};
    plan.steps = {{.title = "a demand", .up = inside({sql}), .down = inside({"SELECT 1"})}};
    auto done = apply(target(name), plan);
    EXPECT_FALSE(done) << sql;
    auto status = ship::status_of(target(name));
    if (done || !status || status->steps.size() != 1) return "";
    auto what = done.error().what;
    auto place = what.find("; in the way: ");
    if (place == what.npos) return "";
    EXPECT_TRUE(status->steps[0].record.error.ends_with(what.substr(place))) << status->steps[0].record.error;
    return what.substr(place + 14);
  }
};
INSTANTIATE_TEST_SUITE_P(Majors, InTheWay, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(InTheWay, ARowWithoutAValueIsNamedByItsKey) {
  EXPECT_EQ(said_of("ALTER TABLE customer ALTER COLUMN mail SET NOT NULL"), "the row of customer with (id) = (7)");
  EXPECT_EQ(said_of("ALTER TABLE keyless ALTER COLUMN a SET NOT NULL"), "the row of keyless with (ctid) = (\"(0,1)\")");
}

TEST_P(InTheWay, ARowThatAConstraintDoesNotAllowIsNamedByItsKey) {
  EXPECT_EQ(said_of("ALTER TABLE purchase VALIDATE CONSTRAINT cheap"), "the row of purchase with (id) = (100)");
}

TEST_P(InTheWay, AKeyThatIsThereTwiceOrNotAtAllIsNamed) {
  EXPECT_EQ(said_of("CREATE UNIQUE INDEX ON purchase (state)"), "Key (state)=(new) is duplicated.");
  EXPECT_EQ(said_of("ALTER TABLE purchase ADD FOREIGN KEY (customer) REFERENCES customer"),
            "Key (customer)=(900) is not present in table \"customer\".");
}

// A constraint that went with the step's transaction cannot be asked.
TEST_P(InTheWay, WhatCannotBeKnownIsNotSaid) {
  EXPECT_EQ(said_of("ALTER TABLE purchase ADD CHECK (price < 200)"), "");
  EXPECT_EQ(said_of("SELECT 1 / 0"), "");
}

}  // namespace
