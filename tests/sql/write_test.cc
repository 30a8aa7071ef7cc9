// The parts of plain INSERTs, UPDATEs and DELETEs.
#include "sql/write.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using sql::read_write;
using sql::Write;

TEST(Writes, HaveTheirParts) {
  auto gone =
      read_write("-- the old ones\nDELETE FROM shop.\"orders\" AS O WHERE o.at < now() AND id IN (1, 2) RETURNING id;");
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->kind, Write::Kind::deletes);
  EXPECT_EQ(gone->table, "shop.orders");
  EXPECT_EQ(gone->alias, "o");
  EXPECT_EQ(gone->where, "o.at < now() AND id IN (1, 2)");

  auto set = read_write("UPDATE orders SET a = f(b, 'x, y'), \"B c\" = (SELECT 1 WHERE true) WHERE a > 1");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->alias, "orders");
  ASSERT_EQ(set->set.size(), 2u);
  EXPECT_EQ(set->set[0].second, "f(b, 'x, y')");
  EXPECT_EQ(set->set[1].first, "\"B c\"");
  EXPECT_EQ(set->where, "a > 1");
  EXPECT_EQ(read_write("UPDATE orders SET a = 1")->where, "");

  auto rows = read_write("INSERT INTO t (a, b) VALUES (1, 'on conflict'), (2, 'b') ON CONFLICT DO NOTHING");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rows->rows, "VALUES (1, 'on conflict'), (2, 'b')");
  EXPECT_TRUE(rows->over_conflicts);
  auto query = read_write("INSERT INTO t (a) SELECT o.a FROM o JOIN p ON p.a = o.a RETURNING a");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->rows, "SELECT o.a FROM o JOIN p ON p.a = o.a");
  EXPECT_FALSE(query->over_conflicts);
}

TEST(Writes, DeleteMayLookAtOneMoreTable) {
  auto doubles = read_write("DELETE FROM t AS one USING s.t other WHERE one.a = other.a");
  ASSERT_TRUE(doubles);
  EXPECT_EQ(doubles->beside, "s.t");
  EXPECT_EQ(doubles->alias_beside, "other");
  EXPECT_EQ(doubles->where, "one.a = other.a");
}

TEST(Writes, ThatAreNotPlainAreNone) {
  for (auto* text : {"", "SELECT 1", "DELETE FROM t USING u, v WHERE u.a = t.a", "DELETE FROM t WHERE CURRENT OF c",
                     "DELETE FROM ONLY t", "UPDATE t SET a = 1 FROM u", "UPDATE t SET (a, b) = (1, 2)",
                     "INSERT INTO t DEFAULT VALUES", "INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)",
                     "WITH x AS (SELECT 1) DELETE FROM t", "UPDATE t SET", "UPDATE t SET a =", "DELETE FROM",
                     "DELETE FROM t WHERE", "DELETE FROM t WHERE f/**/(a)", "INSERT INTO t (", "INSERT INTO t (a", "'"})
    EXPECT_FALSE(read_write(text)) << text;
}

}  // namespace
}  // namespace ante::tests
