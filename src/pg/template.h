// initdb's result, kept: once a server version and locale, then copied for each cluster.
#pragma once

#include <filesystem>

#include "base/progress.h"
#include "pg/locale.h"
#include "pg/servers.h"

namespace ante::pg {

// The data folder to copy. Made now where there is none yet; two runs at once make one each and keep one.
Result<std::filesystem::path> template_for(const ServerBinaries& server, const Locale& locale, Progress& progress);

}  // namespace ante::pg
