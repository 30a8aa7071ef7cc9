#include "snapshot/file.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "os/folders.h"

namespace ante::snapshot {
namespace {

namespace fs = std::filesystem;

Snapshot example() {
  Snapshot s;
  s.source.database = "school";
  s.source.version = 150004;
  s.catalog.version = 150004;
  auto& table = s.catalog.tables.emplace_back();
  table.oid = 16384;
  table.kind = "table";
  table.persistence = "permanent";
  table.name = "public.\"Odd \"\".Name\"";
  table.options = {"fillfactor=70", "a\"b\\c\n"};
  s.sizes.push_back({"public.t", 131072, 131072, 1e7, 5, 1ll << 40});
  auto& slot = s.slots.emplace_back();
  slot.relation = "public.t";
  slot.kind = 1;
  slot.values = "{\"x\",\"ключ\"}";
  auto& shape = s.workload.emplace_back();
  shape.text = "SELECT $1";
  shape.calls = 0.1;
  shape.total_ms = -0.0;
  return s;
}

class SnapshotFile : public testing::Test {
 protected:
  SnapshotFile() : folder_(*os::TemporaryFolder::make("snapshot")), path_(folder_.path() / "prod.ante") {
    EXPECT_TRUE(save(example(), path_));
  }
  std::string bytes() const { return *os::read_file(path_); }
  void write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes; }
  void sql(const char* statement) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, statement, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  void expect_refused(std::string_view why) const {
    auto loaded = load(path_);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().exit, Exit::bad_input) << loaded.error().what;
    EXPECT_TRUE(contains(loaded.error().what, why)) << loaded.error().what;
    EXPECT_FALSE(loaded.error().next.empty());
  }
  os::TemporaryFolder folder_;
  fs::path path_;
};

TEST_F(SnapshotFile, ComesBackAsItWas) {
  auto loaded = load(path_);
  ASSERT_TRUE(loaded) << loaded.error().what;
  auto original = example();
  EXPECT_EQ(loaded->catalog.version, 150004);
  EXPECT_EQ(loaded->catalog.tables[0].name, original.catalog.tables[0].name);
  EXPECT_EQ(loaded->catalog.tables[0].options, original.catalog.tables[0].options);
  EXPECT_EQ(loaded->sizes[0].total_bytes, 1ll << 40);
  EXPECT_EQ(loaded->slots[0].op, std::nullopt);
  EXPECT_EQ(loaded->slots[0].values, original.slots[0].values);
  EXPECT_EQ(loaded->workload[0].calls, 0.1);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(SnapshotFile, HashIsOfTheContent) {
  auto first = content_hash(path_);
  ASSERT_TRUE(first);
  ASSERT_TRUE(save(example(), folder_.path() / "again.ante"));
  EXPECT_EQ(content_hash(folder_.path() / "again.ante"), *first);
  auto other = example();
  other.sizes[0].blocks = 1;
  ASSERT_TRUE(save(other, path_));
  EXPECT_NE(content_hash(path_), *first);
}

TEST_F(SnapshotFile, TruncatedFileIsRefused) {
  auto whole = bytes();
  for (std::size_t length : {whole.size() - 1, whole.size() - 4096, whole.size() / 2, std::size_t(100)}) {
    write(whole.substr(0, length));
    expect_refused("damaged");
  }
  write(whole.substr(0, 99));
  expect_refused("no snapshot");
  write("");
  expect_refused("no snapshot");
}

TEST_F(SnapshotFile, AnyChangedByteIsNoticedOrHarmless) {
  auto whole = bytes();
  auto before = *content_hash(path_);
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    write(changed);
    auto loaded = load(path_);
    if (loaded)
      EXPECT_EQ(loaded->slots[0].values, example().slots[0].values) << at;
    else
      EXPECT_FALSE(loaded.error().what.empty());
  }
}

TEST_F(SnapshotFile, ForeignFileIsRefused) {
  write(std::string(5000, 'x'));
  expect_refused("no snapshot");
  fs::remove(path_);
  sql("CREATE TABLE t (a)");
  expect_refused("no snapshot");
  fs::remove(path_);
  expect_refused("there is no file");
}

TEST_F(SnapshotFile, NewerFileIsRefused) {
  sql("PRAGMA user_version = 99");
  expect_refused("format 99");
}

TEST_F(SnapshotFile, ChangedContentIsRefused) {
  sql("UPDATE size SET blocks = 5");
  expect_refused("digest");
}

TEST_F(SnapshotFile, ViewCannotPoseAsATable) {
  sql("DROP TABLE figure; CREATE VIEW figure AS SELECT 'a' AS subject, 'b' AS name, 0.0 AS value, 'c' AS text");
  expect_refused("foreign view");
}

TEST_F(SnapshotFile, ForeignTablesAndTriggersAreRefused) {
  sql("CREATE TABLE more (a)");
  expect_refused("foreign table");
}

TEST_F(SnapshotFile, CellOfAnotherTypeIsRefused) {
  sql("UPDATE size SET blocks = 'many'");
  expect_refused("blocks");
}

TEST_F(SnapshotFile, CatalogAsSqlIsPartOfTheDigest) {
  auto with_schema = example();
  auto& schema = with_schema.catalog.schemas.emplace_back();
  schema.name = "app";
  ASSERT_TRUE(save(with_schema, path_));
  ASSERT_TRUE(load(path_));
  sql("UPDATE ddl SET sql = 'DROP DATABASE school'");
  expect_refused("digest");
}

TEST_F(SnapshotFile, FolderThatIsMissingIsNamed) {
  auto saved = save(example(), folder_.path() / "nowhere" / "prod.ante");
  ASSERT_FALSE(saved);
  EXPECT_TRUE(contains(saved.error().what, "nowhere"));
}

}  // namespace
}  // namespace ante::snapshot
