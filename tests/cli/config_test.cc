// ante.toml, as people write it and mistype it.
#include "cli/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "os/folders.h"

namespace ante::tests {
namespace {

class ConfigFile : public testing::Test {
 protected:
  std::filesystem::path write(std::string_view text) {
    auto file = folder_.path() / "ante.toml";
    std::ofstream(file) << text;
    return file;
  }
  Error refused(std::string_view text) {
    auto config = cli::read_config(write(text));
    EXPECT_FALSE(config);
    return config ? Error{} : config.error();
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("config");
};

TEST_F(ConfigFile, PathsAreSeenFromItsFolder) {
  auto config =
      cli::read_config(write("snapshot = \"db/prod.ante\"\nmigrations = \"../sql\"\nrole = "
                             "\"app\"\n[capture]\nexclude_columns = [\"a.b.c\"]\n"));
  ASSERT_TRUE(config) << config.error().what;
  EXPECT_EQ(config->snapshot, folder_.path() / "db/prod.ante");
  EXPECT_EQ(config->migrations, folder_.path().parent_path() / "sql");
  EXPECT_EQ(config->role, "app");
  EXPECT_EQ(config->excluded_columns, std::vector<std::string>{"a.b.c"});
}

TEST_F(ConfigFile, IsFoundFromBelow) {
  write("role = \"app\"");
  std::filesystem::create_directories(folder_.path() / "a/b");
  auto config = cli::find_config(folder_.path() / "a/b");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->role, "app");
}

TEST_F(ConfigFile, UnknownKeyIsNamedWithItsLineAndItsLikeness) {
  auto error = refused("role = \"app\"\nsnapshoot = \"x\"\n");
  EXPECT_EQ(error.exit, Exit::bad_input);
  EXPECT_TRUE(error.what.ends_with("ante.toml:2:1: there is no key 'snapshoot'")) << error.what;
  EXPECT_EQ(error.next, "did you mean 'snapshot'?");
  EXPECT_TRUE(refused("[capture]\nexclude_column = []\n").what.ends_with(":2:1: there is no key 'exclude_column'"));
}

TEST_F(ConfigFile, WrongKindOfValueIsNamed) {
  EXPECT_NE(refused("snapshot = 7").what.find(":1:12: the value of 'snapshot' must be a path in quotes"),
            std::string::npos);
  EXPECT_EQ(refused("capture = 7").exit, Exit::bad_input);
}

TEST_F(ConfigFile, BrokenFileIsNamedWithItsLine) {
  auto error = refused("role = \"app\nsnapshot");
  EXPECT_EQ(error.exit, Exit::bad_input);
  EXPECT_NE(error.what.find("ante.toml:1:"), std::string::npos) << error.what;
}

}  // namespace
}  // namespace ante::tests
