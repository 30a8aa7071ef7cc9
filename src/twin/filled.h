// The base with a few rows in every table: kept as the base is, and copied for each lab with rows.
#pragma once

#include "twin/sample_rows.h"

namespace ante::twin {

struct Filled {
  std::filesystem::path data;  // the kept data folder, for Cluster::copy_of
  SampleRows rows;
};

// From the cache where it was made before.
Result<Filled> raise_filled(const Base& base, Progress& progress);

}  // namespace ante::twin
