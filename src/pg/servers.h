// Which PostgreSQL servers this machine has: Debian's folders, pg_config, PATH, and the ones that
// `ante doctor --install` unpacked from npm into the cache folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::pg {

inline constexpr int oldest_major = 12, newest_major = 18;

struct ServerBinaries {
  int major = 0;
  std::string version;        // "15.18"
  std::filesystem::path bin;  // holds postgres, initdb
  std::string origin;         // "ANTE_SERVERS", "Debian", "npm", "PGDG", "pg_config", "PATH"
};

std::vector<ServerBinaries> find_servers();
// What is in that folder; an error where it is no server, or one that does not run here.
Result<ServerBinaries> server_at(const std::filesystem::path& bin);
// The one to use for a source of this major; an error that names what to install otherwise.
Result<ServerBinaries> server_for(int major);

// The command that installs a server of this major here.
std::string how_to_install(int major);

}  // namespace ante::pg
