// How long `ante check` takes for a change of twenty statements, with nothing cached and again, and how much memory:
// for a made-up catalog of so many tables and so many query shapes. Beside it the bare time of the same work: the
// statements and every shape's EXPLAIN before and after them, in pipelines, on a server that stands there already.
//
//   bench_check MAJOR TABLES:SHAPES…
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "os/tree.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/clock.h"
#include "support/made_up.h"
#include "support/real_server.h"
#include "twin/base.h"
#include "twin/ghost.h"

using namespace ante;
using namespace ante::bench;

namespace {

namespace fs = std::filesystem;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// Ten ways to ask, each of every table, and then with other columns.
std::vector<std::string> shapes_of(int tables, int count) {
  constexpr const char* columns[] = {"id", "name", "state", "amount", "made_at", "changed_at", "flags", "note"};
  std::vector<std::string> shapes;
  for (int i = 0; std::ssize(shapes) < count; ++i) {
    int t = i % tables, way = i / tables;
    auto list = fmt::format("{}, {}", columns[(way / 10) % 8], columns[(way / 10 / 8 + way + 1) % 8]);
    auto table = fmt::format("t{}", t), next = fmt::format("t{}", (t + 1) % tables);
    switch (way % 10) {
      case 0:
        shapes.push_back(fmt::format("SELECT {} FROM {} WHERE id = $1", list, table));
        break;
      case 1:
        shapes.push_back(
            fmt::format("SELECT {} FROM {} WHERE parent_id = $1 ORDER BY made_at DESC LIMIT $2", list, table));
        break;
      case 2:
        shapes.push_back(fmt::format("UPDATE {} SET state = $1, changed_at = now() WHERE id = $2", table));
        break;
      case 3:
        shapes.push_back(
            fmt::format("INSERT INTO {} (parent_id, name, amount) VALUES ($1, $2, $3) RETURNING id", table));
        break;
      case 4:
        shapes.push_back(fmt::format("SELECT a.{}, b.name FROM {} a JOIN {} b ON b.parent_id = a.id WHERE a.id = $1",
                                     columns[(way / 10) % 8], table, next));
        break;
      case 5:
        shapes.push_back(fmt::format("SELECT count(*) FROM {} WHERE made_at > $1 AND state = $2", table));
        break;
      case 6:
        shapes.push_back(fmt::format("SELECT {} FROM {} WHERE lower(name) = lower($1)", list, table));
        break;
      case 7:
        shapes.push_back(fmt::format("DELETE FROM {} WHERE id = $1 AND flags = $2", table));
        break;
      case 8:
        shapes.push_back(fmt::format("SELECT state, sum(amount) FROM {} GROUP BY state", table));
        break;
      default:
        shapes.push_back(fmt::format("SELECT {} FROM {} WHERE id = ANY ($1) ORDER BY id", list, table));
    }
  }
  return shapes;
}

// As a release brings it: over ten tables, two of them new.
std::vector<std::string> change() {
  std::vector<std::string> statements{"SET lock_timeout = '2s'"};
  for (int t = 0; t < 5; ++t) {
    statements.push_back(fmt::format("ALTER TABLE t{} ADD COLUMN label text", t));
    statements.push_back(fmt::format("ALTER TABLE t{} ADD CONSTRAINT t{}_amount CHECK (amount >= 0) NOT VALID", t, t));
  }
  for (int t = 5; t < 8; ++t) statements.push_back(fmt::format("ALTER TABLE t{} ALTER flags SET DEFAULT 1", t));
  statements.push_back("CREATE TABLE made (id bigint PRIMARY KEY, t0_id bigint REFERENCES t0 (id), name text)");
  statements.push_back("CREATE INDEX made_t0 ON made (t0_id)");
  statements.push_back("CREATE TABLE kept (id bigint PRIMARY KEY, doc jsonb)");
  statements.push_back("ALTER TABLE t8 ALTER state TYPE text");
  statements.push_back("DROP INDEX t9_made_at_idx");
  statements.push_back("COMMENT ON TABLE made IS 'made'");
  return statements;
}

struct Ran {
  double seconds = 0, megabytes = 0;
};

// As a user runs it; the kernel's own mark of how much it held is read while it runs.
Ran check(const fs::path& cache, const fs::path& snapshot, const fs::path& change) {
  auto began = Clock::now();
  std::fflush(stdout);  // or the child writes it again
  auto child = ::fork();
  if (child == 0) {
    ::setenv("ANTE_CACHE", cache.c_str(), 1);
    // Beside no ante.toml: the repository has one, for its example.
    if (::chdir(change.parent_path().c_str()) != 0) std::_Exit(127);
    if (!std::freopen("/dev/null", "w", stdout)) std::_Exit(127);
    ::execl(ANTE_BINARY, "ante", "check", change.c_str(), "--snapshot", snapshot.c_str(), "-q", nullptr);
    std::_Exit(127);
  }
  Ran ran;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    std::ifstream proc(fmt::format("/proc/{}/status", child));
    for (std::string line; std::getline(proc, line);)
      if (line.starts_with("VmHWM:")) ran.megabytes = std::max(ran.megabytes, std::atof(line.c_str() + 6) / 1024);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ran.seconds = since(began);
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 127;
  if (code != 0 && code != 1) {
    fmt::print(stderr, "ante check ended with {}\n", code);
    std::exit(1);
  }
  return ran;
}

void explain_all(pg::Connection& server, const std::vector<std::string>& shapes) {
  std::vector<std::string> statements;
  for (auto& shape : shapes) {
    statements.push_back("PREPARE asked AS " + shape);
    int parameters = 0;
    for (std::size_t at = shape.find('$'); at != shape.npos; at = shape.find('$', at + 1))
      parameters = std::max(parameters, std::atoi(shape.c_str() + at + 1));
    std::string nulls;
    for (int i = 0; i < parameters; ++i) nulls += i ? ", NULL" : "NULL";
    statements.push_back(fmt::format("EXPLAIN (FORMAT JSON) EXECUTE asked{}", parameters ? "(" + nulls + ")" : ""));
    statements.push_back("DEALLOCATE asked");
  }
  for (auto& answer : server.pipeline(statements)) must(answer);
}

// The same statements twice (without and with rows), and every shape planned before and after.
double bare(const snapshot::Snapshot& snapshot, const std::vector<std::string>& shapes) {
  Told progress;
  auto ghost =
      must(twin::Ghost::raise(snapshot, fmt::format("bench-check-{}", snapshot.catalog.tables.size()), progress));
  auto server = must(ghost.connect());
  must(server.execute("SET plan_cache_mode = force_generic_plan"));
  auto statements = change();
  auto began = Clock::now();
  explain_all(server, shapes);
  for (int labs = 0; labs < 2; ++labs) {
    must(server.execute("BEGIN"));
    for (auto& answer : server.pipeline(statements)) must(answer);
    if (labs == 0) must(server.execute("ROLLBACK"));
  }
  explain_all(server, shapes);
  double took = since(began);
  must(server.execute("ROLLBACK"));
  return took;
}

void measure(int major, int tables, int count) {
  Told progress;
  // Of an ordinary role, whose are the change and the traffic.
  auto real = real_server(major, fmt::format("owned{}", tables), [&](pg::Connection& server) {
    must(
        server.execute("CREATE ROLE app LOGIN; ALTER DATABASE bench OWNER TO app; ALTER SCHEMA public OWNER TO app; "
                       "SET ROLE app"));
    make_tables(server, tables);
    must(server.execute("RESET ROLE"));
  });
  auto snapshot = must(snapshot::capture(real.target("bench"), {}, progress));
  must(real.stop());
  claim(snapshot, tables * std::int64_t{500'000'000});
  auto shapes = shapes_of(tables, count);
  snapshot.workload.clear();
  for (auto& text : shapes) {
    snapshot::Shape shape;
    shape.fingerprint = shape.text = text;
    shape.user = "app";
    shape.calls_per_second = 1;
    snapshot.workload.push_back(std::move(shape));
  }
  std::erase_if(snapshot.blind_spots, [](auto& spot) { return spot.about == "workload"; });
  auto folder = must(os::TemporaryFolder::make("bench-check"));
  fs::permissions(folder.path(), fs::perms(0755));  // private servers have their files in the cache below
  auto file = folder.path() / "made-up.ante", migration = folder.path() / "change.sql";
  must(snapshot::save(snapshot, file));
  std::string text;
  for (auto& statement : change()) text += statement + ";\n";
  must(os::write_file(migration, text));

  // A folder for what is kept, beside the one with the servers that were installed.
  int rounds = tables > 1000 ? 1 : 3;
  std::vector<double> cold, warm, bares;
  double megabytes = 0;
  for (int i = 0; i < rounds; ++i) {
    auto cache = folder.path() / fmt::format("cache{}", i);
    fs::create_directories(cache);
    if (fs::exists(os::cache_folder() / "servers"))
      fs::create_directory_symlink(os::cache_folder() / "servers", cache / "servers");
    cold.push_back(check(cache, file, migration).seconds);
    auto again = check(cache, file, migration);
    warm.push_back(again.seconds);
    megabytes = std::max(megabytes, again.megabytes);
    bares.push_back(bare(snapshot, shapes));
  }
  fmt::print(
      "PostgreSQL {} {:>5} tables {:>6} shapes | nothing cached {:.2f} s | again {:.2f} s | bare {:.2f} s, again is "
      "{:.2f} x "
      "it | ante {:.0f} MB\n",
      major, tables, count, median(cold), median(warm), median(bares), median(warm) / median(bares), megabytes);
}

}  // namespace

int main(int argc, char** argv) {
  int major = argc > 1 ? std::atoi(argv[1]) : 15;
  for (int i = 2; i < argc; ++i) {
    std::string size = argv[i];
    auto colon = size.find(':');
    if (colon == size.npos) return fmt::print(stderr, "TABLES:SHAPES, not '{}'\n", size), 2;
    measure(major, std::atoi(size.c_str()), std::atoi(size.c_str() + colon + 1));
  }
  return 0;
}
