// What is left of a change whose runner is killed in the middle.
#include "drill/scripts.h"

#include <gtest/gtest.h>

#include <fstream>

#include "os/folders.h"
#include "support/private_cache.h"
#include "support/private_server.h"

namespace ante::tests {
namespace {

class KilledRunner : public testing::Test {
 protected:
  // Killed while it waits for its second statement; what then is in the database, when the server has noticed.
  std::string left_by(std::string_view first_line) {
    auto folder = *os::TemporaryFolder::make("change");
    std::ofstream(folder.path() / "1_change.sql")
        << first_line << "\nCREATE TABLE one ();\nSELECT pg_sleep(2);\nCREATE TABLE two ();\n";
    auto change = change::read_change(folder.path());
    EXPECT_TRUE(change) << change.error().what;
    auto deploy = pg::Connection::open(cluster_.target("postgres"), {.application = "deploy"});
    auto ran = drill::run_change(*std::move(deploy), *change, Millis{700});
    EXPECT_NE(ran.failed.find("1_change.sql:4: what ran it was killed after"), std::string::npos) << ran.failed;
    EXPECT_TRUE(eventually(
        [&] { return value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'deploy'") == "0"; }));
    return value(
        "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class WHERE relname IN ('one', 'two')");
  }

 private:
  std::string value(const std::string& sql) { return std::string(server_.execute(sql)->text(0, 0)); }

  pg::Cluster cluster_ = private_server();
  pg::Connection server_ = connect(cluster_);
};

TEST_F(KilledRunner, LeavesWhatStoodOnItsOwn) { EXPECT_EQ(left_by("-- +goose NO TRANSACTION\n-- +goose Up"), "one"); }

TEST_F(KilledRunner, LeavesNothingOfATransaction) { EXPECT_EQ(left_by("\n-- +goose Up"), ""); }

}  // namespace
}  // namespace ante::tests
