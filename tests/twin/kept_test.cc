// Twins in the cache: which stay, and that none is ever there in part.
#include "twin/kept.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/private_cache.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

TEST(Kept, WhatWasNotUsedForLongestGoesWhole) {
  auto server = *pg::server_for(15);
  PrivateCache cache;
  auto twins = cache.path() / "twins";
  auto now = fs::file_time_type::clock::now();
  for (int i = 0; i < 20; ++i) {
    auto folder = twins / fmt::format("{}", i);
    fs::create_directories(folder / "base");
    std::ofstream(folder / "base/PG_VERSION") << 15;
    fs::last_write_time(folder, now - std::chrono::hours(30 + i));
  }
  twin::Kept("another", server).prune();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(fs::exists(twins / fmt::format("{}/base/PG_VERSION", i)), i < 16) << i;
  EXPECT_TRUE(cache.running().empty());
}

TEST(Kept, TwinIsNotFoundAfterAnExtensionWasInstalled) {
  auto server = *pg::server_for(15);
  PrivateCache cache;
  server.bin = cache.path() / "server/bin";
  auto extensions = cache.path() / "server/share/postgresql/extension";
  fs::create_directories(server.bin);
  fs::create_directories(extensions);
  auto before = twin::Kept("one", server).data();
  EXPECT_EQ(twin::Kept("one", server).data(), before);
  fs::last_write_time(extensions, fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_NE(twin::Kept("one", server).data(), before);
}

}  // namespace
}  // namespace ante::tests
