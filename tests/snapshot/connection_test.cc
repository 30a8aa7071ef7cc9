// Where a capture is pointed at something that is not a plain server.
#include <fmt/format.h>

#include <fstream>
#include <set>

#include "base/text.h"
#include "os/folders.h"
#include "os/identity.h"
#include "os/process.h"
#include "rehearse/standbys.h"
#include "ship/executor.h"
#include "ship/status.h"
#include "support/captured_school.h"
#include "support/private_cache.h"

namespace ante::snapshot {
namespace {

namespace fs = std::filesystem;
using tests::connect;
using tests::private_server;
using tests::run;

// A folder that the servers' user may write in.
os::TemporaryFolder shared_folder() {
  auto folder = *os::TemporaryFolder::make("capture-connection");
  fs::permissions(folder.path(), fs::perms::all);
  return folder;
}

os::Process started(const os::Program& program) {
  auto process = os::Process::start(program);
  if (process) return *std::move(process);
  fmt::print(stderr, "{}\n", process.error().what);
  std::abort();
}

TEST(Pooler, IsRefusedBeforeAnythingIsSetOnItsSessions) {
  if (!fs::exists("/usr/sbin/pgbouncer")) FAIL() << "pgbouncer is missing: apt-get install pgbouncer";
  auto cluster = private_server();
  auto server = connect(cluster);
  auto folder = shared_folder();
  auto config = folder.path() / "pgbouncer.ini";
  std::ofstream(config) << fmt::format(
      "[databases]\npostgres = host={} dbname=postgres user={}\n[pgbouncer]\nunix_socket_dir = {}\nlisten_addr "
      "=\nlisten_port = 6432\n"
      "auth_type = any\npool_mode = transaction\nlogfile = {}\npidfile = {}\n",
      cluster.socket().string(), pg::private_superuser, folder.path().string(), (folder.path() / "log").string(),
      (folder.path() / "pid").string());
  auto pooler =
      started({.path = "/usr/sbin/pgbouncer", .arguments = {config.string()}, .identity = *os::server_identity()});
  ASSERT_TRUE(tests::eventually([&] { return fs::exists(folder.path() / ".s.PGSQL.6432"); }));
  pg::Target through{
      fmt::format("host={} port=6432 dbname=postgres user={}", folder.path().string(), pg::private_superuser)};
  NoProgress quiet;
  auto result = capture(through, {}, quiet);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().exit, Exit::bad_input);
  EXPECT_TRUE(contains(result.error().what, "pooler")) << result.error().what;
  for (auto shipped : {ship::undo(through, {}, quiet), ship::apply(through, {.database = "postgres"}, {}, {}, quiet)}) {
    ASSERT_FALSE(shipped);
    EXPECT_TRUE(contains(shipped.error().what, "pooler")) << shipped.error().what;
  }
  auto status = ship::status_of(through);
  ASSERT_FALSE(status);
  EXPECT_TRUE(contains(status.error().what, "pooler")) << status.error().what;
  // The session that the pooler keeps is as it was.
  auto next = pg::Connection::open(through);
  ASSERT_TRUE(next) << next.error().what;
  EXPECT_EQ(next->scalar("SELECT current_setting('default_transaction_read_only')"), "off");
  EXPECT_EQ(next->scalar("SELECT current_setting('statement_timeout')"), "0");
}

TEST(Standby, IsCapturedAsOne) {
  auto cluster = private_server(15, {{"wal_level", "replica"}, {"max_wal_senders", "3"}, {"hot_standby", "on"}});
  auto connection = connect(cluster);
  tests::build_school(connection);
  std::ofstream(cluster.data() / "pg_hba.conf", std::ios::app) << "local replication all trust\n";
  run(connection, "SELECT pg_reload_conf()");
  auto folder = shared_folder();
  auto identity = *os::server_identity();
  auto data = folder.path() / "standby", socket = folder.path();
  auto environment = os::environment_with({"PGUSER=" + std::string(pg::private_superuser)});
  auto port = connection.scalar("SHOW port");
  ASSERT_TRUE(port);
  auto backup = started({.path = "/usr/lib/postgresql/15/bin/pg_basebackup",
                         .arguments = {"-h", cluster.socket().string(), "-p", *port, "-D", data.string(), "-R", "-X",
                                       "stream", "-c", "fast"},
                         .environment = environment,
                         .identity = identity});
  auto ended = backup.wait(Millis(60'000));
  ASSERT_TRUE(ended && ended->fine());
  auto server =
      started({.path = cluster.binaries().bin / "postgres",
               .arguments = {"-D", data.string(), "-k", socket.string(), "-c", "listen_addresses=", "-c", "fsync=off"},
               .environment = os::environment_with({}),
               .identity = identity,
               .death_signal = SIGQUIT});
  pg::Target standby{
      fmt::format("host={} port={} dbname=postgres user={}", socket.string(), *port, pg::private_superuser)};
  ASSERT_TRUE(tests::eventually([&] { return pg::Connection::open(standby).has_value(); }));
  auto snapshot = tests::captured(standby);
  EXPECT_TRUE(snapshot.source.standby);
  NoProgress quiet;
  // And the one that it follows knows it, and how fast it replays.
  auto followed = capture(cluster.target("postgres"), {.observe = std::chrono::seconds(1)}, quiet);
  ASSERT_TRUE(followed) << followed.error().what;
  std::set<std::string> figures;
  for (auto& figure : followed->figures)
    if (figure.subject.starts_with("standby ")) figures.insert(figure.name);
  EXPECT_TRUE(figures.contains("replay_bytes_behind") && figures.contains("replayed_bytes_per_second"));
  rehearse::Rehearsal rehearsal;
  rehearse::find_standbys(*followed, rehearsal);
  EXPECT_EQ(rehearsal.standbys.size(), 1u);
  auto shipped = ship::apply(standby, {.database = "postgres"}, {}, {}, quiet);
  ASSERT_FALSE(shipped);
  EXPECT_TRUE(contains(shipped.error().what, "is a replica")) << shipped.error().what;
  EXPECT_EQ(tests::shape_of(snapshot, "public.mark_pkey")->high, "100000");
  for (auto& spot : snapshot.blind_spots) EXPECT_EQ(spot.about, "workload") << spot.what;
  server.signal(SIGQUIT);
  EXPECT_TRUE(server.wait(Millis(20'000)));
}

TEST(Server, PasswordThatBreaksTheAddressIsNotShown) {
  NoProgress quiet;
  for (auto address : {"postgresql://app:hunter2/x@db.invalid/prod", "postgresql://app:hunter@2@db.invalid/prod"}) {
    auto refused = capture({address}, {}, quiet);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().exit, Exit::bad_input);
    EXPECT_FALSE(contains(refused.error().what + refused.error().next, "hunter")) << refused.error().what;
  }
}

TEST(Server, ThatIsNotThereIsNamed) {
  NoProgress quiet;
  auto refused = capture({"postgresql://ann:hunter2@127.0.0.1:1/school"}, {}, quiet);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(contains(refused.error().what, "ann@127.0.0.1:1/school")) << refused.error().what;
  EXPECT_FALSE(contains(refused.error().what + refused.error().next, "hunter2"));
  auto cluster = private_server();
  auto missing = capture(cluster.target("nowhere"), {}, quiet);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().exit, Exit::bad_input);
  EXPECT_TRUE(contains(missing.error().what, "nowhere"));
}

}  // namespace
}  // namespace ante::snapshot
