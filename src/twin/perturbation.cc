#include "twin/perturbation.h"

#include <fmt/format.h>

namespace ante::twin {
namespace {

// What is kept is put back to the bit. The server's own catalogs are left alone.
constexpr const char* keep = R"sql(
CREATE TEMPORARY TABLE kept_rows AS
  SELECT c.oid, c.reltuples FROM pg_catalog.pg_class c
  WHERE c.oid >= 16384 AND c.relpersistence <> 't' AND c.reltuples > 0;
CREATE TEMPORARY TABLE kept_values AS
  SELECT s.starelid, s.staattnum, s.stainherit, s.stadistinct FROM pg_catalog.pg_statistic s
  WHERE s.starelid >= 16384 AND s.stadistinct <> 0 AND s.stadistinct > -1;
)sql";

constexpr const char* multiply = R"sql(
UPDATE pg_catalog.pg_class c SET reltuples = k.reltuples * {0} FROM kept_rows k WHERE k.oid = c.oid;
UPDATE pg_catalog.pg_statistic s
  SET stadistinct = CASE WHEN k.stadistinct > 0 THEN greatest(1, k.stadistinct * {1})
                         ELSE greatest(-1, k.stadistinct * {1}) END
  FROM kept_values k
  WHERE k.starelid = s.starelid AND k.staattnum = s.staattnum AND k.stainherit = s.stainherit;
)sql";

}  // namespace

Result<Perturbation> Perturbation::of(const Ghost& ghost, double rows, double values) {
  Perturbation perturbation(TRY(ghost.connect()));
  TRY(perturbation.server_.execute(keep));
  TRY(perturbation.server_.execute(fmt::format(fmt::runtime(multiply), rows, values)));
  return perturbation;
}

Result<void> Perturbation::end() {
  TRY(server_.execute(fmt::format(fmt::runtime(multiply), 1, 1)));
  return {};
}

}  // namespace ante::twin
