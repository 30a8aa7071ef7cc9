// Where a catalog can come from: a snapshot's file, a database, a folder of migrations, or such a folder as it was at a
// revision of git. Databases are read as a capture reads them; migrations are run in a private server.
#pragma once

#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "catalog/model.h"

namespace ante::cli {

struct CatalogSource {
  std::string text;  // as it was given
  enum class Kind { snapshot, database, folder, revision } kind = Kind::snapshot;
  bool of_migrations() const { return kind == Kind::folder || kind == Kind::revision; }
};

Result<CatalogSource> catalog_source(const std::string& text);

// `major` is that of the server in which migrations are run.
Result<catalog::Catalog> catalog_from(const CatalogSource& source, int major, Progress& progress);

}  // namespace ante::cli
