#include "pg/servers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"

namespace ante::pg {
namespace fs = std::filesystem;
namespace {

// A folder that may hold a server. Where its name tells the major, others need not be asked for their version.
struct Candidate {
  fs::path bin;
  std::string origin;
  std::optional<int> major;
};

std::optional<int> number(std::string_view text) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

// Folders named for a major, newest first: /usr/lib/postgresql/15 + bin.
void add_folders_of_majors(std::vector<Candidate>& found, const fs::path& parent, std::string_view prefix,
                           const fs::path& below, std::string_view origin) {
  std::vector<Candidate> here;
  std::error_code error;
  for (auto& entry : fs::directory_iterator(parent, error)) {
    auto name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::string_view digits = std::string_view(name).substr(prefix.size());
    auto major = number(digits);
    if (major && std::to_string(*major) == digits) here.push_back({entry.path() / below, std::string(origin), major});
  }
  std::ranges::sort(here, std::greater(), [](auto& candidate) { return *candidate.major; });
  found.insert(found.end(), here.begin(), here.end());
}

// In the order of preference: what the user names, the distribution's, ours.
std::vector<Candidate> usual_places() {
  std::vector<Candidate> found;
  if (const char* given = std::getenv("ANTE_SERVERS"))
    for (auto& folder : split(given, ':'))
      if (!folder.empty()) found.push_back({folder, "ANTE_SERVERS", {}});
  add_folders_of_majors(found, "/usr/lib/postgresql", "", "bin", "Debian");
  add_folders_of_majors(found, os::cache_folder() / "servers", "", "native/bin", "npm");
  add_folders_of_majors(found, "/usr", "pgsql-", "bin", "PGDG");
  return found;
}

// What else there is; asked for only where the usual places have nothing, since it takes a program to run.
std::vector<Candidate> other_places() {
  std::vector<Candidate> found;
  if (auto pg_config = os::program_in_path("pg_config")) {
    auto said = os::run({.path = *pg_config, .arguments = {"--bindir"}, .environment = os::environment_with({})},
                        Millis{10'000});
    if (said && said->ending.fine()) found.push_back({fs::path(trim(said->output)), "pg_config", {}});
  }
  if (auto postgres = os::program_in_path("postgres")) {
    std::error_code error;
    auto real = fs::canonical(*postgres, error);
    if (!error) found.push_back({real.parent_path(), "PATH", {}});
  }
  return found;
}

// "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)" → "15.18"; "18beta1" stays as it is.
std::string version_in(std::string_view said) {
  constexpr std::string_view before = "(PostgreSQL) ";
  auto at = said.find(before);
  if (at == std::string_view::npos) return {};
  auto version = said.substr(at + before.size());
  return std::string(version.substr(0, version.find_first_of(" \n")));
}

// To ask takes a program's start, and a run of ante wants to know several times.
Result<ServerBinaries> examine(const Candidate& candidate) {
  static std::mutex lock;
  static std::map<fs::path, ServerBinaries> examined;
  std::lock_guard hold(lock);
  if (auto known = examined.find(candidate.bin); known != examined.end()) return known->second;
  for (const char* program : {"postgres", "initdb"})
    if (::access((candidate.bin / program).c_str(), X_OK) != 0)
      return undecided(fmt::format("there is no program {}", (candidate.bin / program).string()));
  auto said = TRY(os::run({.path = candidate.bin / "postgres", .arguments = {"--version"}, .environment = {"LC_ALL=C"}},
                          Millis{10'000}));
  auto version = version_in(said.output);
  auto major = number(version);
  if (!said.ending.fine() || !major)
    return undecided(
        fmt::format("the server in {} does not run here: {}", candidate.bin.string(), one_line(said.output, 300)));
  return examined[candidate.bin] = {*major, version, candidate.bin, candidate.origin};
}

// Whether apt-get could install it here, asked of apt's own lists, once: that takes it half a second.
bool in_debian(int major) {
  static const std::string packages = [] {
    auto apt = os::program_in_path("apt-cache");
    if (!apt) return std::string();
    auto said = os::run({.path = *apt,
                         .arguments = {"--names-only", "search", "^postgresql-[0-9]+$"},
                         .environment = os::environment_with({"LC_ALL=C"})},
                        Millis{10'000});
    return said && said->ending.fine() ? "\n" + said->output : std::string();
  }();
  return contains(packages, fmt::format("\npostgresql-{} ", major));
}

}  // namespace

std::vector<ServerBinaries> find_servers() {
  std::vector<ServerBinaries> found;
  auto candidates = usual_places();
  std::ranges::move(other_places(), std::back_inserter(candidates));
  for (auto& candidate : candidates) {
    auto known = [&](auto& server) {
      std::error_code error;
      return fs::equivalent(server.bin, candidate.bin, error);
    };
    if (std::ranges::any_of(found, known)) continue;
    if (auto server = examine(candidate)) found.push_back(*std::move(server));
  }
  return found;
}

Result<ServerBinaries> server_at(const fs::path& bin) {
  bool ours = bin.native().starts_with((os::cache_folder() / "servers").native());
  return examine({bin, ours ? "npm" : "given", {}});
}

Result<ServerBinaries> server_for(int major) {
  for (auto places : {usual_places, other_places}) {
    for (auto& candidate : places()) {
      if (candidate.major && *candidate.major != major) continue;
      auto server = examine(candidate);
      if (server && server->major == major) return *std::move(server);
    }
  }
  return undecided(fmt::format("there is no PostgreSQL {} server on this machine", major), how_to_install(major));
}

std::string how_to_install(int major) {
  if (major < oldest_major || major > newest_major)
    return fmt::format("PostgreSQL {} to {} are supported", oldest_major, newest_major);
  std::string ours = fmt::format("ante doctor --install {}", major);
  return in_debian(major) ? fmt::format("apt-get install postgresql-{}, or {}", major, ours) : ours;
}

}  // namespace ante::pg
