#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {

// An object that needs a member of an extension needs the extension. A view is its rule, a composite type its class, an
// operator class its members, a publication its list of tables: each is one object here. Other ends that the model
// does not know (array types, row types) lead on to ones that it does.
std::string dependencies() {
  return R"(
WITH same AS (
  SELECT 'pg_rewrite'::regclass::oid AS class, w.oid, 'pg_class'::regclass::oid AS to_class, w.ev_class AS to_oid
    FROM pg_rewrite w WHERE w.rulename = '_RETURN' AND w.oid >= 16384
  UNION ALL
  SELECT 'pg_class'::regclass, t.typrelid, 'pg_type'::regclass, t.oid
    FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c'
  UNION ALL
  SELECT 'pg_publication_rel'::regclass, pr.oid, 'pg_publication'::regclass, pr.prpubid FROM pg_publication_rel pr
  UNION ALL
  SELECT m.classid, m.objid, m.refclassid, m.refobjid
    FROM pg_depend m
   WHERE m.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass) AND m.objid >= 16384 AND m.deptype IN ('a', 'i')
     AND m.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
), edge AS (
  SELECT coalesce(s.to_class, d.classid)::int8 AS class_oid, coalesce(s.to_oid, d.objid)::int8 AS oid,
         coalesce(e.refclassid, n.to_class, d.refclassid)::int8 AS needs_class,
         coalesce(e.refobjid, n.to_oid, d.refobjid)::int8 AS needs_oid
    FROM pg_depend d
    LEFT JOIN same s ON s.class = d.classid AND s.oid = d.objid
    LEFT JOIN same n ON n.class = d.refclassid AND n.oid = d.refobjid
    LEFT JOIN pg_depend e ON e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e'
   WHERE d.deptype NOT IN ('e', 'p', 'x') AND d.objid >= 16384
)
SELECT DISTINCT * FROM edge WHERE (class_oid, oid) <> (needs_class, needs_oid) ORDER BY 1, 2, 3, 4)";
}

}  // namespace ante::pg::catalog_queries
