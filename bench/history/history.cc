// How long `ante check` takes for a folder of old migrations that all are pending, each with its way back, and beside
// it the bare time of the same statements: every migration there, back and there again, on a server that stands there.
//
//   bench_history MAJOR MIGRATIONS…
#include <unistd.h>

#include <algorithm>

#include "os/folders.h"
#include "os/process.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/clock.h"
#include "support/real_server.h"

using namespace ante;
using namespace ante::bench;

namespace {

namespace fs = std::filesystem;

struct Migration {
  std::string up, down;
};

// What a project does over the years: one new table in ten steps, and then this and that to it and to older ones.
Migration migration(int i) {
  int table = i / 10, older = table / 2;
  auto t = fmt::format("h{}", table), o = fmt::format("h{}", older);
  switch (i % 10) {
    case 0:
      return {fmt::format("CREATE TABLE {} (id bigserial PRIMARY KEY, name varchar(40) NOT NULL, state text DEFAULT "
                          "'new', amount numeric(12,2), made_at timestamptz NOT NULL DEFAULT now())",
                          t),
              "DROP TABLE " + t};
    case 1:
      return {fmt::format("ALTER TABLE {} ADD COLUMN note text", t), fmt::format("ALTER TABLE {} DROP COLUMN note", t)};
    case 2:
      return {fmt::format("CREATE INDEX {0}_made ON {0} (made_at)", t), fmt::format("DROP INDEX {}_made", t)};
    case 3:
      return {
          fmt::format("ALTER TABLE {0} ADD COLUMN {1}_id bigint; ALTER TABLE {0} ADD CONSTRAINT {0}_{1} FOREIGN KEY "
                      "({1}_id) REFERENCES {1} (id)",
                      t, o),
          fmt::format("ALTER TABLE {0} DROP COLUMN {1}_id", t, o)};
    case 4:
      return {fmt::format("ALTER TABLE {} ALTER name TYPE varchar(80)", t),
              fmt::format("ALTER TABLE {} ALTER name TYPE varchar(40)", t)};
    case 5:
      return {fmt::format("INSERT INTO {} (name) VALUES ('first'), ('second')", t),
              fmt::format("DELETE FROM {} WHERE name IN ('first', 'second')", t)};
    case 6:
      return {
          fmt::format("UPDATE {0} SET state = 'new' WHERE state IS NULL; ALTER TABLE {0} ALTER state SET NOT NULL", t),
          fmt::format("ALTER TABLE {} ALTER state DROP NOT NULL", t)};
    case 7:
      return {fmt::format("ALTER TABLE {0} ADD CONSTRAINT {0}_amount CHECK (amount >= 0)", t),
              fmt::format("ALTER TABLE {0} DROP CONSTRAINT {0}_amount", t)};
    case 8:
      return {fmt::format("CREATE VIEW v{1} AS SELECT id, name, state FROM {0} WHERE state <> 'old'", t, table),
              fmt::format("DROP VIEW v{}", table)};
    default:
      return {fmt::format("ALTER TABLE {} RENAME COLUMN note TO remark", t),
              fmt::format("ALTER TABLE {} RENAME COLUMN remark TO note", t)};
  }
}

double check(const fs::path& folder, const fs::path& snapshot) {
  auto began = Clock::now();
  auto process =
      must(os::Process::start({.path = ANTE_BINARY,
                               .arguments = {"check", folder.string(), "--snapshot", snapshot.string(), "-q"},
                               .environment = os::environment_with({}),
                               .output = STDERR_FILENO}));
  std::optional<os::Ending> ended;
  while (!ended) ended = process.wait(Millis(50));
  if (ended->exit_code == 2 || ended->signal) {
    fmt::print(stderr, "ante check ended with {}\n", ended->shown());
    std::exit(1);
  }
  return since(began);
}

double bare(const pg::Target& target, int count) {
  auto server = must(pg::Connection::open(target, {.call = Millis(300'000)}));
  auto began = Clock::now();
  for (int i = 0; i < count; ++i) {
    auto [up, down] = migration(i);
    for (auto& sql : {up, down, up}) must(server.execute("BEGIN; " + sql + "; COMMIT"));
  }
  return since(began);
}

}  // namespace

int main(int argc, char** argv) {
  int major = argc > 1 ? std::atoi(argv[1]) : 15;
  Told progress;
  auto real = real_server(major, "nothing-owned", [](pg::Connection& server) {
    must(server.execute("CREATE ROLE app LOGIN; ALTER DATABASE bench OWNER TO app; ALTER SCHEMA public OWNER TO app"));
  });
  auto snapshot = must(snapshot::capture(real.target("bench"), {}, progress));
  for (int i = 2; i < argc; ++i) {
    int count = std::atoi(argv[i]);
    auto folder = must(os::TemporaryFolder::make("bench-history"));
    fs::permissions(folder.path(), fs::perms(0755));
    auto migrations = folder.path() / "migrations";
    fs::create_directory(migrations);
    for (int m = 0; m < count; ++m) {
      auto [up, down] = migration(m);
      must(os::write_file(migrations / fmt::format("{:06}_step.up.sql", m + 1), up + ";\n"));
      must(os::write_file(migrations / fmt::format("{:06}_step.down.sql", m + 1), down + ";\n"));
    }
    must(snapshot::save(snapshot, folder.path() / "nothing.ante"));
    (void)check(migrations, folder.path() / "nothing.ante");  // the base is made once
    double took = check(migrations, folder.path() / "nothing.ante");
    auto admin = must(pg::Connection::open(real.target("bench")));
    must(admin.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
    double bare_took = bare(real.target("bench"), count);
    fmt::print("PostgreSQL {} {:>5} migrations | {:.2f} s, {:.0f} ms each | bare {:.2f} s, {:.0f} x it\n", major, count,
               took, took * 1000 / count, bare_took, took / bare_took);
    std::fflush(stdout);
  }
  must(real.stop());
  return 0;
}
