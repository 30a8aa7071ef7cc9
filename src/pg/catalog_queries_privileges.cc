// Who may do what: grants, default privileges.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

// Every object with an access list, and the kind and owner by which acldefault() knows what it would have without one.
std::string access_lists(const std::string& only) {
  constexpr const char* of_relations = R"(
, access(kind, object, "column", list, type, owner) AS (
  SELECT CASE r.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, r.name, NULL::text, r.relacl,
         CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner
    FROM relation r WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL
  SELECT 'TABLE', r.name, quote_ident(a.attname), a.attacl, 'c', r.relowner
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
   WHERE a.attacl IS NOT NULL AND NOT a.attisdropped)";
  if (!only.empty()) return relation_cte(only) + of_relations + ")";
  return relation_cte() + of_relations +
         fmt::format(R"(
  UNION ALL
  SELECT 'SCHEMA', quote_ident(n.nspname), NULL, n.nspacl, 'n', n.nspowner FROM pg_namespace n
   WHERE {0} AND {1}
  UNION ALL
  SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure::text, NULL, p.proacl,
         'f', p.proowner
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proacl IS NOT NULL AND {0} AND {2}
  UNION ALL
  SELECT 'TYPE', format('%I.%I', n.nspname, t.typname), NULL, t.typacl, 'T', t.typowner
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typacl IS NOT NULL AND {0} AND {3}
  UNION ALL
  SELECT 'DATABASE', '', NULL, datacl, 'd', datdba FROM pg_database WHERE datname = current_database()
  UNION ALL
  SELECT 'LANGUAGE', quote_ident(l.lanname), NULL, l.lanacl, 'l', l.lanowner
    FROM pg_language l WHERE l.oid >= 16384 AND {4}
  UNION ALL
  SELECT 'FOREIGN DATA WRAPPER', quote_ident(w.fdwname), NULL, w.fdwacl, 'F', w.fdwowner
    FROM pg_foreign_data_wrapper w WHERE {5}
  UNION ALL
  SELECT 'FOREIGN SERVER', quote_ident(s.srvname), NULL, s.srvacl, 'S', s.srvowner
    FROM pg_foreign_server s WHERE {6}))",
                     user_schema, outside_extensions("pg_namespace", "n.oid"), outside_extensions("pg_proc", "p.oid"),
                     outside_extensions("pg_type", "t.oid"), outside_extensions("pg_language", "l.oid"),
                     outside_extensions("pg_foreign_data_wrapper", "w.oid"),
                     outside_extensions("pg_foreign_server", "s.oid"));
}

}  // namespace

// A list that says what none would say is none.
std::string grants(const std::string& only) {
  return access_lists(only) + R"(
SELECT a.kind, a.object, a."column",
       CASE WHEN x.grantee IS NULL THEN '' WHEN x.grantee = 0 THEN 'PUBLIC'
            ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee,
       coalesce(quote_ident(pg_get_userbyid(x.grantor)), '') AS grantor,
       coalesce(x.privilege_type, '') AS privilege, coalesce(x.is_grantable, false) AS grantable
  FROM access a LEFT JOIN LATERAL aclexplode(a.list) x ON true
 WHERE a.list IS NOT NULL
   AND (SELECT array_agg(item::text ORDER BY item::text) FROM unnest(a.list) item) IS DISTINCT FROM
       (SELECT array_agg(item::text ORDER BY item::text) FROM unnest(acldefault(a.type, a.owner)) item)
 ORDER BY 1, 2, 3, 4, 5, 6)";
}

std::string default_privileges() {
  return R"(
SELECT quote_ident(pg_get_userbyid(d.defaclrole)) AS role,
       CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                            WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
       quote_ident(n.nspname) AS schema,
       CASE WHEN x.grantee IS NULL THEN '' WHEN x.grantee = 0 THEN 'PUBLIC'
            ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS grantee,
       coalesce(x.privilege_type, '') AS privilege, coalesce(x.is_grantable, false) AS grantable
  FROM pg_default_acl d
  LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
  LEFT JOIN LATERAL aclexplode(d.defaclacl) x ON true
 ORDER BY 1, 2, 3, 4, 5)";
}

}  // namespace ante::pg::catalog_queries
