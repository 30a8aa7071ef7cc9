#include "snapshot/capture.h"

#include "snapshot/file.h"
#include "os/folders.h"
#include "support/private_server.h"

namespace ante::snapshot {
namespace {

using tests::connect;
using tests::private_server;
using tests::run;

constexpr const char* school = R"(
CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, born date, class smallint);
CREATE TABLE mark (id bigserial PRIMARY KEY, pupil int REFERENCES pupil, subject varchar(20), mark numeric(3,1), tags text[]);
INSERT INTO pupil SELECT g, 'Pupil ' || g, date '2010-01-01' + g % 1000, g % 30 FROM generate_series(1, 20000) g;
INSERT INTO mark (pupil, subject, mark, tags) SELECT 1 + g % 20000, (ARRAY['maths', 'physics', 'latin'])[1 + g % 3], g % 60 / 10.0, ARRAY['t' || g % 7]
  FROM generate_series(1, 100000) g;
CREATE INDEX mark_subject ON mark (subject, pupil DESC);
CREATE INDEX mark_low ON mark (pupil) WHERE mark < 2;
CREATE INDEX pupil_lower ON pupil (lower(name));
CREATE INDEX mark_tags ON mark USING gin (tags);
CREATE STATISTICS mark_both (ndistinct, dependencies, mcv) ON pupil, subject FROM mark;
)";

Snapshot captured(const pg::Cluster& cluster, std::string_view user = pg::private_superuser, CaptureOptions options = {}) {
  NoProgress quiet;
  auto result = capture(cluster.target("postgres", user), options, quiet);
  if (!result) {
    ADD_FAILURE() << result.error().what;
    std::abort();
  }
  return *std::move(result);
}

class EachMajor : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Majors, EachMajor, testing::ValuesIn(tests::tested_majors), testing::PrintToStringParamName());

const IndexShape* shape_of(const Snapshot& snapshot, std::string_view name) {
  for (auto& shape : snapshot.indexes)
    if (shape.index == name) return &shape;
  return nullptr;
}

TEST_P(EachMajor, SuperuserSeesEverything) {
  auto cluster = private_server(GetParam());
  auto connection = connect(cluster);
  run(connection, school);
  run(connection, "VACUUM ANALYZE");
  auto snapshot = captured(cluster);
  EXPECT_EQ(snapshot.source.level, "superuser");
  for (auto& spot : snapshot.blind_spots) ADD_FAILURE() << spot.about << ": " << spot.what;
  EXPECT_EQ(snapshot.catalog.tables.size(), 2u);
  auto* primary = shape_of(snapshot, "public.mark_pkey");
  ASSERT_TRUE(primary);
  EXPECT_EQ(primary->low, "1");
  EXPECT_EQ(primary->high, "100000");
  EXPECT_EQ(primary->height, 1);
  EXPECT_EQ(primary->height_from, "planner");
  auto folder = os::TemporaryFolder::make("capture-test");
  ASSERT_TRUE(folder);
  auto path = folder->path() / "school.ante";
  auto saved = save(snapshot, path);
  ASSERT_TRUE(saved) << saved.error().what;
  auto again = load(path);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(again->slots.size(), snapshot.slots.size());
}

}  // namespace
}  // namespace ante::snapshot
