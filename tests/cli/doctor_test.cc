// ante doctor, as a person calls it.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"
#include "support/private_cache.h"

namespace ante {
namespace {

class Doctor : public testing::Test {
 protected:
  tests::PrivateCache cache;

  os::Finished doctor(std::vector<std::string> words) {
    words.insert(words.begin(), "doctor");
    auto finished = os::run(
        {.path = ANTE_BINARY, .arguments = std::move(words), .environment = os::environment_with({})}, Millis{120'000});
    if (finished) return *finished;
    ADD_FAILURE() << finished.error().what;
    return {};
  }
};

TEST_F(Doctor, ListsWhatIsHereAndHowToGetTheRest) {
  ::setenv("ANTE_SERVERS", "", 1);  // of this cache nothing is installed
  auto said = doctor({}).output;
  EXPECT_TRUE(contains(said, "/usr/lib/postgresql/15/bin (Debian)")) << said;
  EXPECT_TRUE(contains(said, "missing: ante doctor --install 12")) << said;
  EXPECT_TRUE(contains(said, cache.path().string())) << said;
  EXPECT_TRUE(contains(said, "locales-all")) << said;
}

TEST_F(Doctor, SweepsUpWhatKilledRunsLeft) {
  std::filesystem::create_directories(cache.path() / "running/1-of-the-dead/data");
  auto said = doctor({}).output;
  EXPECT_TRUE(contains(said, "0 private servers alive, 1 of runs that were killed swept up")) << said;
  EXPECT_TRUE(cache.nothing_left());
}

TEST_F(Doctor, TriesAServer) {
  auto finished = doctor({"--try", "17"});
  EXPECT_TRUE(finished.ending.fine());
  EXPECT_TRUE(contains(finished.output, "PostgreSQL 17.")) << finished.output;
  EXPECT_TRUE(cache.nothing_left());
}

TEST_F(Doctor, CommandBesideTheServerFindsItAndGivesItsExitCode) {
  auto finished =
      doctor({"--try", "15", "--", "sh", "-c", "test -S \"$PGHOST/.s.PGSQL.$PGPORT\" && echo $PGDATABASE && exit 7"});
  EXPECT_EQ(finished.ending.exit_code, 7);
  EXPECT_TRUE(contains(finished.output, "\npostgres\n") || finished.output.starts_with("postgres\n"))
      << finished.output;
  EXPECT_TRUE(cache.nothing_left());
}

TEST_F(Doctor, GrantsAreSqlThatAServerTakes) {
  auto finished =
      doctor({"--try", "15", "--", "sh", "-c",
              ANTE_BINARY " doctor --grants 'odd name' | psql -q -v ON_ERROR_STOP=1 && "
                          "psql -At -c \"SELECT 'may monitor: ' || pg_has_role('odd name', 'pg_monitor', 'member')\""});
  EXPECT_EQ(finished.ending.exit_code, 0);
  EXPECT_TRUE(contains(finished.output, "may monitor: true")) << finished.output;
}

TEST_F(Doctor, DatabaseUrlLeadsToTheServer) {
  auto finished = doctor({"--try", "15", "--", "sh", "-c", "psql -XAtc 'SELECT current_user' \"$DATABASE_URL\""});
  EXPECT_TRUE(contains(finished.output, "ante_superuser\n")) << finished.output;
}

// libpq would rather go where these lead than to the server that a command was given.
TEST_F(Doctor, DetoursOfTheEnvironmentAreNotTaken) {
  ::setenv("PGSERVICE", "production", 1);
  ::setenv("PGHOSTADDR", "192.0.2.1", 1);
  auto finished =
      doctor({"--try", "15", "--", "sh", "-c", "psql -XAtc 'SELECT current_user'; echo service=$PGSERVICE"});
  ::unsetenv("PGSERVICE");
  ::unsetenv("PGHOSTADDR");
  EXPECT_TRUE(contains(finished.output, "ante_superuser\nservice=\n")) << finished.output;
}

TEST_F(Doctor, MistypedCommandDoesNotShowAnAddress) {
  auto finished = os::run(
      {.path = ANTE_BINARY, .arguments = {"postgresql://ann:hunter2@db/prod"}, .environment = os::environment_with({})},
      Millis{10'000});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->ending.exit_code, 2);
  EXPECT_FALSE(contains(finished->output, "hunter2")) << finished->output;
  EXPECT_FALSE(contains(doctor({"postgresql://ann:hunter2@db/prod", "--try"}).output, "hunter2"));
}

TEST_F(Doctor, CommandThatDoesNotExistIsBadInput) {
  auto finished = doctor({"--try", "15", "--", "no-such-program"});
  EXPECT_EQ(finished.ending.exit_code, 2);
  EXPECT_TRUE(contains(finished.output, "no program 'no-such-program'")) << finished.output;
  EXPECT_TRUE(cache.nothing_left());
}

TEST_F(Doctor, MajorThatCannotBeInstalledIsBadInput) {
  EXPECT_EQ(doctor({"--install", "11"}).ending.exit_code, 2);
  EXPECT_EQ(doctor({"--install", "15", "--try", "15"}).ending.exit_code, 2);
  EXPECT_EQ(doctor({"command-without-try"}).ending.exit_code, 2);
}

TEST_F(Doctor, ServerThatIsMissingIsUndecided) { EXPECT_EQ(doctor({"--try", "11"}).ending.exit_code, 3); }

}  // namespace
}  // namespace ante
