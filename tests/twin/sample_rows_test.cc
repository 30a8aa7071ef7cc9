// Rows that are made up fit the table they are in, whatever its constraints.
#include "twin/sample_rows.h"
#include "support/laboratory.h"

namespace ante::tests {
namespace {

class SampleRows : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Majors, SampleRows, testing::ValuesIn(tests::tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

std::vector<twin::Missing> fill(Laboratory& lab) {
  NoProgress quiet;
  auto without = twin::insert_sample_rows(lab.superuser, quiet);
  EXPECT_TRUE(without) << without.error().what;
  return without ? without->without_rows : std::vector<twin::Missing>{};
}

void expect_rows(Laboratory& lab, const std::string& table, const std::string& count = "3") {
  EXPECT_EQ(lab.superuser.scalar("SELECT count(*) FROM ONLY public." + table).value_or("no answer"), count) << table;
}

TEST_P(SampleRows, EveryCommonTypeGetsValues) {
  Laboratory lab(GetParam(), R"sql(
    CREATE TYPE mood AS ENUM ('sad', 'glad');
    CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 50 AND 60);
    CREATE TYPE pair AS (a int, b text);
    CREATE TABLE t (a int NOT NULL, b text NOT NULL, c varchar(2) NOT NULL, d bool NOT NULL, e date NOT NULL, f timestamptz NOT NULL,
      g time NOT NULL, h interval NOT NULL, i uuid NOT NULL, j json NOT NULL, k jsonb NOT NULL, l bytea NOT NULL, m inet NOT NULL,
      n macaddr NOT NULL, o numeric(4, 2) NOT NULL, p mood NOT NULL, q percent NOT NULL, r pair NOT NULL, s int[] NOT NULL,
      t int4range NOT NULL, u tsvector NOT NULL, v point NOT NULL, w bit(8) NOT NULL, x "char" NOT NULL, y pg_lsn NOT NULL,
      z money NOT NULL, aa box NOT NULL, ab circle NOT NULL, ac polygon NOT NULL, ad cidr NOT NULL, ae regclass NOT NULL))sql");
  for (auto& missing : fill(lab)) ADD_FAILURE() << missing.object << ": " << missing.why;
  expect_rows(lab, "t");
}

TEST_P(SampleRows, ConstraintsAreRespected) {
  Laboratory lab(GetParam(), R"sql(
    CREATE TABLE t (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      state text NOT NULL CHECK (state IN ('open', 'closed')),
      low int NOT NULL, high int NOT NULL, CHECK (low < high),
      code text NOT NULL CHECK (length(code) = 1),
      percent int NOT NULL CHECK (percent > 100 AND percent < 102),
      doubled int GENERATED ALWAYS AS (low * 2) STORED,
      UNIQUE (state, low)))sql");
  for (auto& missing : fill(lab)) ADD_FAILURE() << missing.object << ": " << missing.why;
  expect_rows(lab, "t");
}

TEST_P(SampleRows, ReferencesAreToRowsThatAreThere) {
  Laboratory lab(GetParam(), R"sql(
    CREATE TABLE tenant (id int PRIMARY KEY);
    CREATE TABLE item (tenant int REFERENCES tenant, id int, PRIMARY KEY (tenant, id));
    CREATE TABLE line (tenant int NOT NULL REFERENCES tenant, item int NOT NULL, note text NOT NULL,
                       FOREIGN KEY (tenant, item) REFERENCES item);
    CREATE TABLE one_to_one (id int PRIMARY KEY REFERENCES tenant);
    CREATE TABLE tree (id int PRIMARY KEY, parent int NOT NULL REFERENCES tree);
    CREATE TABLE egg (id int PRIMARY KEY, hen int);
    CREATE TABLE hen (id int PRIMARY KEY, egg int REFERENCES egg);
    ALTER TABLE egg ADD FOREIGN KEY (hen) REFERENCES hen)sql");
  for (auto& missing : fill(lab)) ADD_FAILURE() << missing.object << ": " << missing.why;
  for (auto* table : {"tenant", "item", "line", "one_to_one", "tree", "egg", "hen"}) expect_rows(lab, table);
  EXPECT_EQ(lab.superuser.scalar("SELECT count(*) FROM public.line l LEFT JOIN public.item i ON (i.tenant, i.id) = "
                                 "(l.tenant, l.item) WHERE i.id IS NULL"),
            "0");
  EXPECT_EQ(lab.superuser.scalar(
                "SELECT count(*) FROM public.tree t LEFT JOIN public.tree p ON p.id = t.parent WHERE p.id IS NULL"),
            "0");
}

TEST_P(SampleRows, PartitionsGetRowsWithinTheirBounds) {
  Laboratory lab(GetParam(), R"sql(
    CREATE TABLE part (id int NOT NULL, at date NOT NULL, kind text NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2019-01-01') TO ('2020-01-01') PARTITION BY LIST (kind);
    CREATE TABLE part_1_a PARTITION OF part_1 FOR VALUES IN ('mornings');
    CREATE TABLE part_rest PARTITION OF part DEFAULT;
    CREATE TABLE hashed (id int NOT NULL) PARTITION BY HASH (id);
    CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1))sql");
  for (auto& missing : fill(lab)) ADD_FAILURE() << missing.object << ": " << missing.why;
  for (auto* table : {"part_1_a", "part_rest", "hashed_0", "hashed_1"}) expect_rows(lab, table);
}

TEST_P(SampleRows, TableInWhichNoRowCanBeIsNamed) {
  Laboratory lab(GetParam(),
                 "CREATE TABLE never (id int CHECK (id IS NOT NULL AND id IS NULL)); CREATE TABLE fine (id int)");
  auto without = fill(lab);
  ASSERT_EQ(without.size(), 1u);
  EXPECT_EQ(without[0].object, "table public.never");
  expect_rows(lab, "fine");
}

TEST_P(SampleRows, TriggersDoNotRun) {
  Laboratory lab(GetParam(), R"sql(
    CREATE TABLE t (id int);
    CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
    CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no())sql");
  for (auto& missing : fill(lab)) ADD_FAILURE() << missing.object << ": " << missing.why;
  expect_rows(lab, "t");
}

}  // namespace
}  // namespace ante::tests
