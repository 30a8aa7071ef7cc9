// The law of the way: gone in a database whose catalog is the one, it makes it the other. Held for each of many
// statements, there and back, and for whole schemas.
#include <fmt/format.h>

#include "base/text.h"
#include "os/folders.h"
#include "sql/statement.h"
#include "support/changes_of_the_zoo.h"
#include "support/on_the_way.h"

namespace ante::tests {
namespace {

using catalog::Catalog;

std::string zoo() { return os::read_file(std::filesystem::path(ANTE_SOURCE) / "tests/catalog/zoo.sql").value(); }

// A part of the statements: every so many-th one, from `first` on.
constexpr std::size_t parts = 8;
struct Part {
  int major;
  std::size_t first;
};

class Statements : public testing::TestWithParam<Part> {
 protected:
  // Goes the way from what the database is to `to`; false where it is not that then.
  bool arrives(const Catalog& from, const Catalog& to, bool same_database) {
    const auto found = catalog::way(from, to, {.same_database = same_database});
    const auto failed = go(session_, found.steps);
    EXPECT_EQ(failed, "") << shown(found.steps) << "cannot: " << join(found.cannot, "; ");
    if (!failed.empty()) return false;
    auto left = different(session_, to);
    if (!found.cannot.empty() && !left.empty()) {
      fmt::print("cannot: {}\n  left: {}\n", join(found.cannot, "; "), join(left, "; "));
      return true;
    }
    EXPECT_EQ(join(left, "\n"), "") << shown(found.steps);
    return left.empty();
  }

  // There and back and there again, in a transaction that is then rolled back.
  void there_and_back(const std::string& sql, bool same_database) {
    SCOPED_TRACE(sql);
    run(session_, "BEGIN");
    const auto before = catalog_of(session_);
    run(session_, sql);
    if (HasFatalFailure()) return;
    const auto after = catalog_of(session_);
    if (arrives(after, before, same_database)) arrives(catalog_of(session_), after, same_database);
    run(session_, "ROLLBACK");
  }
  void each_of(const std::string& script, bool same_database) {
    auto statements = sql::split_statements(of_major(GetParam().major, script));
    ASSERT_TRUE(statements);
    for (std::size_t i = 0; i < statements->size(); ++i) {
      const auto& sql = (*statements)[i].text;
      // A member of an extension is nobody's own, and the reader does not see it.
      if (i % parts == GetParam().first && !sql.starts_with("ALTER EXTENSION")) there_and_back(sql, same_database);
      run(session_, sql);
    }
  }

  pg::Cluster server_ = private_server(GetParam().major);
  pg::Connection session_ = connect(server_);
};
INSTANTIATE_TEST_SUITE_P(Of, Statements, testing::ValuesIn([] {
                           std::vector<Part> all;
                           for (int major : tested_majors())
                             for (std::size_t first = 0; first < parts; ++first) all.push_back({major, first});
                           return all;
                         }()),
                         [](auto& which) {
                           return fmt::format("part_{}_on_{}", which.param.first, which.param.major);
                         });

TEST_P(Statements, AreTakenBackAndDoneAgain) {
  run(session_, "SET client_min_messages = error");
  run(session_, zoo());
  each_of(changes_of_the_zoo, true);
}

// Nothing is known but what the two catalogs say.
TEST_P(Statements, AreTakenBackAndDoneAgainByNamesAlone) {
  run(session_, "SET client_min_messages = error");
  run(session_, zoo());
  each_of(changes_of_the_zoo, false);
}

TEST_P(Statements, AreTakenBackAndDoneAgainWhileTheZooIsMade) {
  run(session_, "SET client_min_messages = error");
  each_of(zoo(), true);
}

class WholeSchema : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(On, WholeSchema, testing::ValuesIn(tested_majors()), testing::PrintToStringParamName());

void expect_arrival(pg::Connection& database, const Catalog& to) {
  const auto found = catalog::way(catalog_of(database), to);
  EXPECT_EQ(join(found.cannot, "\n"), "");
  ASSERT_EQ(go(database, found.steps), "");
  ASSERT_EQ(join(different(database, to), "\n"), "");
}

TEST_P(WholeSchema, IsMadeFromNothingAndTakenToNothing) {
  const auto server = private_server(GetParam());
  auto admin = connect(server);
  const auto nothing = catalog_of(admin);
  run(admin, "CREATE DATABASE made");
  const auto whole = [&] {
    auto made = connect(server, "made");
    run(made, "SET client_min_messages = error");
    run(made, zoo());
    return catalog_of(made);
  }();
  auto other = connect(server);
  run(other, "SET check_function_bodies = off");
  expect_arrival(other, whole);
  run(admin, "DROP DATABASE made");
  expect_arrival(other, nothing);
}

}  // namespace
}  // namespace ante::tests
