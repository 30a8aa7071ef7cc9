#include "pg/cluster.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/text.h"
#include "os/folders.h"
#include "os/identity.h"
#include "os/live_folder.h"
#include "os/process.h"
#include "os/tree.h"
#include "pg/remains.h"
#include "pg/template.h"

namespace ante::pg {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr Millis start_limit{60'000};
constexpr Millis stop_limit{60'000};
constexpr Millis quit_limit{5'000};

std::string conf_value(std::string_view value) {
  return "'" + replace_all(replace_all(std::string(value), "\\", "\\\\"), "'", "''") + "'";
}

// Nobody but ante reaches it, nothing in it outlives the run, and nothing happens in it unasked.
std::map<std::string, std::string> private_settings(const fs::path& socket) {
  return {
      {"listen_addresses", ""},
      {"unix_socket_directories", "\"" + replace_all(socket.string(), "\"", "\"\"") + "\""},
      {"unix_socket_permissions", "0700"},
      {"max_connections", "32"},
      {"fsync", "off"},
      {"synchronous_commit", "off"},
      {"full_page_writes", "off"},
      {"wal_level", "replica"},  // below it, each commit looks through the files of all that it made
      {"max_wal_senders", "0"},
      {"min_wal_size", "2MB"},
      {"max_wal_size", "64MB"},
      {"wal_recycle", "off"},  // a kept cluster takes no more disk than it must
      {"wal_init_zero", "off"},
      {"checkpoint_timeout", "1h"},
      {"autovacuum", "off"},
      {"jit", "off"},  // ante's own questions are short
      {"shared_buffers", "24MB"},
      // Files of the cluster's own folder, instead of ones in /dev/shm that would outlive a server that is killed.
      {"dynamic_shared_memory_type", "mmap"},
      {"max_logical_replication_workers", "0"},
      {"lc_messages", "C"},
      {"TimeZone", "UTC"},
      {"log_timezone", "UTC"},
      {"logging_collector", "off"},
      {"log_destination", "stderr"},
  };
}

// The last line that a server writes into postmaster.pid once it takes connections, after its number in the first.
bool is_ready(const fs::path& data, pid_t pid) {
  auto text = os::read_file(data / "postmaster.pid", 4096);
  if (!text) return false;
  auto lines = split(*text, '\n');
  return lines.size() >= 8 && trim(lines[0]) == std::to_string(pid) && trim(lines[7]) == "ready";
}

}  // namespace

struct Cluster::State {
  os::LiveFolder folder;
  std::optional<os::Identity> identity;
  ServerBinaries server;
  fs::path data, socket, log;
  std::optional<os::Process> process = {};
  std::vector<int> processors = {};
  std::vector<fs::path> spares = {};  // where its data folder may stay
  bool clean = true;                  // no server was killed here that could not tidy up after itself

  // A copy of `from` in a live folder of its own, with its settings, not started.
  static Result<std::unique_ptr<State>> copied(const fs::path& from, ServerBinaries server, const ClusterSpec& spec) {
    auto identity = TRY(os::server_identity());
    auto folder = TRY(os::LiveFolder::make(identity));
    auto path = folder.path();
    auto state = std::unique_ptr<State>(
        new State{std::move(folder), identity, std::move(server), path / "data", socket_folder(path), path / "log"});
    TRY(make_socket_folder(state->socket, identity));
    for (int i = 0; i < spec.spares; ++i)
      state->spares.emplace_back(fmt::format("{}{}-{}", from.string(), spare_extension, i));
    bool again = std::ranges::any_of(state->spares, [&](auto& spare) {
      return ::rename(spare.c_str(), state->data.c_str()) == 0;  // no other run can have it any more
    });
    TRY((again ? os::copy_tree_again : os::copy_tree)(from, state->data, identity));
    TRY(state->configure(spec.settings));
    state->processors = spec.processors;
    return state;
  }

  // A server that ends when it is asked to has ended its own processes and given back its memory before.
  ~State() {
    if (process) {
      process->signal(SIGQUIT);
      auto ending = process->wait(quit_limit);
      clean = clean && ending && ending->fine();
      process.reset();
    }
    if (!clean) remove_remains(folder.path());
    for (auto& spare : spares)
      if (clean && ::rename(data.c_str(), spare.c_str()) == 0) break;
    remove_socket_folder(folder.path());
  }

  Result<void> configure(const std::map<std::string, std::string>& wanted) {
    auto settings = private_settings(socket);
    for (auto& [name, value] : wanted) settings.insert_or_assign(name, value);
    std::string conf;
    for (auto& [name, value] : settings) conf += fmt::format("{} = {}\n", name, conf_value(value));
    TRY(os::write_file(data / "postgresql.conf", conf));
    return os::write_file(data / "pg_hba.conf", "local all all trust\n");
  }

  // Definitions and data of strangers come to life in the server. It writes nowhere but in its own folder, and executes
  // nothing but itself: no COPY TO PROGRAM, no untrusted language gets out.
  os::Walls walls() const {
    os::Walls walls{{folder.path(), socket, "/dev/shm", "/dev/null"}, {server.bin}};
    for (auto* loader : {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"})
      if (std::error_code missing; fs::exists(loader, missing)) walls.executable.emplace_back(loader);
    return walls;
  }

  std::string tail(std::size_t lines) const {
    auto text = os::read_file(log, 1u << 28);
    if (!text) return {};
    auto all = split(trim(*text), '\n');
    if (all.size() > lines) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(lines));
    return join(all, "\n");
  }

  // The log says why; a full disk and a setting that this server does not know are told apart from the rest.
  Error error_of(std::string what) const {
    auto said = tail(12);
    if (int full = os::full_disk_in(said))
      return os::disk_error(fmt::format("the private PostgreSQL {} found no room", server.version), full);
    return {fmt::format("the private PostgreSQL {} {}; its log ends so:\n{}", server.version, what, said)};
  }
};

Cluster::Cluster(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cluster::Cluster(Cluster&&) noexcept = default;
Cluster& Cluster::operator=(Cluster&&) noexcept = default;
Cluster::~Cluster() = default;

// What leads libpq to another server than the one that an address names, and would lead there from a private one too.
void forget_detours() {
  for (auto name : {"PGSERVICE", "PGSERVICEFILE", "PGHOSTADDR", "PGOPTIONS", "PGTARGETSESSIONATTRS", "PGREQUIREAUTH",
                    "PGCHANNELBINDING", "PGLOADBALANCEHOSTS"})
    ::unsetenv(name);
}

Result<Cluster> Cluster::raise(const ClusterSpec& spec, Progress& progress) {
  forget_detours();
  sweep();
  auto server = TRY(server_for(spec.major));
  auto data = TRY(template_for(server, spec.locale, progress));
  Cluster cluster(TRY(State::copied(data, std::move(server), spec)));
  TRY(cluster.start());
  return cluster;
}

Result<Cluster> Cluster::copy_of(const fs::path& data, const ClusterSpec& spec) {
  forget_detours();
  sweep();
  auto server = TRY(server_for(spec.major));
  return Cluster(TRY(State::copied(data, std::move(server), spec)));
}

Result<void> Cluster::start() {
  CHECK_THAT(!state_->process);
  os::Descriptor log(::open(state_->log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!log) return std::unexpected(os::disk_error(fmt::format("cannot write {}", state_->log.string()), errno));
  state_->process = TRY(os::Process::start({.path = state_->server.bin / "postgres",
                                            .arguments = {"-D", state_->data.string()},
                                            .environment = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"},
                                            .folder = state_->folder.path(),
                                            .output = log.get(),
                                            .identity = state_->identity,
                                            .death_signal = SIGQUIT,
                                            .seal_network = true,
                                            .processors = state_->processors,
                                            .walls = state_->walls()}));
  auto deadline = Clock::now() + start_limit;
  while (!is_ready(state_->data, state_->process->pid())) {
    auto ended = TRY(state_->process->wait_or_interrupt(Millis{2}));
    if (ended) {
      state_->clean = false;  // its files are not as they should be
      state_->process.reset();
      return std::unexpected(state_->error_of("did not start: " + ended->shown()));
    }
    if (Clock::now() > deadline) {
      state_->clean = false;
      state_->process.reset();
      return std::unexpected(state_->error_of(fmt::format("was not ready after {}", human(start_limit))));
    }
  }
  return {};
}

Result<void> Cluster::still_runs() {
  auto ended = state_->process ? state_->process->wait(Millis{0}) : std::nullopt;
  if (ended) return std::unexpected(state_->error_of("ended by itself: " + ended->shown()));
  return {};
}

Result<void> Cluster::stop() {
  if (!state_->process) return {};
  state_->process->signal(SIGINT);
  auto ended = state_->process->wait(stop_limit);
  state_->process.reset();
  state_->clean = ended && ended->fine();
  if (!ended) return std::unexpected(state_->error_of(fmt::format("did not stop within {}", human(stop_limit))));
  if (!ended->fine()) return std::unexpected(state_->error_of("did not stop cleanly: " + ended->shown()));
  return {};
}

Result<void> Cluster::keep_as(const fs::path& data) && {
  CHECK_THAT(!state_->process);
  auto state = std::move(state_);
  TRY(os::make_folder(data.parent_path()));
  if (::rename(state->data.c_str(), data.c_str()) == 0) return {};
  if (errno == EEXIST || errno == ENOTEMPTY) return {};  // somebody else was quicker
  return std::unexpected(os::disk_error(fmt::format("cannot keep {}", data.string()), errno));
}

Target Cluster::target(std::string_view database, std::string_view user) const {
  return {"",
          {{"host", state_->socket.string()},
           {"port", "5432"},
           {"dbname", std::string(database)},
           {"user", std::string(user)},
           {"sslmode", "disable"},
           {"gssencmode", "disable"}}};
}

const fs::path& Cluster::data() const { return state_->data; }
const fs::path& Cluster::socket() const { return state_->socket; }
const ServerBinaries& Cluster::binaries() const { return state_->server; }
pid_t Cluster::process() const { return state_->process ? state_->process->pid() : 0; }
std::string Cluster::log_tail(std::size_t lines) const { return state_->tail(lines); }
bool Cluster::walled_in() const { return state_->process && state_->process->walled_in(); }
bool Cluster::network_sealed() const { return state_->process && state_->process->network_sealed(); }

}  // namespace ante::pg
