// How quickly a ghost of many tables is raised, with nothing cached and again; how much disk a catalog takes that
// claims ten terabytes; how much memory ante uses; and all that beside the bare time of the same DDL through libpq.
//
//   bench_ghost MAJOR TABLES…
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "catalog/ddl.h"
#include "os/tree.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/made_up.h"
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

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double median_of(int trials, const std::function<double()>& trial) {
  std::vector<double> values(static_cast<std::size_t>(trials));
  for (auto& value : values) value = trial();
  return median(values);
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

// Where ext4 has just removed thousands of files it takes longer to make others. So what was raised stands until all is
// measured.
std::vector<pg::Cluster> standing;
std::vector<twin::Ghost> ghosts;

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
  double took = seconds([&] {
    for (auto& batch : batches) must(server.execute(batch_size == 1 ? batch : "BEGIN;\n" + batch + "COMMIT"));
  });
  standing.push_back(std::move(cluster));
  return took;
}

struct Trial {
  std::filesystem::path file;
  Stages progress;

  void show(const char* when) {
    progress.stage("");
    for (auto& [stage, took] : progress.took) fmt::print(stderr, "  {}: {:.2f} s {}\n", when, took, stage);
    progress.took.clear();
  }
  // As a user would: how long it takes from the file to the first plan, and what the ghost takes on the disk.
  double run(const std::string& key) {
    auto began = std::chrono::steady_clock::now();
    progress.stage("reading the file");
    auto loaded = must(snapshot::load(file));
    progress.stage("beginning");
    auto ghost = must(twin::Ghost::raise(loaded, key, progress));
    progress.stage("asking for a plan");
    auto server = must(ghost.connect());
    must(twin::explain(server, "SELECT * FROM t0 JOIN t1 ON t1.parent_id = t0.id WHERE t0.name = 'x'"));
    double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    progress.stage("measuring the disk");
    disk = disk_mb(ghost.cluster().data());
    progress.stage("");
    ghosts.push_back(std::move(ghost));
    return took;
  }
  double disk = 0;
};

void measure(int major, int tables) {
  Told progress;
  auto real =
      real_server(major, fmt::format("tables{}", tables), [&](pg::Connection& server) { make_tables(server, tables); });
  auto snapshot = must(snapshot::capture(real.target("bench"), {}, progress));
  auto folder = must(os::TemporaryFolder::make("bench-ghost"));
  // As much a table as the school has, half a gigabyte.
  claim(snapshot, tables * std::int64_t{500'000'000});
  Trial trial{folder.path() / "claims.ante", {}};
  must(snapshot::save(snapshot, trial.file));
  std::string key;
  auto fresh_key = [&] {
    static int count = 0;
    return key = fmt::format("bench{}-{}", std::chrono::system_clock::now().time_since_epoch().count(), ++count);
  };
  const int rounds = tables > 1000 ? 3 : 7;
  // In turn, so that a busy disk is as busy for the one as for the other.
  std::vector<double> batches, singly, whole, ratios, schemas;
  for (int i = 0; i < rounds; ++i) {
    batches.push_back(bare_ddl(snapshot, 100));
    singly.push_back(bare_ddl(snapshot, 1));
    whole.push_back(trial.run(fresh_key()));
    ratios.push_back(whole.back() / singly.back());
    schemas.push_back(trial.progress.took["making production's schema"] / singly.back());
  }
  trial.show("with a template");
  double again = median_of(rounds, [&] { return trial.run(key); });
  trial.show("again");
  auto templates = os::cache_folder() / "templates", aside = os::cache_folder() / "templates-aside";
  std::vector<std::filesystem::path> used;
  auto put_aside = [&](const std::filesystem::path& place) {
    if (std::filesystem::exists(templates)) std::filesystem::rename(templates, place);
  };
  put_aside(aside);
  double nothing = median_of(rounds, [&] {
    double took = trial.run(fresh_key());
    put_aside(used.emplace_back(os::cache_folder() / ("templates-" + key)));
    return took;
  });
  std::filesystem::rename(aside, templates);
  claim(snapshot, 10'000'000'000'000);
  must(snapshot::save(snapshot, trial.file));
  trial.run(fresh_key());
  fmt::print(
      "PostgreSQL {} {:>5} tables | nothing cached {:.2f} s | template cached {:.2f} s | again {:.2f} s | the same "
      "DDL: "
      "{:.2f} s, in batches {:.2f} s | the whole ghost {:.2f} x it, its schema {:.2f} x | disk {:.0f} MB for 10 TB | "
      "ante {:.0f} MB\n",
      major, tables, nothing, median(whole), again, median(singly), median(batches), median(ratios), median(schemas),
      trial.disk, peak_memory_mb(trial.file));
  standing.clear();
  ghosts.clear();
  for (auto& twin : std::filesystem::directory_iterator(os::cache_folder() / "twins"))
    if (twin.path().filename().native().starts_with("bench")) used.push_back(twin.path());
  for (auto& place : used) os::remove_tree(place);
}

}  // namespace

int main(int argc, char** argv) {
  int major = argc > 1 ? std::atoi(argv[1]) : 15;
  for (int i = 2; i < argc; ++i) measure(major, std::atoi(argv[i]));
  return 0;
}
