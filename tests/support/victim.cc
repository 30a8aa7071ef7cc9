#include "support/victim.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/text.h"
#include "os/folders.h"

namespace ante::tests {
namespace {

os::Process started(const PrivateCache& cache, int major) {
  auto script = fmt::format("printf '%s' \"$PGHOST\" > {0}.new; mv {0}.new {0}; exec sleep 1000",
                            (cache.path() / "victim-is-up").string());
  auto process = os::Process::start({.path = ANTE_BINARY,
                                     .arguments = {"doctor", "--try", std::to_string(major), "--", "sh", "-c", script},
                                     .environment = os::environment_with({})});
  if (!process) std::abort();
  return *std::move(process);
}

}  // namespace

Victim::Victim(const PrivateCache& cache, int major) : process_(started(cache, major)) {
  auto sign = cache.path() / "victim-is-up";
  if (!eventually([&] { return std::filesystem::exists(sign); })) std::abort();
  // PGHOST is running/<name>/socket, or /tmp/ante-<name> where that would be too long.
  std::filesystem::path socket = os::read_file(sign).value();
  bool inside = socket.filename() == "socket";
  folder_ = inside ? socket.parent_path() : os::running_folder() / socket.filename().native().substr(5);
  std::filesystem::remove(sign);
  server_ = std::atoi(os::read_file(folder_ / "data/postmaster.pid").value().c_str());
}

}  // namespace ante::tests
