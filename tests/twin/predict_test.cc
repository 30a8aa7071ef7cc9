// Predicted sizes of indexes and tables against real ones, built by a real server over rows of many shapes.
#include "twin/predict.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/private_server.h"
#include "twin/inventory.h"

namespace ante {
namespace {

constexpr const char* rows_of_many_shapes = R"(
CREATE TABLE shape AS SELECT
  i::int AS serial, (i % 1000)::int AS thousand, (i % 3)::int AS three, CASE WHEN i % 2 = 0 THEN i END AS half_null,
  floor(10000 * power(random(), 4))::int AS skewed, 'name ' || i AS text_unique, 'city ' || i % 500 AS text_common,
  md5(i::text)::uuid AS id, timestamptz '2026-01-01' + i * interval '1 second' AS at, (i % 10000)::numeric / 100 AS amount,
  i % 2 = 0 AS flag, repeat('x', 40) || i AS long_text
FROM generate_series(1, 200000) i;
CREATE INDEX i_serial ON shape (serial);
CREATE UNIQUE INDEX i_unique ON shape (serial);
CREATE INDEX i_thousand ON shape (thousand);
CREATE INDEX i_three ON shape (three);
CREATE INDEX i_half_null ON shape (half_null);
CREATE INDEX i_skewed ON shape (skewed);
CREATE INDEX i_text_unique ON shape (text_unique);
CREATE INDEX i_text_common ON shape (text_common);
CREATE INDEX i_id ON shape (id);
CREATE INDEX i_at ON shape (at DESC);
CREATE INDEX i_amount ON shape (amount);
CREATE INDEX i_flag ON shape (flag);
CREATE INDEX i_long ON shape (long_text);
CREATE INDEX i_pair ON shape (three, serial);
CREATE INDEX i_include ON shape (thousand) INCLUDE (amount);
CREATE INDEX i_text_pair ON shape (text_common, at);
CREATE INDEX i_loose ON shape (serial) WITH (fillfactor = 50);
CREATE INDEX i_half_of_expression ON shape (md5(long_text)) WHERE serial > -1;
CREATE INDEX i_brin ON shape USING brin (serial) WITH (pages_per_range = 4);
CREATE INDEX i_brin_text ON shape USING brin (serial, text_unique) WITH (pages_per_range = 2);
CREATE INDEX i_together ON shape (thousand, text_common);
CREATE STATISTICS s_together (ndistinct, mcv) ON thousand, text_common FROM shape;
CREATE INDEX i_three_together ON shape (text_common, three, thousand);
ANALYZE shape)";

class Prediction : public testing::TestWithParam<int> {};

TEST_P(Prediction, IsNearTheRealSizeOfEveryIndexAndTable) {
  auto cluster = tests::private_server(GetParam());
  auto server = tests::connect(cluster, "postgres");
  for (auto& statement : split(rows_of_many_shapes, ';')) ASSERT_TRUE(server.execute(statement));
  auto relations = twin::inventory(server);
  ASSERT_TRUE(relations);
  int indexes = 0;
  std::int64_t heap = 0;
  for (auto& relation : *relations) {
    double real = std::stod(*server.scalar("SELECT pg_relation_size($1::oid) / 8192", {std::to_string(relation.oid)}));
    if (relation.kind == "r") {
      heap = static_cast<std::int64_t>(real);
      auto blocks = twin::predict_heap(server, relation, 200000);
      ASSERT_TRUE(blocks);
      EXPECT_NEAR(static_cast<double>(*blocks) / real, 1, 0.03) << relation.name;
      continue;
    }
    ++indexes;
    auto predicted = twin::predict_index(server, relation, 200000, heap);
    ASSERT_TRUE(predicted) << predicted.error().what;
    double ratio = static_cast<double>(predicted->size.blocks) / real;
    EXPECT_GT(ratio, 0.95) << relation.name << ": " << predicted->size.blocks << " for " << real;
    EXPECT_LT(ratio, 1.05) << relation.name << ": " << predicted->size.blocks << " for " << real;
  }
  EXPECT_EQ(indexes, 22);
}

INSTANTIATE_TEST_SUITE_P(On, Prediction, testing::ValuesIn(tests::tested_majors()), testing::PrintToStringParamName());

}  // namespace
}  // namespace ante
