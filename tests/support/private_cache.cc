#include "support/private_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"
#include "os/folders.h"
#include "os/tree.h"
#include "pg/cluster.h"
#include "pg/servers.h"

namespace ante::tests {
namespace fs = std::filesystem;
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? std::optional<std::string>(value) : std::nullopt;
}

void restore(const char* name, const std::optional<std::string>& value) {
  if (value)
    ::setenv(name, value->c_str(), 1);
  else
    ::unsetenv(name);
}

std::string known_servers() {
  static const std::string once = [] {
    std::vector<std::string> folders;
    for (auto& server : pg::find_servers()) folders.push_back(server.bin.string());
    return join(folders, ":");
  }();
  return once;
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (auto& entry : fs::directory_iterator(folder, error)) found.push_back(entry.path());
  return found;
}

}  // namespace

PrivateCache::PrivateCache(Templates templates)
    : cache_before_(variable("ANTE_CACHE")), servers_before_(variable("ANTE_SERVERS")) {
  auto everybodys = os::cache_folder() / "templates";
  ::setenv("ANTE_SERVERS", known_servers().c_str(), 1);
  std::string pattern = fs::temp_directory_path() / "ante-test-XXXXXX";
  if (!::mkdtemp(pattern.data())) std::abort();
  path_ = pattern;
  fs::permissions(path_, fs::perms(0755));
  if (templates == Templates::shared && os::make_folder(everybodys))
    fs::create_symlink(everybodys, path_ / "templates");
  ::setenv("ANTE_CACHE", path_.c_str(), 1);
}

PrivateCache::~PrivateCache() {
  pg::sweep();  // the server of a victim that was killed may still be on its way out
  restore("ANTE_CACHE", cache_before_);
  restore("ANTE_SERVERS", servers_before_);
  os::remove_tree(path_);
}

std::vector<fs::path> PrivateCache::running() const { return entries(path_ / "running"); }

std::vector<int> PrivateCache::servers() const {
  std::vector<int> found;
  for (auto& process : entries("/proc")) {
    std::error_code error;
    auto works_in = fs::read_symlink(process / "cwd", error);
    if (!error && works_in.native().starts_with(path_.native() + "/"))
      found.push_back(std::atoi(process.filename().c_str()));
  }
  return found;
}

}  // namespace ante::tests
