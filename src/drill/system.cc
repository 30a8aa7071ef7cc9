#include "drill/system.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "drill/scripts.h"
#include "os/folders.h"
#include "os/process.h"
#include "os/sha256.h"
#include "os/tree.h"

namespace ante::drill {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_kept = 8;
constexpr Millis long_call{3'600'000};

// What a private server leaves out, and production does not.
std::map<std::string, std::string> production_settings(const Description& drill) {
  std::map<std::string, std::string> settings{
      {"fsync", "on"},
      {"synchronous_commit", "on"},
      {"full_page_writes", "on"},
      {"autovacuum", "on"},
      {"autovacuum_naptime", "10s"},
      {"wal_level", "replica"},
      {"max_wal_senders", "4"},
      {"max_wal_size", "1GB"},
      {"min_wal_size", "80MB"},
      {"wal_recycle", "on"},
      {"wal_init_zero", "on"},
      {"checkpoint_timeout", "5min"},
      {"jit", "on"},
      {"shared_buffers", "256MB"},
      {"max_connections", "200"},
      {"shared_preload_libraries", "pg_stat_statements"},
  };
  for (auto& [name, value] : drill.settings) settings.insert_or_assign(name, value);
  return settings;
}

// Nothing that the data depends on is missing here; a power cut tears what was never synced, so the boot is in it too.
Result<std::string> key_of(const Description& drill, const pg::ServerBinaries& server) {
  std::string all = fmt::format("1\n{}\n{}\n{} {}\n", server.version, os::boot_id(), drill.owner, drill.role);
  for (auto& [name, value] : drill.sizes) all += fmt::format("{} = {}\n", name, value);
  for (auto* script : {"schema.sql", "data.sql"})
    if (auto file = drill.folder / script; fs::exists(file)) all += TRY(os::read_file(file, longest_script)) + "\n";
  return os::sha256_hex(all).substr(0, 32);
}

Result<void> make_schema(const Description& drill, const pg::Cluster& cluster, Progress& progress) {
  {
    auto server = TRY(pg::Connection::open(cluster.target("postgres")));
    for (auto& role : {drill.owner, drill.role})
      TRY(server.execute(fmt::format("CREATE ROLE {} LOGIN", pg::quote_identifier(role))));
    TRY(server.execute(
        fmt::format("CREATE DATABASE {} OWNER {}", System::database, pg::quote_identifier(drill.owner))));
  }
  auto server = TRY(pg::Connection::open(cluster.target(System::database)));
  TRY(server.execute("CREATE EXTENSION pg_stat_statements"));
  TRY(server.execute(fmt::format("GRANT ALL ON SCHEMA public TO {}", pg::quote_identifier(drill.owner))));
  auto owner = TRY(pg::Connection::open(cluster.target(System::database, drill.owner), {.call = long_call}));
  return run_script(owner, drill.folder / "schema.sql", drill.sizes, progress);
}

Result<void> fill(const Description& drill, const pg::Cluster& cluster, Progress& progress) {
  progress.stage("making the system's schema");
  TRY(make_schema(drill, cluster, progress));
  progress.stage("making the system's data, once");
  auto data = drill.folder / "data.sql";
  if (!fs::exists(data)) return {};
  auto owner = TRY(pg::Connection::open(cluster.target(System::database, drill.owner), {.call = long_call}));
  return run_script(owner, data, drill.sizes, progress);
}

// The server's log says so, unless it found no room for that line either.
Error explained_by(const pg::Cluster& cluster, const Error& error) {
  constexpr std::size_t lately = 2000;          // lines: a server that starts again refuses many clients
  constexpr std::uintmax_t no_room = 1u << 20;  // bytes
  int full = os::full_disk_in(cluster.log_tail(lately));
  std::error_code unknown;
  auto space = fs::space(os::cache_folder(), unknown);
  if (!full && !unknown && space.available < no_room) full = ENOSPC;
  return full ? os::disk_error("the drill's server found no room: " + error.what, full) : error;
}

void forget_old(const fs::path& kept) {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (auto& entry : fs::directory_iterator(kept, ignored))
    found.emplace_back(entry.last_write_time(ignored), entry.path());
  std::ranges::sort(found, std::greater<>());
  for (std::size_t i = most_kept; i < found.size(); ++i) os::remove_tree(found[i].second);
}

// The data folder to copy.
Result<fs::path> data_for(const Description& drill, Progress& progress) {
  auto server = TRY(pg::server_for(drill.major));
  auto key = TRY(key_of(drill, server));
  auto kept = os::cache_folder() / "drills" / fmt::format("{}-{}", drill.name, key);
  std::error_code ignored;
  if (fs::exists(kept / "PG_VERSION", ignored)) {
    fs::last_write_time(kept, fs::file_time_type::clock::now(), ignored);
    return kept;
  }
  forget_old(kept.parent_path());
  pg::ClusterSpec spec{.major = drill.major, .settings = {{"max_wal_size", "4GB"}, {"shared_buffers", "256MB"}}};
  auto cluster = TRY(pg::Cluster::raise(spec, progress));
  if (auto filled = fill(drill, cluster, progress); !filled)
    return std::unexpected(explained_by(cluster, filled.error()));
  TRY(cluster.stop());
  TRY(std::move(cluster).keep_as(kept));
  return kept;
}

}  // namespace

Error System::explained(const Error& error) const { return explained_by(cluster_, error); }

Result<System> System::raise(const Description& drill, Progress& progress) {
  auto data = TRY(data_for(drill, progress));
  progress.stage("raising the system");
  auto processors = os::processors();
  auto shared = std::min(static_cast<std::size_t>(drill.processors), std::max<std::size_t>(1, processors.size() - 1));
  std::vector<int> of_server(processors.begin(), processors.begin() + static_cast<std::ptrdiff_t>(shared));
  std::vector<int> of_traffic(processors.begin() + static_cast<std::ptrdiff_t>(processors.size() > 1 ? shared : 0),
                              processors.end());
  pg::ClusterSpec spec{.major = drill.major, .settings = production_settings(drill), .processors = of_server};
  auto cluster = TRY(pg::Cluster::copy_of(data, spec));
  TRY(cluster.start());
  // As the server itself says it.
  auto server = TRY(pg::Connection::open(cluster.target(database)));
  auto shown = fmt::format("PostgreSQL {} on {} of {}", cluster.binaries().version, of_server.size(),
                           counted(std::ssize(processors), "processor"));
  for (auto* name : {"shared_buffers", "fsync", "synchronous_commit", "autovacuum"})
    shown += fmt::format(", {} {}", name, TRY(server.scalar(fmt::format("SHOW {}", name))));
  return System(std::move(cluster), std::move(of_server), std::move(of_traffic), std::move(shown));
}

Result<pg::Cluster> raise_staging(const Description& drill, const fs::path& change, Progress& progress) {
  progress.stage("raising a staging system");
  auto cluster = TRY(pg::Cluster::raise({.major = drill.major}, progress));
  TRY(make_schema(drill, cluster, progress));
  auto read = TRY(change::read_change(change));
  auto owner = TRY(pg::Connection::open(cluster.target(System::database, drill.owner), {.call = long_call}));
  if (auto ran = run_change(std::move(owner), read, Millis{0}); !ran.failed.empty())
    return undecided("the change does not run on an empty system either: " + ran.failed);
  return cluster;
}

}  // namespace ante::drill
