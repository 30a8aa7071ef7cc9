#include "pg/template.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "os/folders.h"
#include "os/identity.h"
#include "os/live_folder.h"
#include "os/process.h"
#include "os/tree.h"
#include "pg/cluster.h"

namespace ante::pg {
namespace fs = std::filesystem;
namespace {

// initdb writes one row into pg_collation for each locale of the system, so that a template is as old as they are.
std::string changed_at(const fs::path& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return "none";
  return fmt::format("{}.{}.{}", about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_size);
}

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char c : text) hash = (hash ^ c) * 0x100000001b3u;
  return hash;
}

// Everything that initdb's result depends on is in the name, so that a stale template is simply never asked for.
fs::path place_of(const ServerBinaries& server, const std::vector<std::string>& arguments) {
  auto made_from = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", server.bin.string(), changed_at(server.bin / "postgres"),
                               changed_at("/usr/lib/locale"), changed_at("/usr/lib/locale/locale-archive"),
                               os::boot_id(), join(arguments, "\n"));
  return os::cache_folder() / "templates" / fmt::format("{}-{:016x}", server.version, fnv1a(made_from));
}

// A template that nobody asked for in a month is of a server that was upgraded, or of an earlier boot.
void forget_unused(const fs::path& templates) {
  std::error_code error;
  auto month_ago = fs::file_time_type::clock::now() - std::chrono::days(30);
  for (auto& entry : fs::directory_iterator(templates, error)) {
    std::error_code failed;
    if (entry.last_write_time(failed) < month_ago && !failed) os::remove_tree(entry.path());
  }
}

Error initdb_error(const ServerBinaries& server, const os::Finished& finished) {
  Error error{fmt::format("initdb of PostgreSQL {} failed with {}: {}", server.version, finished.ending.shown(),
                          one_line(finished.output, 1500))};
  if (int full = finished.ending.signal == SIGXFSZ ? EFBIG : os::full_disk_in(finished.output))
    return os::disk_error(fmt::format("cannot make a cluster of PostgreSQL {}", server.version), full);
  if (contains(finished.output, "ICU is not supported"))
    error.next = fmt::format("this server was built without ICU; {}", how_to_install(server.major));
  return error;
}

}  // namespace

Result<fs::path> template_for(const ServerBinaries& server, const Locale& locale, Progress& progress) {
  TRY(installed(locale));
  auto arguments = TRY(initdb_arguments(locale, server.major));
  auto place = place_of(server, arguments);
  std::error_code failed;
  if (fs::exists(place / "PG_VERSION", failed)) {
    ::utimensat(AT_FDCWD, place.c_str(), nullptr, 0);  // used just now
    return place;
  }
  forget_unused(place.parent_path());

  progress.stage(fmt::format("making a cluster of PostgreSQL {}, once", server.version));
  auto identity = TRY(os::server_identity());
  auto folder = TRY(os::LiveFolder::make(identity));
  auto data = folder.path() / "data";
  for (auto argument : {"--username", private_superuser, "--auth=trust", "--no-sync", "--wal-segsize=1"})
    arguments.emplace_back(argument);
  if (server.major >= 18) arguments.emplace_back("--no-data-checksums");
  arguments.push_back("--pgdata=" + data.string());
  auto finished = TRY(os::run({.path = server.bin / "initdb",
                               .arguments = arguments,
                               .environment = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"},
                               .folder = folder.path(),
                               .identity = identity},
                              Millis{120'000}));
  if (!finished.ending.fine()) return std::unexpected(initdb_error(server, finished));

  TRY(os::make_folder(place.parent_path()));
  if (::rename(data.c_str(), place.c_str()) != 0 && errno != EEXIST && errno != ENOTEMPTY)
    return std::unexpected(os::disk_error(fmt::format("cannot keep the template {}", place.string()), errno));
  return place;
}

}  // namespace ante::pg
