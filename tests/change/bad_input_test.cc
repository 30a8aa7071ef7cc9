// What is no change that could be read: each has one message, and is the caller's to mend.
#include <sys/stat.h>

#include "written_folder.h"

namespace ante::tests {
namespace {

class BadInput : public WrittenFolder {};

TEST_F(BadInput, MarksOfTwoToolsInOneFolder) {
  write("1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
  write("2_b.sql", "-- +goose Up\nSELECT 1;\n");
  EXPECT_EQ(refused(), "1_a.sql has dbmate's marks, and 2_b.sql has goose's");
  EXPECT_EQ(refused("", "goose"), "1_a.sql:2: a statement above '-- +goose Up', which goose refuses");
}

TEST_F(BadInput, FolderOfProgramsNamesTheWayToRunThem) {
  for (auto* name : {"20240101000000_a.rb", "1_a.js", "0001_initial.py", "1_a.ts", "1_a.php"}) {
    write("only/" + std::string(name), "");
    auto change = change::read_change(folder_.path() / "only");
    ASSERT_FALSE(change);
    EXPECT_TRUE(contains(change.error().what, "holds no SQL: its migrations are programs")) << change.error().what;
    EXPECT_TRUE(contains(change.error().next, "ante check --run")) << change.error().next;
    std::filesystem::remove_all(folder_.path() / "only");
  }
}

TEST_F(BadInput, EmptyFolder) { EXPECT_TRUE(refused().ends_with("holds no migrations")); }

TEST_F(BadInput, NulByteIsNamedWithItsLine) {
  write("1_a.sql", std::string_view("SELECT 1;\nSELECT '\0';\n", 22));
  EXPECT_EQ(refused(), "1_a.sql:2: there is a NUL byte");
}

TEST_F(BadInput, TextThatIsNotUtf8) {
  write("1_a.sql", "SELECT '\xff'");
  EXPECT_EQ(refused(), "1_a.sql is not UTF-8");
}

TEST_F(BadInput, FileBeyondTheLimit) {
  write("1_a.sql", "");
  std::filesystem::resize_file(folder_.path() / "1_a.sql", (64u << 20) + 1);
  EXPECT_EQ(refused(), "1_a.sql is too large: more than 64 MB");
}

TEST_F(BadInput, FileThatCannotBeRead) {
  write("1_a.sql", "SELECT 1;");
  std::filesystem::create_symlink("/proc/self/mem", folder_.path() / "2_b.sql");
  EXPECT_EQ(refused(), "2_b.sql cannot be read");
}

TEST_F(BadInput, PipeIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo((folder_.path() / "1_a.sql").c_str(), 0600), 0);
  EXPECT_EQ(refused(), "1_a.sql is no file of SQL");
  EXPECT_EQ(refused("1_a.sql"), "1_a.sql is no file of SQL");
}

TEST_F(BadInput, LinksThatLeadRoundEndSomewhere) {
  write("V1__a.sql", "SELECT 1;");
  std::filesystem::create_directory_symlink(folder_.path(), folder_.path() / "again");
  EXPECT_EQ(names(read()).size(), 1u);
  std::filesystem::create_symlink("V2__b.sql", folder_.path() / "V2__b.sql");
  EXPECT_TRUE(refused().starts_with("V2__b.sql cannot be read"));
}

TEST_F(BadInput, FileMayBeCalledAsToolsCallTheirs) {
  for (auto* name : {"mine/migration.sql", "mine/up.sql"}) {
    write(name, "SELECT 1;");
    auto file = std::filesystem::path(name).filename().string();
    EXPECT_EQ(read({}, {}, name).migrations.at(0).steps.at(0).file, file);
  }
}

TEST_F(BadInput, FolderNamedLikeAFile) {
  write("1_a.sql/inside.txt", "");
  write("2_b.sql", "SELECT 1;");
  EXPECT_EQ(names(read()), (Names{"2_b"}));
}

TEST_F(BadInput, NamesDoNotSteerATerminal) {
  write("1_a\n\x1b[2Jb\r.sql", "SELECT 1;");
  write("2_\xff.sql", "");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"1_a??[2Jb?", "2_?"}));
  EXPECT_EQ(change.migrations.at(0).steps.at(0).file, "1_a??[2Jb?.sql");
  EXPECT_EQ(change.notes, (Names{"2_?.sql holds no statement"}));
}

TEST_F(BadInput, CommandOfPsqlIsNamedInEveryTool) {
  write("1_a.up.sql", "SELECT 1;\n\\i other.sql\n");
  EXPECT_EQ(refused(), "1_a.up.sql:2: '\\i other.sql' is a command of psql, not SQL");
}

TEST_F(BadInput, FileThatIsAppliedMayBeUnreadable) {
  write("1_a.sql", "SELECT '\xff'");
  write("2_b.sql", "SELECT 1;");
  EXPECT_EQ(names(read({{"dbmate", "public.schema_migrations", {{"1"}}}})), (Names{"2_b"}));
}

}  // namespace
}  // namespace ante::tests
