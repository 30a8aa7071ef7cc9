#include "snapshot/privacy.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "snapshot/array_literal.h"

namespace ante::snapshot {
namespace {

ArrayElements elements(const Text& literal) { return array_elements(literal.value_or("{}")).value_or(ArrayElements{}); }

StatisticsSlot slot(std::string column, int kind, std::string type, std::string values,
                    std::string relation = "public.t") {
  StatisticsSlot made;
  made.relation = std::move(relation);
  made.column = std::move(column);
  made.slot = 1;
  made.kind = kind;
  made.numbers = "{0.5}";
  made.values = std::move(values);
  made.value_type = std::move(type);
  return made;
}

IndexShape shape(std::string index, std::string low, std::string high, std::string type) {
  IndexShape made;
  made.index = std::move(index);
  made.low = std::move(low);
  made.high = std::move(high);
  made.end_type = std::move(type);
  return made;
}

TEST(ArrayLiteral, IsReadAsItIsWritten) {
  ArrayElements all{"a", std::nullopt, "b \"c\" \\ , {}", "", "NULL"};
  EXPECT_EQ(array_elements(array_literal(all)), all);
  EXPECT_EQ(array_elements("{1,NULL,\"x y\"}"), (ArrayElements{"1", std::nullopt, "x y"}));
  EXPECT_EQ(array_elements("{}"), ArrayElements{});
  for (auto bad : {"", "{", "1", "{{1}}", "{\"a}", "{a,}", "{\"a\"b}"}) EXPECT_FALSE(array_elements(bad)) << bad;
}

TEST(Private, OrderEqualityAndLengthsStay) {
  Snapshot s;
  s.slots = {slot("name", 2, "text", "{anna,annabel,bert,zoe}"),
             slot("other", 1, "character varying", "{bert,zoe}"),
             slot("id", 2, "integer", "{-70,0,13,1000,50000}"),
             slot("price", 1, "numeric", "{13.50,1000.00}"),
             slot("born", 2, "date", "{2001-02-03,2010-12-31,infinity}"),
             slot("at", 1, "timestamp with time zone", "{\"2010-12-31 10:00:00+00\"}")};
  s.indexes = {shape("public.i", "-70", "50000", "integer")};
  replace_values(s, std::mt19937_64(7));
  EXPECT_TRUE(s.source.is_private);
  auto names = elements(s.slots[0].values);
  ASSERT_EQ(names.size(), 4u);
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(names[1]->size(), 7u);
  EXPECT_TRUE(names[1]->starts_with(*names[0]));  // what began alike begins alike
  EXPECT_EQ(elements(s.slots[1].values), (ArrayElements{names[2], names[3]}));
  EXPECT_EQ(array_literal(names).find("anna"), std::string::npos);
  auto ids = elements(s.slots[2].values);
  EXPECT_LT(std::stoi(*ids[0]), 0);
  EXPECT_EQ(*ids[1], "0");
  EXPECT_LT(std::stoi(*ids[2]), std::stoi(*ids[3]));
  EXPECT_LT(std::stoi(*ids[4]), 50000);
  EXPECT_EQ(s.indexes[0].low, ids[0]);
  EXPECT_EQ(s.indexes[0].high, ids[4]);
  EXPECT_EQ(*elements(s.slots[3].values)[0], *ids[2] + ".50");
  auto days = elements(s.slots[4].values);
  EXPECT_LT(*days[0], *days[1]);
  EXPECT_EQ(*days[2], "infinity");
  EXPECT_EQ(*elements(s.slots[5].values)[0], *days[1] + " 10:00:00+00");
  EXPECT_EQ(s.slots[0].numbers, "{0.5}");
}

TEST(Private, AnotherSeedGivesOtherValues) {
  Snapshot a, b;
  a.slots = b.slots = {slot("name", 2, "text", "{anna,annabel,bert,zoe}")};
  replace_values(a, std::mt19937_64(1));
  replace_values(b, std::mt19937_64(2));
  EXPECT_NE(a.slots[0].values, b.slots[0].values);
}

TEST(Private, UuidsStayUuids) {
  Snapshot s;
  s.slots = {slot("token", 2, "uuid", "{0a000000-0000-4000-8000-000000000000,ff000000-0000-4000-8000-000000000001}")};
  replace_values(s, std::mt19937_64(3));
  auto uuids = elements(s.slots[0].values);
  EXPECT_LT(*uuids[0], *uuids[1]);
  EXPECT_EQ(uuids[0]->size(), 36u);
  EXPECT_EQ((*uuids[0])[8], '-');
}

TEST(Private, WhatCannotBeDisguisedIsDroppedAndNamed) {
  Snapshot s;
  s.slots = {slot("doc", 1, "jsonb", "{\"{\\\"secret\\\": 1}\"}"), slot("mac", 2, "macaddr", "{08:00:2b:01:02:03}"),
             slot("odd", 1, "numeric", "{NaN}")};
  s.indexes = {shape("public.i", "10.0.0.1", "10.0.0.9", "inet")};
  s.extended = {{"public.s", false, "\\x01", std::nullopt, "\\x02"}};
  replace_values(s, std::mt19937_64(3));
  EXPECT_TRUE(s.slots.empty());
  EXPECT_FALSE(s.indexes[0].low);
  EXPECT_FALSE(s.extended[0].mcv);
  EXPECT_TRUE(s.extended[0].ndistinct);
  EXPECT_GE(s.blind_spots.size(), 4u);
}

TEST(Excluded, NoValueOfTheColumnStaysInPartitionsNorInWhatTheyAreOf) {
  Snapshot s;
  for (auto name : {"public.whole", "public.part", "public.other"}) {
    s.catalog.tables.emplace_back().name = name;
    auto& column = s.catalog.columns.emplace_back();
    column.relation = name;
    column.name = "\"Tax \"\"Id\"";
    s.slots.push_back(slot("Tax \"Id", 1, "text", "{secret}", name));
  }
  s.catalog.tables[1].parents = {"public.whole"};
  forget_columns(s, {"public.part.\"Tax \"\"Id\""});
  ASSERT_EQ(s.slots.size(), 1u);
  EXPECT_EQ(s.slots[0].relation, "public.other");
}

TEST(Excluded, NoValueOfTheColumnStays) {
  Snapshot s;
  auto& column = s.catalog.columns.emplace_back();
  column.relation = "public.t";
  column.name = "tax_id";
  auto& index = s.catalog.indexes.emplace_back();
  index.name = "public.t_lower";
  index.table = "public.t";
  index.definition = "CREATE INDEX t_lower ON public.t USING btree (lower(tax_id))";
  s.slots = {slot("tax_id", 2, "text", "{secret}"), slot("other", 2, "text", "{kept}")};
  s.slots.push_back(slot("", 1, "text", "{secret}", "public.t_lower"));
  s.indexes = {shape("public.t_lower", "secret", "secret", "text")};
  EXPECT_TRUE(find_columns(s.catalog, {"public.t.tax_id"}));
  EXPECT_FALSE(find_columns(s.catalog, {"public.t.tax_id", "public.t.missing"}));
  forget_columns(s, {"public.t.tax_id"});
  ASSERT_EQ(s.slots.size(), 1u);
  EXPECT_EQ(s.slots[0].column, "other");
  EXPECT_FALSE(s.indexes[0].low);
}

}  // namespace
}  // namespace ante::snapshot
