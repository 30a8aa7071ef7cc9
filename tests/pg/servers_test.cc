#include "pg/servers.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "os/folders.h"
#include "support/private_cache.h"

namespace ante::pg {
namespace {

namespace fs = std::filesystem;

// A folder whose postgres says what it is told to.
fs::path pretended_server(const fs::path& folder, std::string_view says) {
  fs::create_directories(folder);
  for (auto program : {"postgres", "initdb"}) {
    EXPECT_TRUE(os::write_file(folder / program, fmt::format("#!/bin/sh\n{}\n", says)));
    fs::permissions(folder / program, fs::perms(0755));
  }
  return folder;
}

class Servers : public testing::Test {
 protected:
  tests::PrivateCache cache;
  void SetUp() override { ::unsetenv("ANTE_SERVERS"); }
};

TEST_F(Servers, NamedByTheUserIsPreferred) {
  auto bin = pretended_server(cache.path() / "mine", "echo 'postgres (PostgreSQL) 15.99 (mine)'");
  ::setenv("ANTE_SERVERS", bin.c_str(), 1);
  auto server = server_for(15);
  ASSERT_TRUE(server);
  EXPECT_EQ(server->version, "15.99");
  EXPECT_EQ(server->bin, bin);
  EXPECT_EQ(server->origin, "ANTE_SERVERS");
}

TEST_F(Servers, InstalledByAnteIsFound) {
  pretended_server(cache.path() / "servers/16/native/bin", "echo 'postgres (PostgreSQL) 16.14'");
  auto server = server_for(16);
  ASSERT_TRUE(server);
  EXPECT_EQ(server->version, "16.14");
}

TEST_F(Servers, OfANewMajorStillBeingTestedIsFound) {
  pretended_server(cache.path() / "servers/18/native/bin", "echo 'postgres (PostgreSQL) 18beta1'");
  auto server = server_for(18);
  ASSERT_TRUE(server);
  EXPECT_EQ(server->version, "18beta1");
}

TEST_F(Servers, MissingMajorSaysWhatToInstall) {
  int major = newest_major;
  while (major >= oldest_major && server_for(major)) --major;
  ASSERT_GE(major, oldest_major) << "every major is installed here, so that none is missing";
  auto server = server_for(major);
  EXPECT_EQ(server.error().what, fmt::format("there is no PostgreSQL {} server on this machine", major));
  EXPECT_TRUE(contains(server.error().next, fmt::format("ante doctor --install {}", major))) << server.error().next;
  EXPECT_EQ(server.error().exit, Exit::undecided);
}

TEST_F(Servers, MajorThatIsNotSupportedIsNotOfferedForInstallation) {
  auto server = server_for(9);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().next, "PostgreSQL 12 to 18 are supported");
}

TEST_F(Servers, ThatDoesNotRunIsPassedOver) {
  pretended_server(cache.path() / "servers/16/native/bin", "echo 'error while loading shared libraries' >&2; exit 127");
  EXPECT_FALSE(server_at(cache.path() / "servers/16/native/bin"));
  auto mine = pretended_server(cache.path() / "mine", "echo 'postgres (PostgreSQL) 16.1'");
  ::setenv("PATH", (mine.string() + ":" + std::getenv("PATH")).c_str(), 1);
  auto server = server_for(16);
  ASSERT_TRUE(server);
  EXPECT_EQ(server->origin, "PATH");
}

TEST_F(Servers, EachFolderIsListedOnce) {
  auto bin = pretended_server(cache.path() / "servers/16/native/bin", "echo 'postgres (PostgreSQL) 16.14'");
  ::setenv("ANTE_SERVERS", fmt::format("{}:{}/../bin", bin.string(), bin.string()).c_str(), 1);
  auto found = find_servers();
  EXPECT_EQ(std::ranges::count(found, "16.14", &ServerBinaries::version), 1);
}

TEST(ServersOfThisMachine, AreFoundWithTheirVersions) {
  for (int major : {15, 17}) {
    auto server = server_for(major);
    ASSERT_TRUE(server) << server.error().what;
    EXPECT_TRUE(server->version.starts_with(std::to_string(major))) << server->version;
  }
}

}  // namespace
}  // namespace ante::pg
