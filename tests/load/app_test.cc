// What people do, as it is written down: read, and refused with the line where it is wrong.
#include "load/app.h"

#include <gtest/gtest.h>

#include <fstream>

#include "load/arrivals.h"
#include "os/folders.h"

namespace ante::tests {
namespace {

class AppFolder : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) { std::ofstream(folder_.path() / name) << text; }
  Result<load::App> read(const std::map<std::string, std::int64_t>& sizes = {}) {
    return load::read_app(folder_.path(), sizes);
  }
  Error refused(std::string_view text) {
    write("one.sql", text);
    auto app = read();
    EXPECT_FALSE(app) << text;
    return app ? Error{} : app.error();
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("app");
};

const load::Statement& statement(const load::Endpoint& endpoint, std::size_t i) {
  return std::get<load::Statement>(endpoint.steps[i]);
}

TEST_F(AppFolder, VersionIsLikeAnotherWhereItSaysNothingElse) {
  std::filesystem::create_directories(folder_.path() / "v1");
  write("v1/visit.sql", "\\actions 7\n\\connections 9\n\\size a 1\n\\size b 2\n\\size c 3\n");
  write("v1/old.sql", "SELECT 1;\n");
  write("v1/same.sql", "SELECT :a::int;\n");
  write("visit.sql", "\\like v1\n\\connections 3\n\\size b 20\n");
  write("old.sql", "SELECT 2;\n");
  write("young.sql", "SELECT :b::int, :c::int;\n");
  auto app = read({{"c", 30}});
  ASSERT_TRUE(app) << app.error().what;
  EXPECT_EQ(app->actions, 7);
  EXPECT_EQ(app->connections, 3);
  ASSERT_EQ(app->endpoints.size(), 3u);
  EXPECT_EQ(statement(app->endpoints[0], 0).sql, "SELECT 2");
  EXPECT_EQ(app->endpoints[1].name, "same");
  EXPECT_EQ(app->endpoints[2].name, "young");
  auto size = [&](std::string_view name) { return app->sizes[static_cast<std::size_t>(*app->names.find(name))]; };
  EXPECT_EQ(size("a"), "1");
  EXPECT_EQ(size("b"), "20") << "its own word wins";
  EXPECT_EQ(size("c"), "30") << "what is given from outside wins over both";
  write("v1/visit.sql", "\\like ..\n");
  auto circle = read();
  ASSERT_FALSE(circle);
  EXPECT_NE(circle.error().what.find("is like itself"), std::string::npos) << circle.error().what;
  write("visit.sql", "\\actions 3\n\\like v1\n");
  EXPECT_NE(read().error().what.find("visit.sql:2: \\like comes first"), std::string::npos) << read().error().what;
  write("visit.sql", "\\like v0\n");
  EXPECT_NE(read().error().what.find("visit.sql:1: cannot read the application"), std::string::npos)
      << read().error().what;
}

TEST_F(AppFolder, WhatAVersionDoesOtherwiseIsDoneAsBeforeWhereItDoesNotSay) {
  std::filesystem::create_directories(folder_.path() / "v1");
  write("v1/visit.sql", "\\size a 1\n");
  write("v1/buy.sql",
        "\\weight 7\n\\first\n\\autocommit\n\\goal 150ms\n\\writes t.receipt\n\\set b 1\nSELECT :b::int;\nSELECT 2;\n");
  write("v1/look.sql", "\\autocommit\n\\writes t.receipt\n\\first\nSELECT 3;\n");
  write("visit.sql", "\\like v1\n");
  write("buy.sql", "\\goal 200ms\nSELECT 4;\n");
  write("look.sql", "\\autocommit off\n\\writes nothing\n\\first off\nSELECT 5;\n");
  auto app = read();
  ASSERT_TRUE(app) << app.error().what;
  auto &buy = app->endpoints[0], &look = app->endpoints[1];
  EXPECT_EQ(buy.weight, 7);
  EXPECT_TRUE(buy.first);
  EXPECT_FALSE(buy.one_transaction);
  EXPECT_EQ(buy.goal, Millis(200));
  EXPECT_EQ(buy.column, "receipt");
  ASSERT_EQ(buy.steps.size(), 1u) << "what it does stands in its own file";
  EXPECT_EQ(statement(buy, 0).sql, "SELECT 4");
  EXPECT_TRUE(look.one_transaction);
  EXPECT_FALSE(look.first);
  EXPECT_EQ(look.table, "");
  EXPECT_EQ(app->statements, 2);
  EXPECT_EQ(statement(look, 0).number, 1) << "numbers follow one another";
  write("look.sql", "\\first of\nSELECT 5;\n");
  EXPECT_NE(read().error().what.find("look.sql:1: nothing or off is expected"), std::string::npos);
  write("look.sql", "\\first off\n");
  EXPECT_NE(read().error().what.find("there is no statement in"), std::string::npos);
}

TEST_F(AppFolder, SaysWhatPeopleDo) {
  write("visit.sql",
        "\\size students 100\n\\visitor random(1, :students)\n\\actions 3\n\\connections 7\n\\session work_mem 64MB\n");
  write("hand_in.sql",
        "\\weight 5\n\\think 2s\n\\timeout 3s\n\\goal 150ms\n\\retry 2 50ms\n\\fails It did not arrive.\n"
        "\\writes submission.receipt\n\\set a random_zipfian(1, :students * 2, 0.8) + 1\n"
        "SELECT max(n)\n  AS n FROM submission WHERE student = :user\n  AND a = :a \\gset\n"
        "INSERT INTO submission VALUES (:n, ':n', now()::date, :write_id, :n); DELETE FROM t;\n");
  write("report.sql", "\\every 10s\n\\user 0\n\\autocommit\nSELECT 1;\n");
  auto app = read();
  ASSERT_TRUE(app) << app.error().what;
  EXPECT_EQ(app->connections, 7);
  EXPECT_EQ(app->session, (std::vector<std::pair<std::string, std::string>>{{"work_mem", "64MB"}}));
  ASSERT_EQ(app->endpoints.size(), 2u);
  auto& hand_in = app->endpoints[0];
  EXPECT_EQ(hand_in.name, "hand_in");
  EXPECT_EQ(hand_in.weight, 5);
  EXPECT_EQ(hand_in.timeout, Millis(3'000));
  EXPECT_EQ(hand_in.retries, 2);
  EXPECT_EQ(hand_in.fails, "It did not arrive.");
  EXPECT_EQ(hand_in.table, "submission");
  EXPECT_EQ(hand_in.column, "receipt");
  ASSERT_EQ(hand_in.steps.size(), 4u);
  EXPECT_EQ(statement(hand_in, 1).sql, "SELECT max(n)\n  AS n FROM submission WHERE student = $1\n  AND a = $2");
  EXPECT_TRUE(statement(hand_in, 1).keeps);
  EXPECT_EQ(statement(hand_in, 2).sql, "INSERT INTO submission VALUES ($1, ':n', now()::date, $2, $1)");
  EXPECT_EQ(statement(hand_in, 3).sql, "DELETE FROM t");
  EXPECT_TRUE(hand_in.one_transaction);
  EXPECT_FALSE(app->endpoints[1].one_transaction);
  EXPECT_EQ(app->endpoints[1].every, Millis(10'000));
}

TEST_F(AppFolder, SizesFromOutsideWin) {
  write("visit.sql", "\\size students 100\n\\visitor :students\n");
  write("one.sql", "SELECT 1;");
  auto app = read({{"students", 7}});
  ASSERT_TRUE(app);
  load::Chance chance(1);
  EXPECT_EQ(app->visitor->value(app->sizes, chance), 7);
}

TEST_F(AppFolder, WhatIsWrongIsNamedWithItsLine) {
  EXPECT_NE(refused("\\wait 5s\nSELECT 1;").what.find("one.sql:1: there is no command \\wait"), std::string::npos);
  EXPECT_NE(refused("SELECT 1;\n\\set a :b\n").what.find("one.sql:2: there is no variable :b"), std::string::npos);
  EXPECT_NE(refused("\\weight 1\n\nSELECT :b;").what.find("one.sql:3: there is no variable :b"), std::string::npos);
  EXPECT_NE(refused("\\goal soon\nSELECT 1;").what.find("one.sql:1: 'soon' is no length of time"), std::string::npos);
  EXPECT_NE(refused("SELECT 'x").what.find("one.sql:1"), std::string::npos);
  EXPECT_NE(refused("\\weight 1\n").what.find("there is no statement in"), std::string::npos);
  EXPECT_NE(refused("\\writes submission\nSELECT 1;").what.find("one.sql:1"), std::string::npos);
  for (auto* expression : {"", "1 +", "random(1)", "random(1, 2", "zipf(1, 2)", "1 2", ":", "random_zipfian(1, 2, 0)",
                           "99999999999999999999", "random_gaussian(1, 9, 0.1)", "(((1)"}) {
    auto error = refused(std::string("\\set a ") + expression + "\nSELECT 1;");
    EXPECT_EQ(error.exit, Exit::bad_input) << expression;
  }
  EXPECT_EQ(refused("\\set a " + std::string(100'000, '(') + "\nSELECT 1;").exit, Exit::bad_input);
  write("visit.sql", "SELECT 1;");
  EXPECT_NE(refused("SELECT 1;").what.find("visit.sql:1: only commands belong here"), std::string::npos);
}

TEST_F(AppFolder, FolderThatIsNoneIsBadInput) {
  EXPECT_EQ(load::read_app(folder_.path() / "none").error().exit, Exit::bad_input);
  EXPECT_EQ(read().error().exit, Exit::bad_input);
}

std::int64_t value(std::string_view text) {
  load::Names names;
  load::Chance chance(3);
  return load::Expression::read(text, names)->value({}, chance);
}

TEST(Expressions, AreReckonedAsWritten) {
  EXPECT_EQ(value("2 + 3 * 4 - 10 / 3"), 11);
  EXPECT_EQ(value("-(2 + 3) * -2 % 7"), 3);
  EXPECT_EQ(value("1 / 0"), 0);
  EXPECT_EQ(value("1 % 0"), 0);
  EXPECT_EQ(value("(0 - 9223372036854775807 - 1) / -1"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(value("(0 - 9223372036854775807 - 1) % -1"), 0);
  EXPECT_GE(value("random(-9223372036854775807, 9223372036854775807)"), -1'000'000'000'000'000);
}

TEST(Expressions, ChanceKeepsItsBoundsAndItsShape) {
  load::Names names;
  load::Chance chance(11);
  for (std::string_view text :
       {"random(5, 9)", "random_zipfian(5, 9, 1.1)", "random_exponential(5, 9, 3)", "random_gaussian(5, 9, 2.5)"}) {
    auto expression = *load::Expression::read(text, names);
    std::map<std::int64_t, int> times;
    for (int i = 0; i < 10'000; ++i) ++times[expression.value({}, chance)];
    EXPECT_EQ(times.begin()->first, 5) << text;
    EXPECT_EQ(times.rbegin()->first, 9) << text;
    EXPECT_EQ(times.size(), 5u) << text;
  }
  // Where the high bound is below the low one there is one value.
  EXPECT_EQ(value("random(5, 1)"), 5);
}

// 1/k^s over its sum, for every s, with as many draws as the bound needs.
TEST(Expressions, ZipfianIsZipfian) {
  constexpr int n = 50, draws = 200'000;
  load::Chance chance(5);
  for (double s : {0.5, 1.0, 1.1, 2.0}) {
    std::vector<int> times(n + 1);
    for (int i = 0; i < draws; ++i) ++times[static_cast<std::size_t>(load::zipfian(n, s, chance))];
    double sum = 0;
    for (int k = 1; k <= n; ++k) sum += std::pow(k, -s);
    for (int k : {1, 2, 3, 10, 50}) {
      double expected = draws * std::pow(k, -s) / sum;
      EXPECT_NEAR(times[static_cast<std::size_t>(k)], expected, 5 * std::sqrt(expected)) << s << " " << k;
    }
  }
}

TEST_F(AppFolder, ArrivalsFollowFromTheSeedAndShareTheRate) {
  write("visit.sql", "\\visitor random(1, 50)\n\\actions 4\n");
  write("log_in.sql", "\\first\n\\weight 10\n\\think 1s\nSELECT 1;");
  write("read.sql", "\\weight 30\n\\think 1s\nSELECT 1;");
  write("grade.sql", "\\weight 20\n\\user 100 + random(1, 5)\nSELECT 1;");
  write("report.sql", "\\every 10s\nSELECT 1;");
  auto app = *read();
  auto play = [&](std::uint64_t seed) {
    load::Arrivals arrivals(app, 60, seed, true);
    std::vector<load::Arrival> all;
    while (arrivals.next().at < 200) all.push_back(arrivals.take());
    return all;
  };
  auto all = play(1), again = play(1), other = play(2);
  ASSERT_EQ(all.size(), again.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].at, again[i].at);
    EXPECT_EQ(all[i].user, again[i].user);
    EXPECT_TRUE(i == 0 || all[i - 1].at <= all[i].at);
    EXPECT_GE(all[i].at, 0);
  }
  EXPECT_NE(all.size(), other.size());
  // grade, log_in, read, report in the order of their names.
  std::vector<double> times(4);
  double early = 0;
  for (auto& arrival : all) ++times[static_cast<std::size_t>(arrival.endpoint)], early += arrival.at < 20;
  EXPECT_NEAR(static_cast<double>(all.size()), 60 * 200, 1'000);
  EXPECT_NEAR(times[0], 20.0 * 200, 400) << "a third of the rate";
  EXPECT_NEAR(times[1], 10.0 * 200, 400) << "one action of four in a visit is its first";
  EXPECT_EQ(times[3], 20) << "every ten seconds";
  EXPECT_NEAR(early, 60 * 20, 250) << "the beginning is no quieter than the rest";
}

}  // namespace
}  // namespace ante::tests
