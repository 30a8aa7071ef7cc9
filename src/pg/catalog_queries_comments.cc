// What people wrote about the objects.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

// Of the database and of roles: kept for the whole server.
constexpr const char* shared_comments = R"(
UNION ALL
SELECT 'DATABASE', '', d.description
  FROM pg_shdescription d JOIN pg_database b ON b.oid = d.objoid
 WHERE d.classoid = 'pg_database'::regclass AND b.datname = current_database()
UNION ALL
SELECT 'ROLE', quote_ident(o.rolname), d.description
  FROM pg_shdescription d JOIN pg_roles o ON o.oid = d.objoid
 WHERE d.classoid = 'pg_authid'::regclass AND o.rolname !~ '^pg_'
)";

}  // namespace

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
{6}UNION ALL
SELECT upper(replace(o.kind, '-', ' ')), o.name, d.description
  FROM pg_description d JOIN ({5}) o ON o.class_oid = d.classoid AND o.oid = d.objoid
 WHERE d.objsubid = 0
ORDER BY 1, 2)",
                                      user_schema, outside_extensions("pg_type", "t.oid"),
                                      outside_extensions("pg_proc", "p.oid"),
                                      outside_extensions("pg_statistic_ext", "s.oid"),
                                      outside_extensions("pg_collation", "c.oid"), others(version), shared_comments);
}

}  // namespace ante::pg::catalog_queries
