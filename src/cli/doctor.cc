// What this machine has of what ante needs, and how to get the rest.
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "base/units.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/run_beside.h"
#include "os/folders.h"
#include "os/identity.h"
#include "os/process.h"
#include "pg/cluster.h"
#include "pg/install.h"
#include "pg/servers.h"
#include "snapshot/file.h"
#include "snapshot/grants.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

void title(std::string_view text) { fmt::print("\n{}\n", text); }
void fact(std::string_view name, std::string_view text) { fmt::print("  {:<12} {}\n", name, text); }

bool show_servers() {
  auto servers = pg::find_servers();
  fmt::print("PostgreSQL servers\n");
  for (int major = pg::oldest_major; major <= pg::newest_major; ++major) {
    bool found = false;
    for (auto& server : servers) {
      if (server.major != major) continue;
      fact(found ? "" : std::to_string(major),
           fmt::format("{:<7} {} ({})", server.version, server.bin.string(), server.origin));
      found = true;
    }
    if (!found) fact(std::to_string(major), "missing: " + pg::how_to_install(major));
  }
  for (auto& server : servers)
    if (server.major < pg::oldest_major || server.major > pg::newest_major)
      fact(std::to_string(server.major), fmt::format("{:<7} {}: not supported", server.version, server.bin.string()));
  return !servers.empty();
}

void show_locales() {
  title("Locales");
  auto program = os::program_in_path("locale");
  std::vector<std::string> names;
  if (program) {
    auto said = os::run({.path = *program, .arguments = {"-a"}, .environment = {"LC_ALL=C"}}, Millis{10'000});
    if (said) names = split(trim(said->output), '\n');
  }
  if (names.size() <= 8)
    fact("installed", names.empty() ? "C" : join(names, ", "));
  else
    fact("installed", fmt::format("{} of them; locale -a lists them", names.size()));
  fact("others", "a database whose locale is not here needs: apt-get install locales-all");
}

std::string space_at(const fs::path& folder) {
  auto place = folder;
  std::error_code error;
  while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  struct statvfs about{};
  if (::statvfs(place.c_str(), &about) != 0) return "";
  return human(Bytes{static_cast<std::int64_t>(about.f_bavail * about.f_frsize)}) + " free";
}

int entries_in(const fs::path& folder) {
  std::error_code error;
  int count = 0;
  for (auto entry = fs::directory_iterator(folder, error); entry != fs::directory_iterator(); entry.increment(error))
    ++count;
  return count;
}

void show_folders(int swept) {
  auto cache = os::cache_folder();
  title("Folders");
  fact("cache", fmt::format("{} ({})", cache.string(), space_at(cache)));
  fact("templates", counted(entries_in(cache / "templates"), "cluster"));
  fact("running", fmt::format("{} alive, {} of runs that were killed swept up just now",
                              counted(entries_in(os::running_folder()), "private server"), swept));
}

std::string network_fact() {
  auto program = os::program_in_path("true");
  if (!program) return "not tried: there is no program 'true'";
  auto process = os::Process::start({.path = *program, .seal_network = true});
  if (!process) return process.error().what;
  return process->network_sealed() ? "sealed off: nothing that runs in a private server reaches it"
                                   : "not sealed off: this kernel or container does not permit namespaces";
}

// The limit of the control group, where there is one that a private server could meet.
std::string memory_fact() {
  auto own = os::read_file("/proc/self/cgroup", 65536);
  if (!own) return "no limit known";
  auto path = fs::path("/sys/fs/cgroup").native() + std::string(trim(own->substr(own->rfind("::") + 2)));
  auto limit = os::read_file(fs::path(path) / "memory.max", 64);
  if (!limit || trim(*limit) == "max" || trim(*limit).empty()) return "no limit on the control group";
  Bytes bytes{std::atoll(limit->c_str())};
  constexpr Bytes enough{256 << 20};
  return human(bytes) +
         (bytes < enough ? " for the control group: a private server may not fit" : " for the control group");
}

void show_surroundings() {
  title("Private servers");
  auto identity = os::server_identity();
  if (!identity)
    fact("run as", identity.error().what);
  else if (*identity)
    fact("run as", fmt::format("{}, since PostgreSQL refuses to run as root", (*identity)->name));
  else
    fact("run as", fmt::format("you (user number {})", ::geteuid()));
  fact("network", network_fact());
  fact("memory", memory_fact());
  auto npm = os::program_in_path("npm");
  fact("npm", npm ? npm->string() : "missing: apt-get install npm (only needed for ante doctor --install)");

  title("Environment");
  auto variable = [](const char* name, std::string_view meaning) {
    const char* value = std::getenv(name);
    fact(name, fmt::format("{} ({})", value && *value ? value : "not set", meaning));
  };
  variable("ANTE_CACHE", "where servers, templates and private clusters are kept");
  variable("ANTE_SERVERS", "folders with postgres and initdb that are looked at first, with colons between");
}

Result<Exit> show_all() {
  int swept = pg::sweep();
  bool any_server = show_servers();
  show_locales();
  show_folders(swept);
  show_surroundings();
  if (any_server) return Exit::fine;
  return undecided("there is no PostgreSQL server on this machine", pg::how_to_install(pg::newest_major));
}

Result<Exit> install(int major) {
  auto progress = std::make_unique<ShownProgress>();
  auto server = TRY(pg::install_server(major, *progress));
  progress.reset();
  fmt::print("PostgreSQL {} is in {}\n", server.version, server.bin.string());
  return Exit::fine;
}

// Raises a private server and takes it down again: in between it is asked for its name, or the command runs.
Result<Exit> try_one(int major, const std::vector<std::string>& command) {
  auto progress = std::make_unique<ShownProgress>();
  auto cluster = TRY(pg::Cluster::raise({.major = major}, *progress));
  progress.reset();
  if (!command.empty()) return run_beside(cluster, "postgres", pg::private_superuser, command);
  auto connection = TRY(pg::Connection::open(cluster.target("postgres")));
  fmt::print("{}\n", TRY(connection.scalar("SELECT version()")));
  fact("network", cluster.network_sealed() ? "sealed off" : "not sealed off");
  fact("disk", cluster.walled_in() ? "it writes in its own folder only, and runs no program"
                                   : "not walled in: this kernel or container has no Landlock");
  return Exit::fine;
}

}  // namespace

Run declare_doctor(CLI::App& app) {
  struct DoctorArguments {
    int install = 0, try_one = 0;
    std::string role = "ante", snapshot;
    std::vector<std::string> command;
  };
  auto options = std::make_shared<DoctorArguments>();
  auto* to_install = app.add_option("--install", options->install, "fetch a PostgreSQL of this major from npm");
  auto* to_try = app.add_option("--try", options->try_one, "raise a private PostgreSQL of this major and take it down");
  auto* to_grant =
      app.add_option("--grants", options->role, "print what this role (ante) needs in order to capture, as SQL");
  to_install->type_name("MAJOR")->excludes(to_try)->excludes(to_grant);
  to_try->type_name("MAJOR")->excludes(to_grant);
  to_grant->type_name("ROLE")->expected(0, 1);
  app.add_option("--snapshot", options->snapshot, "a capture whose schemas and owners the GRANTs name")
      ->type_name("FILE")
      ->needs(to_grant);
  app.add_option("command", options->command, "after --: what to run while that server is up; PGHOST leads to it")
      ->needs(to_try);
  return [=]() -> Result<Exit> {
    if (to_grant->count()) {
      std::optional<snapshot::Snapshot> source;
      if (!options->snapshot.empty()) source = TRY(snapshot::load(options->snapshot));
      fmt::print("{}", snapshot::grants_text(options->role, source ? &source->catalog : nullptr));
      return Exit::fine;
    }
    if (to_install->count()) return install(options->install);
    if (to_try->count()) return try_one(options->try_one, options->command);
    return show_all();
  };
}

}  // namespace ante::cli
