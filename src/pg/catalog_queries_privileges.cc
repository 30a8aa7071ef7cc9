// Who may do what: grants, default privileges; and comments, and what depends on what.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

// Every object with an access list, and the kind and owner by which acldefault() knows what it would have without one.
std::string access_lists() {
  return relation_cte() + fmt::format(R"(
, access(kind, object, "column", list, type, owner) AS (
  SELECT CASE r.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, r.name, NULL::text, r.relacl,
         CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner
    FROM relation r WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL
  SELECT 'TABLE', r.name, quote_ident(a.attname), a.attacl, 'c', r.relowner
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
   WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
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
  SELECT 'LANGUAGE', quote_ident(l.lanname), NULL, l.lanacl, 'l', l.lanowner FROM pg_language l WHERE l.oid >= 16384 AND {4}
  UNION ALL
  SELECT 'FOREIGN DATA WRAPPER', quote_ident(w.fdwname), NULL, w.fdwacl, 'F', w.fdwowner
    FROM pg_foreign_data_wrapper w WHERE {5}
  UNION ALL
  SELECT 'FOREIGN SERVER', quote_ident(s.srvname), NULL, s.srvacl, 'S', s.srvowner
    FROM pg_foreign_server s WHERE {6}))",
                                      user_schema, outside_extensions("pg_namespace", "n.oid"),
                                      outside_extensions("pg_proc", "p.oid"), outside_extensions("pg_type", "t.oid"),
                                      outside_extensions("pg_language", "l.oid"),
                                      outside_extensions("pg_foreign_data_wrapper", "w.oid"),
                                      outside_extensions("pg_foreign_server", "s.oid"));
}

}  // namespace

// A list that says what none would say is none.
std::string grants() {
  return access_lists() + R"(
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

std::string comments(int version) {
  return relation_cte() + fmt::format(R"(
SELECT CASE WHEN d.objsubid > 0 THEN 'COLUMN'
            ELSE CASE r.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                                WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX'
                                WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END END AS kind,
       CASE WHEN d.objsubid > 0 THEN format('%s.%I', r.name, a.attname) ELSE r.name END AS object,
       d.description AS text
  FROM pg_description d JOIN relation r ON r.oid = d.objoid
  LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid
 WHERE d.classoid = 'pg_class'::regclass AND (d.objsubid = 0 OR NOT a.attisdropped)
UNION ALL
SELECT 'CONSTRAINT', format('%I ON %s', c.conname, r.name), d.description
  FROM pg_description d JOIN pg_constraint c ON c.oid = d.objoid JOIN relation r ON r.oid = c.conrelid
 WHERE d.classoid = 'pg_constraint'::regclass
UNION ALL
SELECT 'CONSTRAINT', format('%I ON DOMAIN %I.%I', c.conname, n.nspname, t.typname), d.description
  FROM pg_description d JOIN pg_constraint c ON c.oid = d.objoid JOIN pg_type t ON t.oid = c.contypid
  JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE d.classoid = 'pg_constraint'::regclass AND {0} AND {1}
UNION ALL
SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure::text, d.description
  FROM pg_description d JOIN pg_proc p ON p.oid = d.objoid JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE d.classoid = 'pg_proc'::regclass AND {0} AND {2}
UNION ALL
SELECT CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, format('%I.%I', n.nspname, t.typname), d.description
  FROM pg_description d JOIN pg_type t ON t.oid = d.objoid JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE d.classoid = 'pg_type'::regclass AND {0} AND {1}
UNION ALL
SELECT 'TRIGGER', format('%I ON %s', t.tgname, r.name), d.description
  FROM pg_description d JOIN pg_trigger t ON t.oid = d.objoid JOIN relation r ON r.oid = t.tgrelid
 WHERE d.classoid = 'pg_trigger'::regclass
UNION ALL
SELECT 'RULE', format('%I ON %s', w.rulename, r.name), d.description
  FROM pg_description d JOIN pg_rewrite w ON w.oid = d.objoid JOIN relation r ON r.oid = w.ev_class
 WHERE d.classoid = 'pg_rewrite'::regclass AND w.rulename <> '_RETURN'
UNION ALL
SELECT 'POLICY', format('%I ON %s', p.polname, r.name), d.description
  FROM pg_description d JOIN pg_policy p ON p.oid = d.objoid JOIN relation r ON r.oid = p.polrelid
 WHERE d.classoid = 'pg_policy'::regclass
UNION ALL
SELECT 'SCHEMA', quote_ident(n.nspname), d.description
  FROM pg_description d JOIN pg_namespace n ON n.oid = d.objoid
 WHERE d.classoid = 'pg_namespace'::regclass AND {0}
UNION ALL
SELECT 'EXTENSION', quote_ident(x.extname), d.description
  FROM pg_description d JOIN pg_extension x ON x.oid = d.objoid WHERE d.classoid = 'pg_extension'::regclass
UNION ALL
SELECT 'STATISTICS', format('%I.%I', n.nspname, s.stxname), d.description
  FROM pg_description d JOIN pg_statistic_ext s ON s.oid = d.objoid JOIN pg_namespace n ON n.oid = s.stxnamespace
 WHERE d.classoid = 'pg_statistic_ext'::regclass AND {0} AND {3}
UNION ALL
SELECT 'COLLATION', format('%I.%I', n.nspname, c.collname), d.description
  FROM pg_description d JOIN pg_collation c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.collnamespace
 WHERE d.classoid = 'pg_collation'::regclass AND {0} AND {4}
UNION ALL
SELECT 'DATABASE', '', d.description
  FROM pg_shdescription d JOIN pg_database b ON b.oid = d.objoid
 WHERE d.classoid = 'pg_database'::regclass AND b.datname = current_database()
UNION ALL
SELECT 'ROLE', quote_ident(o.rolname), d.description
  FROM pg_shdescription d JOIN pg_roles o ON o.oid = d.objoid
 WHERE d.classoid = 'pg_authid'::regclass AND o.rolname !~ '^pg_'
UNION ALL
SELECT upper(replace(o.kind, '-', ' ')), o.name, d.description
  FROM pg_description d JOIN ({5}) o ON o.class_oid = d.classoid AND o.oid = d.objoid
 WHERE d.objsubid = 0
ORDER BY 1, 2)",
                                      user_schema, outside_extensions("pg_type", "t.oid"),
                                      outside_extensions("pg_proc", "p.oid"),
                                      outside_extensions("pg_statistic_ext", "s.oid"),
                                      outside_extensions("pg_collation", "c.oid"), others(version));
}

// An object that needs a member of an extension needs the extension. A view is its rule, a composite type its class, an
// operator class its members, a publication its list of tables: each is one object here. Other ends
// that the model does not know (array types, row types) lead on to ones that it does.
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
