// The law of the follower: what it has followed statement by statement is what a whole reading finds, to the OID; and
// what it says is different is what is different.
#include <algorithm>

#include "base/text.h"
#include "os/folders.h"
#include "pg/catalog_follower.h"
#include "pg/catalog_reader.h"
#include "sql/statement.h"
#include "support/changes_of_the_zoo.h"
#include "support/private_server.h"
#include "twin/observation.h"

namespace ante::tests {
namespace {

using catalog::Catalog;

std::string as_text(const std::string& value) { return value; }
std::string as_text(const catalog::Text& value) { return value ? "'" + *value + "'" : "none"; }
std::string as_text(const catalog::Names& value) { return "[" + join(value, "|") + "]"; }
template <class Number>
std::string as_text(Number value) {
  return fmt::format("{}", value);
}

// A line for each record, with everything that it holds, local or not.
std::vector<std::string> lines(const Catalog& catalog) {
  std::vector<std::string> all;
  catalog::for_each_kind(catalog, [&](const char* kind, auto& records) {
    for (auto& record : records) {
      std::string line = kind;
      using Record = std::remove_cvref_t<decltype(record)>;
      for_each_field<Record>(
          [&](auto field) { line += fmt::format(" {}={}", field.name, as_text(record.*(field.member))); });
      all.push_back(std::move(line));
    }
  });
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> without(const std::vector<std::string>& these, const std::vector<std::string>& those) {
  std::vector<std::string> rest;
  std::ranges::set_difference(these, those, std::back_inserter(rest));
  return rest;
}

struct Case {
  int major;
  bool in_one_transaction;
};

class Followed : public testing::TestWithParam<Case> {
 protected:
  // Runs a statement and follows it; then a whole reading must find the same.
  void step(const std::string& sql) {
    SCOPED_TRACE(sql);
    if (!GetParam().in_one_transaction) run(session_, "BEGIN");
    auto before = twin::state_inside(session_);
    ASSERT_TRUE(before) << before.error().what;
    auto ran = session_.execute(sql);
    ASSERT_TRUE(ran) << ran.error().what;
    auto after = twin::state_inside(session_);
    ASSERT_TRUE(after) << after.error().what;
    auto looked = twin::in_savepoint(session_, [&] { return compare(twin::written_between(*before, *after)); });
    ASSERT_TRUE(looked) << looked.error().what;
    if (!GetParam().in_one_transaction) run(session_, "COMMIT");
  }
  void follow(const std::string& script) {
    run(session_, "SET client_min_messages = error; BEGIN");
    auto read = twin::in_savepoint(session_, [&] { return follower_.read(session_); });
    ASSERT_TRUE(read) << read.error().what;
    if (!GetParam().in_one_transaction) run(session_, "COMMIT");
    auto statements = sql::split_statements(of_major(GetParam().major, script));
    ASSERT_TRUE(statements);
    for (auto& statement : *statements) {
      step(statement.text);
      if (HasFailure()) return;
    }
  }
  static std::string zoo() {
    return os::read_file(std::filesystem::path(ANTE_SOURCE) / "tests/catalog/zoo.sql").value();
  }
  Result<void> compare(const pg::Written& written) {
    auto before = follower_.now();
    auto said = written.empty() ? std::vector<catalog::Difference>{} : TRY(follower_.follow(session_, written));
    auto whole = TRY(pg::read_catalog_to_compare(session_));
    EXPECT_EQ(without(lines(follower_.now()), lines(whole)), std::vector<std::string>{});
    EXPECT_EQ(without(lines(whole), lines(follower_.now())), std::vector<std::string>{});
    auto sentences = [](const std::vector<catalog::Difference>& differences) {
      std::vector<std::string> all;
      for (auto& one : differences) all.push_back(catalog::sentence(one));
      std::ranges::sort(all);
      return all;
    };
    EXPECT_EQ(sentences(said), sentences(catalog::differences(before, whole)));
    return {};
  }

  pg::Cluster server_ = private_server(GetParam().major);
  pg::Connection session_ = connect(server_);
  pg::CatalogFollower follower_;
};
INSTANTIATE_TEST_SUITE_P(Zoo, Followed, testing::ValuesIn([] {
                           std::vector<Case> cases;
                           for (int major : tested_majors())
                             for (bool one : {false, true}) cases.push_back({major, one});
                           return cases;
                         }()),
                         [](auto& which) {
                           return fmt::format("{}_on_{}",
                                              which.param.in_one_transaction ? "in_one_transaction" : "in_many",
                                              which.param.major);
                         });

TEST_P(Followed, IsWhatAWholeReadingFinds) {
  run(session_, zoo());
  follow(changes_of_the_zoo);
}

TEST_P(Followed, IsWhatAWholeReadingFindsWhileAllOfItIsMade) { follow(zoo()); }

}  // namespace
}  // namespace ante::tests
