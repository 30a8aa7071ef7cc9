// What may stand in the place of a statement on a partitioned table: the catalog says what follows from what.
#include "judge/partition_ways.h"

#include <gtest/gtest.h>

#include "judge/remedies.h"

namespace ante::tests {
namespace {

using catalog::Difference;
using judge::Steps;
using What = Difference::What;

// orders, of which one part is parted itself: orders_1, and orders_2 with orders_2a.
class PartitionWays : public testing::Test {
 protected:
  PartitionWays() {
    after_.version = 150000;
    add_table("public.orders", "partitioned", "");
    add_table("public.orders_1", "table", "public.orders");
    add_table("public.orders_2", "partitioned", "public.orders");
    add_table("public.orders_2a", "table", "public.orders_2");
  }
  void add_table(const std::string& name, const std::string& kind, const std::string& parent) {
    catalog::Table table{.name = name, .kind = kind};
    if (!parent.empty()) table.parents = {parent}, table.partition_bound = "DEFAULT";
    after_.tables.push_back(table);
  }
  void add_index(const std::string& name, const std::string& table, const std::string& what,
                 const std::string& parent) {
    catalog::Index index{.name = "public." + name, .table = table};
    index.definition = "CREATE " + what + "INDEX " + name + " ON " +
                       (table.ends_with("1") || table.ends_with("a") ? "" : "ONLY ") + table + " USING btree (a)";
    if (!parent.empty()) index.parent = "public." + parent;
    after_.indexes.push_back(index);
    outcome_.effects.catalog.push_back({What::added, "index", index.name, "", "", index.definition});
  }
  void add_indexes(const std::string& what) {
    add_index("i", "public.orders", what, "");
    add_index("i1", "public.orders_1", what, "i");
    add_index("i2", "public.orders_2", what, "i");
    add_index("i2a", "public.orders_2a", what, "i2");
  }
  void add_constraint(const std::string& table, const std::string& name, const std::string& definition,
                      const std::string& parent) {
    catalog::Constraint constraint{.relation = table, .name = name, .definition = definition};
    if (!parent.empty()) constraint.parent = parent;
    after_.constraints.push_back(constraint);
    outcome_.effects.catalog.push_back({What::added, "constraint", table + "." + name, "", "", definition});
  }
  Steps way() const { return judge::online_way(outcome_, after_); }

  catalog::Catalog after_;
  rehearse::StatementOutcome outcome_;
};

TEST_F(PartitionWays, IndexIsBuiltPartByPartAndPutTogether) {
  add_indexes("");
  EXPECT_EQ(
      way(),
      (Steps{"CREATE INDEX CONCURRENTLY i1 ON public.orders_1 USING btree (a)",
             "CREATE INDEX CONCURRENTLY i2a ON public.orders_2a USING btree (a)",
             "CREATE INDEX i ON ONLY public.orders USING btree (a)", "ALTER INDEX public.i ATTACH PARTITION public.i1",
             "CREATE INDEX i2 ON ONLY public.orders_2 USING btree (a)",
             "ALTER INDEX public.i2 ATTACH PARTITION public.i2a", "ALTER INDEX public.i ATTACH PARTITION public.i2"}));
}

TEST_F(PartitionWays, PartThatGetsNoIndexLeavesNoWay) {
  add_indexes("");
  std::erase_if(after_.indexes, [](auto& index) { return index.name == "public.i2a"; });
  EXPECT_EQ(way(), Steps{});
}

TEST_F(PartitionWays, KeyTakesTheIndexesThatWereBuilt) {
  add_indexes("UNIQUE ");
  add_constraint("public.orders", "i", "UNIQUE (a)", "");
  add_constraint("public.orders_1", "i1", "UNIQUE (a)", "public.orders.i");
  add_constraint("public.orders_2", "i2", "UNIQUE (a)", "public.orders.i");
  add_constraint("public.orders_2a", "i2a", "UNIQUE (a)", "public.orders_2.i2");
  auto steps = way();
  ASSERT_EQ(steps.size(), 9u);
  EXPECT_EQ(steps[0], "CREATE UNIQUE INDEX CONCURRENTLY i1 ON public.orders_1 USING btree (a)");
  EXPECT_EQ(steps[1], "CREATE UNIQUE INDEX CONCURRENTLY i2a ON public.orders_2a USING btree (a)");
  EXPECT_EQ(steps[2], "ALTER TABLE ONLY public.orders ADD CONSTRAINT i UNIQUE (a)");
  EXPECT_EQ(steps[3], "ALTER TABLE public.orders_1 ADD CONSTRAINT i1 UNIQUE USING INDEX i1");
  EXPECT_EQ(steps[4], "ALTER INDEX public.i ATTACH PARTITION public.i1");
}

TEST_F(PartitionWays, ForeignKeyIsValidatedPartByPartWhereTheWholeTakesNoneThatIsNotValid) {
  std::string key = "FOREIGN KEY (a) REFERENCES public.parent(id)";
  add_constraint("public.orders", "k", key, "");
  for (auto* part : {"public.orders_1", "public.orders_2", "public.orders_2a"})
    add_constraint(part, "k", key, "public.orders.k");
  EXPECT_EQ(way(), (Steps{"ALTER TABLE public.orders_1 ADD CONSTRAINT k " + key + " NOT VALID",
                          "ALTER TABLE public.orders_1 VALIDATE CONSTRAINT k",
                          "ALTER TABLE public.orders_2a ADD CONSTRAINT k " + key + " NOT VALID",
                          "ALTER TABLE public.orders_2a VALIDATE CONSTRAINT k",
                          "ALTER TABLE public.orders ADD CONSTRAINT k " + key}));
  after_.version = 180000;
  EXPECT_EQ(way(), (Steps{"ALTER TABLE public.orders ADD CONSTRAINT k " + key + " NOT VALID",
                          "ALTER TABLE public.orders VALIDATE CONSTRAINT k"}));
}

TEST_F(PartitionWays, CheckAndNotNullOfTheWholeReachItsParts) {
  add_constraint("public.orders", "c", "CHECK ((a > 0))", "");
  for (auto* part : {"public.orders_1", "public.orders_2", "public.orders_2a"}) {
    add_constraint(part, "c", "CHECK ((a > 0))", "");
    after_.constraints.back().local = false;
  }
  EXPECT_EQ(way(), (Steps{"ALTER TABLE public.orders ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID",
                          "ALTER TABLE public.orders VALIDATE CONSTRAINT c"}));
  outcome_.effects.catalog.clear();
  for (auto* table : {"public.orders", "public.orders_1", "public.orders_2", "public.orders_2a"})
    outcome_.effects.catalog.push_back(
        {What::changed, "column", std::string(table) + ".a", "not_null", "false", "true"});
  EXPECT_EQ(way().size(), 4u);
}

// Where the change does not run to its end, nobody knows what its parts would have.
TEST_F(PartitionWays, WithoutACatalogThereIsNone) {
  add_indexes("");
  outcome_.effects.locks = {{"public.orders", "partitioned table", "ShareLock", false, true}};
  EXPECT_EQ(judge::online_way(outcome_, {}), Steps{});
}

}  // namespace
}  // namespace ante::tests
