// How quickly a ghost of many tables is raised, with nothing cached and again; how much disk a catalog takes that
// claims ten terabytes; how much memory ante uses; and all that beside the bare time of the same DDL through libpq.
//
//   bench_ghost MAJOR TABLES…
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>

#include "catalog/ddl.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/real_server.h"
#include "twin/ghost.h"
#include "twin/plan.h"

using namespace ante;
using namespace ante::bench;

namespace {

double seconds(const std::function<void()>& work) {
  auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double disk_mb(const std::filesystem::path& folder) {
  double blocks = 0;
  for (auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) == 0) blocks += static_cast<double>(status.st_blocks);
  }
  return blocks * 512 / 1e6;
}

double peak_memory_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Tables as applications have them: ten columns, four indexes, a foreign key.
void make_tables(pg::Connection& server, int tables) {
  for (int i = 0; i < tables; ++i) {
    must(server.execute(fmt::format(
        "CREATE TABLE t{0} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint{1}, name text NOT "
        "NULL, "
        "state varchar(20) NOT NULL DEFAULT 'new', amount numeric(12,2), made_at timestamptz NOT NULL DEFAULT now(), "
        "changed_at timestamptz, flags int NOT NULL DEFAULT 0, doc jsonb, note text CHECK (length(note) < 1000));"
        "CREATE INDEX ON t{0} (parent_id); CREATE INDEX ON t{0} (made_at DESC); CREATE UNIQUE INDEX ON t{0} "
        "(lower(name)); "
        "INSERT INTO t{0} (parent_id, name, amount) SELECT NULL, 'n' || g, g FROM generate_series(1, 200) g",
        i, i ? fmt::format(" REFERENCES t{}", i - 1) : "")));
  }
  must(server.execute("ANALYZE"));
}

// The bare time: the same statements, in the same batches, on a private server that is already running.
double bare_ddl(const snapshot::Snapshot& snapshot) {
  Told progress;
  pg::ClusterSpec spec;
  spec.major = snapshot.source.version / 10000;
  spec.locale = {"UTF8", "libc", "C.UTF-8", "C.UTF-8", "", ""};
  spec.settings["max_locks_per_transaction"] = "512";
  auto cluster = must(pg::Cluster::raise(spec, progress));
  auto server = must(pg::Connection::open(cluster.target("postgres"), {.call = Millis(600'000)}));
  std::vector<std::string> batches;
  std::size_t i = 0;
  for (auto& statement : catalog::ddl(snapshot.catalog, {.roles = false, .privileges = false, .comments = false})) {
    if (i++ % 100 == 0) batches.push_back("BEGIN");
    batches.back() += ";\n" + statement.sql;
  }
  must(server.execute("SET check_function_bodies = off; SET client_min_messages = error; SET search_path = ''"));
  return seconds([&] {
    for (auto& batch : batches) must(server.execute(batch + ";\nCOMMIT"));
  });
}

void measure(int major, int tables) {
  Told progress;
  auto real =
      real_server(major, fmt::format("tables{}", tables), [&](pg::Connection& server) { make_tables(server, tables); });
  auto snapshot = must(snapshot::capture(real.target("bench"), {}, progress));
  // Ten terabytes, spread over the tables and their indexes.
  std::int64_t blocks =
      10'000'000'000'000 / page_bytes / std::max<std::int64_t>(1, static_cast<std::int64_t>(snapshot.sizes.size()));
  for (auto& size : snapshot.sizes)
    if (size.blocks > 0) size.blocks = size.pages = blocks, size.tuples = static_cast<double>(blocks) * 60;
  for (auto& shape : snapshot.indexes)
    if (shape.height >= 0) shape.height = 3;
  auto folder = must(os::TemporaryFolder::make("bench-ghost"));
  auto file = folder.path() / "ten-terabytes.ante";
  must(snapshot::save(snapshot, file));
  auto key = must(snapshot::content_hash(file));

  double bare = bare_ddl(snapshot);
  // Each time as a user would: from the file to the first plan.
  auto once = [&](const std::string& with_key) {
    auto loaded = must(snapshot::load(file));
    auto ghost = must(twin::Ghost::raise(loaded, with_key, progress));
    auto server = must(ghost.connect());
    must(twin::explain(server, "SELECT * FROM t0 JOIN t1 ON t1.parent_id = t0.id WHERE t0.name = 'x'"));
    return disk_mb(ghost.cluster().data());
  };
  double disk = 0;
  auto unique = fmt::format("bench{}", std::chrono::system_clock::now().time_since_epoch().count());
  double templated = seconds([&] { disk = once(unique); });
  double cached = seconds([&] { once(unique); });
  auto templates = os::cache_folder() / "templates", aside = os::cache_folder() / "templates-aside";
  std::filesystem::rename(templates, aside);
  double nothing = seconds([&] { once(unique + "n"); });
  std::filesystem::remove_all(templates);
  std::filesystem::rename(aside, templates);
  fmt::print(
      "PostgreSQL {} {:>5} tables | bare DDL {:.2f} s | nothing cached {:.2f} s | template cached {:.2f} s ({:.2f} x "
      "bare) | "
      "again {:.2f} s | disk {:.0f} MB for 10 TB | ante {:.0f} MB\n",
      major, tables, bare, nothing, templated, templated / bare, cached, disk, peak_memory_mb());
}

}  // namespace

int main(int argc, char** argv) {
  int major = argc > 1 ? std::atoi(argv[1]) : 15;
  for (int i = 2; i < argc; ++i) measure(major, std::atoi(argv[i]));
  return 0;
}
