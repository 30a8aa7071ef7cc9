// Reads production once: read-only, in one repeatable-read transaction for the catalog, with time limits set.
#pragma once

#include <filesystem>

#include "base/progress.h"
#include "pg/connection.h"
#include "snapshot/snapshot.h"

namespace ante::snapshot {

struct CaptureOptions {
  std::chrono::seconds observe{0};                  // --for: rates and times over this interval
  bool hide_values = false;                         // --private
  Names excluded_columns = {};                      // "public.person.tax_id": no values of these
  std::vector<std::filesystem::path> logs = {};     // shapes from a server's log
  std::vector<std::filesystem::path> queries = {};  // shapes from files of SQL
};

// A connection that can only read, with limits and as "ante …", to the server itself.
Result<pg::Connection> connect_read_only(const pg::Target& target, const std::string& application);

Result<Snapshot> capture(const pg::Target& target, const CaptureOptions& options, Progress& progress);

}  // namespace ante::snapshot
