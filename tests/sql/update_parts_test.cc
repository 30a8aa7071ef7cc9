// An UPDATE taken apart: what belongs to which part, and which statements are none.
#include <gtest/gtest.h>

#include "base/text.h"
#include "sql/update_parts.h"

namespace {

using namespace ante;

TEST(UpdateParts, EachPartIsWhereItBelongs) {
  auto parts = sql::update_parts(
      "UPDATE ONLY \"My s\".t AS x SET A = substring(b FROM 2), (\"C\", d) = (SELECT 1, 2 FROM u WHERE true), e[1] = "
      "3, "
      "f = g IS DISTINCT FROM h /* FROM */ FROM other o JOIN more m ON m.a = o.a WHERE x.a = o.a -- WHERE\n AND b > 1");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->target, "\"My s\".t");
  EXPECT_EQ(parts->alias, "x");
  EXPECT_EQ(join(parts->columns, "|"), "a|\"C\"|d|e|f");
  EXPECT_EQ(parts->from, "other o JOIN more m ON m.a = o.a");
  EXPECT_TRUE(parts->condition.starts_with("x.a = o.a") && parts->condition.ends_with("AND b > 1"));
  EXPECT_TRUE(parts->head.ends_with("f = g IS DISTINCT FROM h")) << parts->head;
  EXPECT_EQ(parts->values.size(), 4u);
}

TEST(UpdateParts, TheSmallestHasItsTableForAName) {
  auto parts = sql::update_parts("update public.\"T\" set a = default");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->alias, "\"T\"");
  EXPECT_EQ(parts->head, "update public.\"T\" set a = default");
  EXPECT_EQ(parts->from + parts->condition, "");
}

TEST(UpdateParts, WhatIsMoreThanThatIsNone) {
  for (auto* text :
       {"UPDATE t SET a = 1 RETURNING a", "WITH x AS (SELECT 1) UPDATE t SET a = 1",
        "UPDATE t SET a = 1 WHERE CURRENT OF c", "UPDATE t * SET a = 1", "DELETE FROM t", "UPDATE t SET", "SELECT 1"})
    EXPECT_FALSE(sql::update_parts(text)) << text;
}

}  // namespace
