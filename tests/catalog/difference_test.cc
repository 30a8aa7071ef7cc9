#include "catalog/difference.h"

#include <gtest/gtest.h>

namespace ante::catalog {
namespace {

Column column(int number, std::string name, std::string type) {
  Column one;
  one.relation = "public.pupil";
  one.number = number;
  one.name = std::move(name);
  one.type = std::move(type);
  return one;
}

Catalog school() {
  Catalog c;
  c.tables.emplace_back().name = "public.pupil";
  c.columns = {column(1, "id", "integer"), column(2, "name", "text")};
  return c;
}

Grant may(std::string privilege) {
  Grant grant;
  grant.kind = "TABLE";
  grant.object = "public.pupil";
  grant.grantee = "a";
  grant.grantor = "app";
  grant.privilege = std::move(privilege);
  return grant;
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
  after.columns.push_back(column(3, "", ""));
  after.columns.back().dropped = true;
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
  before.grants.push_back(may("SELECT"));
  after.grants.push_back(may("UPDATE"));
  EXPECT_EQ(sentences(before, after), (Sentences{"grant SELECT on table public.pupil to a by app removed",
                                                 "grant UPDATE on table public.pupil to a by app added"}));
}

}  // namespace
}  // namespace ante::catalog
