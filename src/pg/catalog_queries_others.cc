// Kinds that need no more than a statement to be made again, and the ones that the model has no place for.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {

std::string others(int version) {
  (void)version;
  return R"(
SELECT 'pg_event_trigger'::regclass::oid::int8 AS class_oid, e.oid, 'event trigger' AS kind, quote_ident(e.evtname) AS name,
       quote_ident(pg_get_userbyid(e.evtowner)) AS owner,
       format('CREATE EVENT TRIGGER %I ON %I%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
              ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(e.evttags) tag) || ')',
              e.evtfoid::regproc) AS definition
  FROM pg_event_trigger e
 ORDER BY 3, 4)";
}

std::string unsupported(int version) {
  (void)version;
  return "SELECT '' AS kind, '' AS name WHERE false";
}

}  // namespace ante::pg::catalog_queries
