#include "catalog/difference.h"

#include <gtest/gtest.h>

namespace ante::catalog {
namespace {

Catalog school() {
  Catalog c;
  c.tables.push_back({.oid = 1, .name = "public.pupil", .owner = "app", .kind = "table"});
  c.columns.push_back({.relation = "public.pupil", .number = 1, .name = "id", .type = "integer"});
  c.columns.push_back({.relation = "public.pupil", .number = 2, .name = "name", .type = "text"});
  return c;
}

std::vector<std::string> sentences(const Catalog& before, const Catalog& after) {
  std::vector<std::string> result;
  for (const auto& difference : differences(before, after)) result.push_back(sentence(difference));
  return result;
}

using Sentences = std::vector<std::string>;

TEST(Difference, NothingDiffersFromItself) { EXPECT_EQ(sentences(school(), school()), Sentences{}); }

TEST(Difference, NamesTheFieldThatChanged) {
  auto after = school();
  after.columns[1].type = "character varying(20)";
  EXPECT_EQ(sentences(school(), after), Sentences{"column public.pupil.name: type text → character varying(20)"});
}

TEST(Difference, AddedAndRemovedAreSaidOnce) {
  auto after = school();
  after.columns[1].name = "full_name";
  EXPECT_EQ(sentences(school(), after),
            (Sentences{"column public.pupil.name removed", "column public.pupil.full_name added"}));
}

TEST(Difference, OidsAndTheOrderOfRecordsDoNotCount) {
  auto after = school();
  after.tables[0].oid = 77;
  std::swap(after.columns[0], after.columns[1]);
  EXPECT_EQ(sentences(school(), after), Sentences{});
}

TEST(Difference, GapsBetweenColumnsDoNotCount) {
  auto after = school();
  after.columns[1].number = 5;
  after.columns.push_back({.relation = "public.pupil", .number = 3, .dropped = true});
  EXPECT_EQ(sentences(school(), after), Sentences{});
}

TEST(Difference, TheOrderOfLivingColumnsCounts) {
  auto after = school();
  after.columns[0].number = 9;
  EXPECT_EQ(sentences(school(), after), Sentences{"table public.pupil: order of columns id, name → name, id"});
}

TEST(Difference, NoneIsSaidForWhatWasNull) {
  auto after = school();
  after.columns[1].default_value = "'x'::text";
  EXPECT_EQ(sentences(school(), after), Sentences{"column public.pupil.name: default value (none) → 'x'::text"});
}

TEST(Difference, EveryPrivilegeIsARecordOfItsOwn) {
  auto before = school(), after = school();
  before.grants.push_back(
      {.kind = "TABLE", .object = "public.pupil", .grantee = "a", .grantor = "app", .privilege = "SELECT"});
  after.grants.push_back(
      {.kind = "TABLE", .object = "public.pupil", .grantee = "a", .grantor = "app", .privilege = "UPDATE"});
  EXPECT_EQ(sentences(before, after), (Sentences{"grant SELECT on table public.pupil to a by app removed",
                                                 "grant UPDATE on table public.pupil to a by app added"}));
}

}  // namespace
}  // namespace ante::catalog
