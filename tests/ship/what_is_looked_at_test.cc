// What a way is not gone for, and what is said of one that does not do everything: told from the catalog and the
// statements alone.
#include <gtest/gtest.h>

#include "ship/backfill.h"
#include "ship/repair.h"

namespace ante::ship {
namespace {

catalog::Catalog people(const std::string& type, bool forced = false) {
  catalog::Catalog catalog;
  catalog::Table table{.name = "public.people"};
  table.kind = "table";
  table.row_security = table.force_row_security = forced;
  catalog.tables.push_back(table);
  catalog::Column column;
  column.relation = "public.people", column.name = "email", column.type = type;
  column.number = 1, column.not_null = true;
  catalog.columns.push_back(column);
  catalog::Index index;
  index.name = "public.people_pkey", index.table = "public.people", index.method = "btree", index.keys = "1";
  index.key_columns = 1;
  index.unique = index.primary = index.valid = true;
  catalog.indexes.push_back(index);
  return catalog;
}

// Of a type that somebody brought along `<=` may be another comparison than the one that the key is sorted by.
TEST(Walking, GoesByKeysWhoseOrderEverybodyFinds) {
  for (auto* type : {"bigint", "uuid", "text", "character varying(80)", "timestamp with time zone", "numeric(10,2)"})
    EXPECT_EQ(key_to_walk_by(people(type), "public.people", {}), std::vector<std::string>{"email"}) << type;
  for (auto* type : {"extensions.citext", "citext", "mood"})
    EXPECT_TRUE(key_to_walk_by(people(type), "public.people", {}).empty()) << type;
}

TEST(Walking, DoesNotGoWherePoliciesHideRowsFromTheOwner) {
  EXPECT_EQ(not_walked(people("text"), "public.people"), "");
  EXPECT_NE(not_walked(people("text", true), "public.people"), "");
}

// In a transaction the catalog shows that it has run; what it did to rows another way to the same schema does not do.
TEST(RepairSays, WhichStatementsWouldHaveWrittenRows) {
  Course course;
  for (auto* sql : {"ALTER TABLE bill ADD COLUMN total int", "UPDATE bill SET total = a + b",
                    "ALTER TABLE bill ALTER a TYPE bigint USING a * 2", "DO $$ BEGIN PERFORM 1; END $$",
                    "CREATE TABLE sums AS SELECT 1 AS one", "CREATE INDEX ON bill (total)"}) {
    if (course.units.empty()) course.units.push_back({.in_transaction = true});
    auto& steps = course.units[0].steps;
    steps.push_back({sql, "2_b.sql", static_cast<int>(steps.size()) + 1});
  }
  auto said = unseen_of(course, std::nullopt, false);
  ASSERT_EQ(said.size(), 4u);
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(said[static_cast<std::size_t>(i)].starts_with("2_b.sql:" + std::to_string(i + 2)))
        << said[static_cast<std::size_t>(i)];
}

}  // namespace
}  // namespace ante::ship
