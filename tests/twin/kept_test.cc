// Twins in the cache: which stay, and that none is ever there in part.
#include "twin/kept.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/private_cache.h"
#include "twin/base_page.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

TEST(Kept, WhatWasNotUsedForLongestGoesWhole) {
  PrivateCache cache;
  auto twins = cache.path() / "twins";
  auto now = fs::file_time_type::clock::now();
  for (int i = 0; i < 72; ++i) {
    auto folder = twins / fmt::format("{}", i);
    fs::create_directories(folder);
    std::ofstream(folder / "PG_VERSION") << 15;
    fs::last_write_time(folder, now - std::chrono::hours(30 + i));
  }
  twin::forget_old_twins();
  for (int i = 0; i < 72; ++i) EXPECT_EQ(fs::exists(twins / fmt::format("{}/PG_VERSION", i)), i < 64) << i;
  EXPECT_TRUE(cache.running().empty());
}

TEST(Kept, OfSparesTheLatestStayAndTakeNoTwinsPlace) {
  PrivateCache cache;
  auto twins = cache.path() / "twins";
  auto now = fs::file_time_type::clock::now();
  auto make = [&](const std::string& name, std::chrono::seconds ago) {
    fs::create_directories(twins / name);
    fs::last_write_time(twins / name, now - ago);
  };
  for (int i = 0; i < 64; ++i) make(fmt::format("{}-15.18-0", i), std::chrono::hours(30));
  for (int i = 0; i < 10; ++i) make(fmt::format("{}-15.18-0.spare-{}", i / 2, i % 2), std::chrono::seconds(i));
  twin::forget_old_twins();
  for (int i = 0; i < 64; ++i) EXPECT_TRUE(fs::exists(twins / fmt::format("{}-15.18-0", i))) << i;
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(fs::exists(twins / fmt::format("{}-15.18-0.spare-{}", i / 2, i % 2)), i < 6) << i;
}

TEST(Kept, PageThatIsNotOurOwnIsNotBelieved) {
  auto server = *pg::server_for(15);
  PrivateCache cache;
  using nlohmann::json;
  json elsewhere{{"database", "d"},
                 {"placed", json::array()},
                 {"missing", json::array()},
                 {"refused_settings", json::array()},
                 {"inflations", json::array({json::array({"t", "/etc/passwd", "heap", 1, 0, json::array(), 1, ""})})}};
  auto short_one = elsewhere;
  short_one["inflations"] = json::array({json::array({"t"})});
  for (auto& page : {json::to_cbor(json::object()), json::to_cbor(json{{"database", 1}}), json::to_cbor(elsewhere),
                     json::to_cbor(short_one), std::vector<std::uint8_t>{0xff}, std::vector<std::uint8_t>{}}) {
    twin::Kept kept("one", server);
    fs::create_directories(kept.data());
    fs::permissions(kept.data().parent_path(), fs::perms::owner_all);
    std::ofstream(kept.data() / "PG_VERSION") << 15;
    std::ofstream(kept.data() / "ante-twin.cbor") << std::string(page.begin(), page.end());
    auto kept_page = kept.page();
    ASSERT_TRUE(kept_page);
    EXPECT_FALSE(twin::base_of_page(*kept_page, kept.data(), {}));
    kept.forget();
    EXPECT_FALSE(fs::exists(kept.data())) << "so that a true one can be kept";
  }
}

TEST(Kept, WhatOthersMayWriteIsNotBelieved) {
  auto server = *pg::server_for(15);
  PrivateCache cache;
  NoProgress quiet;
  twin::Kept kept("one", server);
  auto cluster = pg::Cluster::raise({}, quiet);
  ASSERT_TRUE(cluster) << cluster.error().what;
  ASSERT_TRUE(cluster->stop());
  ASSERT_TRUE(kept.keep(std::move(*cluster), "a page"));
  EXPECT_EQ(kept.page(), "a page");
  fs::permissions(kept.data().parent_path(), fs::perms::all);
  EXPECT_FALSE(kept.page());
}

// Two runs raise the same base; the second finds the first one's in its place, and goes on with that.
TEST(Kept, WhoeverIsQuickerIsKept) {
  auto server = *pg::server_for(15);
  PrivateCache cache;
  NoProgress quiet;
  twin::Kept kept("one", server);
  for (auto* name : {"first", "second"}) {
    auto cluster = pg::Cluster::raise({}, quiet);
    ASSERT_TRUE(cluster) << cluster.error().what;
    ASSERT_TRUE(cluster->stop());
    twin::Base base{.data = kept.data(), .spec = {}, .database = name};
    base.inflations.push_back({"t", "base/1/2", "btree", 7, 1, {{std::string("\0\xff", 2), true}}, 2, "abc"});
    auto page = kept.keep(std::move(*cluster), twin::page_of(base));
    ASSERT_TRUE(page) << page.error().what;
    auto now = twin::base_of_page(*page, kept.data(), {});
    ASSERT_TRUE(now);
    EXPECT_EQ(now->database, "first");
    ASSERT_EQ(now->inflations.size(), 1u);
    EXPECT_EQ(now->inflations[0].keys[0].datum, std::string("\0\xff", 2));
  }
  EXPECT_TRUE(cache.running().empty());
}

TEST(Kept, FileIsThereWholeOrNotAtAll) {
  auto server = *pg::server_for(15);
  PrivateCache cache;
  twin::Kept kept(twin::Kept("one", server).data(), "plans");
  EXPECT_FALSE(kept.file());
  ASSERT_TRUE(kept.keep_file(std::string_view("a\0b", 3)));
  EXPECT_EQ(kept.file(), std::string("a\0b", 3));
  fs::permissions(kept.data().parent_path(), fs::perms::all);
  EXPECT_FALSE(kept.file()) << "others may write there";
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
