// The database itself, roles, schemas, extensions, collations, types and sequences.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {

std::string database(int version) {
  const char* provider = version >= 150000
                             ? "CASE d.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END"
                             : "'libc'";
  const char* locale = version >= 170000 ? "d.datlocale" : version >= 150000 ? "d.daticulocale" : "NULL";
  const char* rules = version >= 160000 ? "d.daticurules" : "NULL";
  const char* collation_version = version >= 150000 ? "d.datcollversion" : "NULL";
  return fmt::format(R"(
SELECT d.datname AS name, quote_ident(pg_get_userbyid(d.datdba)) AS owner,
       pg_encoding_to_char(d.encoding) AS encoding, {} AS provider,
       d.datcollate AS collate, d.datctype AS ctype, {} AS locale, {} AS icu_rules, {} AS collation_version
  FROM pg_database d WHERE d.datname = current_database())",
                     provider, locale, rules, collation_version);
}

std::string roles() {
  return R"(
SELECT quote_ident(r.rolname) AS name, r.rolsuper AS superuser, r.rolinherit AS inherit, r.rolcreaterole AS create_role,
       r.rolcreatedb AS create_db, r.rolcanlogin AS login, r.rolreplication AS replication,
       r.rolbypassrls AS bypass_rls, r.rolconnlimit AS connection_limit
  FROM pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY r.rolname)";
}

std::string memberships(int version) {
  // From 16 on a role may be granted several times, by different grantors; what counts is the sum.
  const char* options = version >= 160000 ? "bool_or(m.inherit_option) AS inherit, bool_or(m.set_option) AS set"
                                          : "true AS inherit, true AS set";
  return fmt::format(R"(
SELECT quote_ident(role.rolname) AS role, quote_ident(member.rolname) AS member, bool_or(m.admin_option) AS admin, {}
  FROM pg_auth_members m
  JOIN pg_roles role ON role.oid = m.roleid
  JOIN pg_roles member ON member.oid = m.member
 WHERE member.rolname !~ '^pg_' GROUP BY 1, 2 ORDER BY 1, 2)",
                     options);
}

std::string schemas() {
  return fmt::format(R"(
SELECT n.oid, quote_ident(n.nspname) AS name, quote_ident(pg_get_userbyid(n.nspowner)) AS owner
  FROM pg_namespace n WHERE {} AND {} ORDER BY n.nspname)",
                     user_schema, outside_extensions("pg_namespace", "n.oid"));
}

// An extension that initdb made (plpgsql) belongs to whoever ran it, which says nothing about this database.
std::string extensions() {
  return R"(
SELECT e.oid, quote_ident(e.extname) AS name, quote_ident(n.nspname) AS schema, e.extversion AS version,
       CASE WHEN e.oid < 16384 THEN '' ELSE quote_ident(pg_get_userbyid(e.extowner)) END AS owner
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
 ORDER BY e.extname)";
}

std::string collations(int version) {
  const char* locale = version >= 170000 ? "c.colllocale" : version >= 150000 ? "c.colliculocale" : "NULL";
  const char* rules = version >= 160000 ? "c.collicurules" : "NULL";
  // Before 15 an ICU collation kept its locale where libc's keep theirs.
  return fmt::format(R"(
SELECT c.oid, format('%I.%I', n.nspname, c.collname) AS name, quote_ident(pg_get_userbyid(c.collowner)) AS owner,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'd' THEN 'default'
                           ELSE 'libc' END AS provider,
       c.collcollate AS collate, c.collctype AS ctype, {} AS locale, {} AS rules,
       c.collisdeterministic AS deterministic
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
 WHERE {} AND {} ORDER BY 2)",
                     locale, rules, user_schema, outside_extensions("pg_collation", "c.oid"));
}

std::string types(int version) {
  const char* multirange =
      version >= 140000 ? "CASE WHEN mt.oid IS NOT NULL THEN format('%I.%I', mn.nspname, mt.typname) END" : "NULL";
  const char* multirange_join =
      version >= 140000
          ? "LEFT JOIN pg_type mt ON mt.oid = r.rngmultitypid LEFT JOIN pg_namespace mn ON mn.oid = mt.typnamespace"
          : "";
  return fmt::format(R"(
SELECT t.oid, format('%I.%I', n.nspname, t.typname) AS name, quote_ident(pg_get_userbyid(t.typowner)) AS owner,
       CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' ELSE 'range' END AS kind,
       label.list AS labels,
       CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
                      WHEN 'r' THEN format_type(r.rngsubtype, NULL) ELSE '' END AS base_type,
       CASE WHEN coll.oid IS NOT NULL AND coll.oid <> base.typcollation
            THEN format('%I.%I', cn.nspname, coll.collname) END AS collation,
       CASE t.typtype WHEN 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END AS default_value,
       t.typnotnull AS not_null,
       CASE WHEN NOT opc.opcdefault THEN format('%I.%I', opn.nspname, opc.opcname) END AS subtype_opclass,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regproc::text END AS canonical,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regproc::text END AS subtype_diff,
       {} AS multirange
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  LEFT JOIN pg_range r ON r.rngtypid = t.oid
  LEFT JOIN pg_type base ON base.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE r.rngsubtype END
  LEFT JOIN pg_collation coll ON coll.oid = CASE t.typtype WHEN 'd' THEN t.typcollation ELSE r.rngcollation END
  LEFT JOIN pg_namespace cn ON cn.oid = coll.collnamespace
  LEFT JOIN pg_opclass opc ON opc.oid = r.rngsubopc
  LEFT JOIN pg_namespace opn ON opn.oid = opc.opcnamespace
  {}
  LEFT JOIN (SELECT enumtypid, to_json(array_agg(enumlabel::text ORDER BY enumsortorder))::text AS list
               FROM pg_enum GROUP BY enumtypid) label ON label.enumtypid = t.oid
 WHERE {} AND t.typisdefined AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
   AND {} ORDER BY 2)",
                     multirange, multirange_join, user_schema, outside_extensions("pg_type", "t.oid"));
}

std::string sequences(const std::string& only) {
  return relation_cte(only) + R"(
SELECT r.oid, r.name, quote_ident(pg_get_userbyid(r.relowner)) AS owner, s.seqtypid::regtype AS type,
       s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
       s.seqcycle AS cycle, CASE r.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
       d.refobjid::regclass::text AS owned_by_table, quote_ident(a.attname) AS owned_by_column,
       coalesce(d.deptype = 'i', false) AS identity
  FROM relation r
  JOIN pg_sequence s ON s.seqrelid = r.oid
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.objsubid = 0
                       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 ORDER BY r.name)";
}

}  // namespace ante::pg::catalog_queries
