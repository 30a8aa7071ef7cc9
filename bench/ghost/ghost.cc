// How quickly a ghost of many tables is raised, with nothing cached and again; how much disk a catalog takes that
// claims ten terabytes; how much memory ante uses; and all that beside the bare time of the same DDL through libpq.
//
//   bench_ghost MAJOR TABLES…
#include <sys/stat.h>

#include <algorithm>
#include <array>
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

// Remembers how long the last stage of each name took.
class Stages final : public Progress {
 public:
  void stage(std::string_view what) override {
    auto now = std::chrono::steady_clock::now();
    if (!stage_.empty()) took[stage_] = std::chrono::duration<double>(now - began_).count();
    stage_ = what, began_ = now;
  }
  void at(std::int64_t, std::int64_t) override {}
  std::map<std::string, double> took;

 private:
  std::string stage_;
  std::chrono::steady_clock::time_point began_;
};

double median(const std::function<double()>& trial) {
  std::array<double, 5> values;
  for (auto& value : values) value = trial();
  std::ranges::nth_element(values, values.begin() + 2);
  return values[2];
}

double disk_mb(const std::filesystem::path& folder) {
  double blocks = 0;
  for (auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) == 0) blocks += static_cast<double>(status.st_blocks);
  }
  return blocks * 512 / 1e6;
}

// The most that `ante ghost` held until its ghost stood, as its command reads it from the kernel.
double peak_memory_mb(const std::filesystem::path& file) {
  auto ante = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "ante";
  auto command = fmt::format(R"({} ghost {} -- sh -c 'sed -n "s/^VmHWM:[^0-9]*//p" /proc/$PPID/status')", ante.string(),
                             file.string());
  std::unique_ptr<FILE, int (*)(FILE*)> output(::popen(command.c_str(), "r"), ::pclose);
  double kilobytes = 0;
  if (!output || std::fscanf(output.get(), "%lf", &kilobytes) != 1) throw std::runtime_error("ante ghost failed");
  return kilobytes / 1024;
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

// The bare time: the same statements on a private server that is already running; in the same batches, or one by one as
// psql sends a script.
double bare_ddl(const snapshot::Snapshot& snapshot, std::size_t batch_size) {
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
    if (i++ % batch_size == 0) batches.emplace_back();
    batches.back() += statement.sql + ";\n";
  }
  must(server.execute("SET check_function_bodies = off; SET client_min_messages = error; SET search_path = ''"));
  return seconds([&] {
    for (auto& batch : batches) must(server.execute(batch_size == 1 ? batch : "BEGIN;\n" + batch + "COMMIT"));
  });
}

// The catalog claims so many bytes, spread over the tables and their indexes.
void claim(snapshot::Snapshot& snapshot, std::int64_t bytes) {
  auto blocks = bytes / page_bytes / std::max<std::int64_t>(1, static_cast<std::int64_t>(snapshot.sizes.size()));
  for (auto& size : snapshot.sizes)
    if (size.blocks > 0) size.blocks = size.pages = blocks, size.tuples = static_cast<double>(blocks) * 60;
  for (auto& shape : snapshot.indexes)
    if (shape.height >= 0) shape.height = 3;
}

struct Trial {
  std::filesystem::path file;
  Stages progress;

  void show(const char* when) {
    progress.stage("");
    for (auto& [stage, took] : progress.took) fmt::print(stderr, "  {}: {:.2f} s {}\n", when, took, stage);
    progress.took.clear();
  }
  // As a user would: from the file to the first plan. Gives the disk that the ghost takes.
  double run(const std::string& key) {
    progress.stage("reading the file");
    auto loaded = must(snapshot::load(file));
    progress.stage("beginning");
    auto ghost = must(twin::Ghost::raise(loaded, key, progress));
    progress.stage("asking for a plan");
    auto server = must(ghost.connect());
    must(twin::explain(server, "SELECT * FROM t0 JOIN t1 ON t1.parent_id = t0.id WHERE t0.name = 'x'"));
    progress.stage("measuring the disk");
    double disk = disk_mb(ghost.cluster().data());
    progress.stage("taking it down");
    return disk;
  }
};

void measure(int major, int tables) {
  Told progress;
  auto real =
      real_server(major, fmt::format("tables{}", tables), [&](pg::Connection& server) { make_tables(server, tables); });
  auto snapshot = must(snapshot::capture(real.target("bench"), {}, progress));
  auto folder = must(os::TemporaryFolder::make("bench-ghost"));
  double bare = median([&] { return bare_ddl(snapshot, 100); });
  double one_by_one = median([&] { return bare_ddl(snapshot, 1); });
  // As much a table as the school has, half a gigabyte.
  claim(snapshot, tables * std::int64_t{500'000'000});
  Trial trial{folder.path() / "claims.ante", {}};
  must(snapshot::save(snapshot, trial.file));
  std::string key;
  auto fresh_key = [&] {
    static int count = 0;
    return key = fmt::format("bench{}-{}", std::chrono::system_clock::now().time_since_epoch().count(), ++count);
  };
  double schema = 0;
  double templated = median([&] {
    double took = seconds([&] { trial.run(fresh_key()); });
    schema = trial.progress.took["making production's schema"];
    return took;
  });
  trial.show("with a template");
  double again = median([&] { return seconds([&] { trial.run(key); }); });
  trial.show("again");
  auto templates = os::cache_folder() / "templates", aside = os::cache_folder() / "templates-aside";
  std::filesystem::rename(templates, aside);
  double nothing = median([&] {
    std::filesystem::remove_all(templates);
    return seconds([&] { trial.run(fresh_key()); });
  });
  std::filesystem::remove_all(templates);
  std::filesystem::rename(aside, templates);
  claim(snapshot, 10'000'000'000'000);
  must(snapshot::save(snapshot, trial.file));
  double disk = trial.run(fresh_key());
  fmt::print(
      "PostgreSQL {} {:>5} tables | bare DDL {:.2f} s, one by one {:.2f} s | nothing cached {:.2f} s | template cached "
      "{:.2f} s | again "
      "{:.2f} s | schema {:.2f} x bare | disk {:.0f} MB for 10 TB | ante {:.0f} MB\n",
      major, tables, bare, one_by_one, nothing, templated, again, schema / bare, disk, peak_memory_mb(trial.file));
}

}  // namespace

int main(int argc, char** argv) {
  int major = argc > 1 ? std::atoi(argv[1]) : 15;
  for (int i = 2; i < argc; ++i) measure(major, std::atoi(argv[i]));
  return 0;
}
