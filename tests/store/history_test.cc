// What is kept of what was seen, and that it is there again.
#include "store/history.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "os/folders.h"

namespace ante::tests {
namespace {

using incident::Event;

class History : public testing::Test {
 protected:
  store::History opened(const std::string& database = "shop") {
    auto history = store::History::open(path_, database);
    EXPECT_TRUE(history) << history.error().what;
    return *std::move(history);
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("history");
  std::filesystem::path path_ = folder_.path() / "shop.sqlite";
};

TEST_F(History, EventsHaveNumbersAndComeBack) {
  std::vector<Event> events{
      {.at = 10, .kind = Event::Kind::seen, .about = "a", .says = "ä \"quoted\"", .shown = {"x", "y"}, .began = 8},
      {.at = 11, .kind = Event::Kind::not_it, .about = "a", .says = "the network"}};
  {
    auto history = opened();
    ASSERT_TRUE(history.add(events));
  }
  EXPECT_EQ(events[0].number, 1);
  EXPECT_EQ(events[1].number, 2);
  auto again = opened();
  std::vector<Event> more{{.at = 12, .kind = Event::Kind::over, .about = "a", .says = "gone"}};
  ASSERT_TRUE(again.add(more));
  EXPECT_EQ(more[0].number, 3);
  auto reader = store::History::read(path_);
  ASSERT_TRUE(reader) << reader.error().what;
  auto found = reader->events();
  ASSERT_TRUE(found) << found.error().what;
  ASSERT_EQ(found->size(), 3u);
  EXPECT_EQ((*found)[0].says, "ä \"quoted\"");
  EXPECT_EQ((*found)[0].shown, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ((*found)[1].kind, Event::Kind::not_it);
  EXPECT_EQ((*found)[0].began, 8);
  EXPECT_EQ((*found)[1].began, std::nullopt);
}

TEST_F(History, WorkGrowsCoarseAndIsNotLost) {
  auto history = opened();
  auto text_of = [](const std::string& shape) { return "SELECT " + shape; };
  for (int i = 0; i < 120; ++i) {
    watch::Interval interval{.from = 1'000'000.0 + i * 10, .to = 1'000'010.0 + i * 10};
    interval.by_shape["a"] = {.calls = 5, .ms = 10, .blocks = 50};
    ASSERT_TRUE(history.add(interval, text_of));
  }
  ASSERT_TRUE(history.thin(1'000'000 + 3 * 86'400));
  auto work = [&] {
    auto file = *sqlite::Database::open(path_);
    auto row = *file.prepare("SELECT count(*), coalesce(sum(calls), 0), max((SELECT text FROM shape)) FROM work");
    EXPECT_TRUE(*row.step());
    return std::tuple{row.integer(0), row.real(1), std::string(row.text(2))};
  };
  auto [rows, calls, text] = work();
  EXPECT_LE(rows, 3);
  EXPECT_EQ(calls, 600);
  EXPECT_EQ(text, "SELECT a");
  ASSERT_TRUE(history.thin(1'000'000 + 40 * 86'400));
  EXPECT_EQ(std::get<0>(work()), 0);
}

TEST_F(History, AnotherDatabasesIsRefused) {
  opened("shop");
  auto other = store::History::open(path_, "school");
  ASSERT_FALSE(other);
  EXPECT_TRUE(contains(other.error().what, "history of database shop")) << other.error().what;
}

TEST_F(History, WhatIsNoneIsRefusedAndLeftAsItIs) {
  ASSERT_TRUE(os::write_file(path_, "this is no database, whatever it is called"));
  auto opened = store::History::open(path_, "shop");
  ASSERT_FALSE(opened);
  EXPECT_TRUE(contains(opened.error().what, path_.string())) << opened.error().what;
  EXPECT_EQ(*os::read_file(path_), "this is no database, whatever it is called");
  EXPECT_FALSE(store::History::read(folder_.path() / "nothing"));
}

TEST_F(History, OneOfTheFormatBeforeIsReadAndTakenOver) {
  opened();
  auto make_older = [&] {
    auto file = *sqlite::Database::keep(path_);
    EXPECT_TRUE(file.execute("UPDATE meta SET value = '2' WHERE key = 'format'"));
  };
  auto format = [&] {
    auto file = *sqlite::Database::open(path_);
    auto row = *file.prepare("SELECT value FROM meta WHERE key = 'format'");
    EXPECT_TRUE(*row.step());
    return std::string(row.text(0));
  };
  make_older();
  EXPECT_TRUE(store::History::read(path_));
  EXPECT_EQ(format(), "2");  // who reads changes nothing
  EXPECT_TRUE(store::History::go_on(path_));
  EXPECT_EQ(format(), "3");
  make_older();
  opened();
  EXPECT_EQ(format(), "3");
}

TEST_F(History, OneOfANewerAnteIsRefused) {
  opened();
  {
    auto file = *sqlite::Database::keep(path_);
    ASSERT_TRUE(file.execute("UPDATE meta SET value = '4' WHERE key = 'format'"));
  }
  auto newer = store::History::open(path_, "shop");
  ASSERT_FALSE(newer);
  EXPECT_TRUE(contains(newer.error().what, "another version")) << newer.error().what;
}

}  // namespace
}  // namespace ante::tests
