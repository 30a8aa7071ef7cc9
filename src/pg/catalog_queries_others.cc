// Kinds that need no more than a few statements to be made again, and the ones that the model has no place for.
//
// `name` is spelled as COMMENT ON spells it, `definition` is the statement that makes the object, and `alterations` are
// the ones that complete it.
#include <fmt/format.h>

#include "base/text.h"
#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

// One branch of the union: objects of one catalog.
struct Kind {
  const char* catalog;
  const char* kind;
  const char* oid;          // as the branch calls its row's OID
  std::string name, owner;  // SQL expressions
  std::string definition, alterations;
  std::string from;
};

std::string branch(const Kind& kind) {
  return fmt::format(
      "SELECT '{0}'::regclass::oid::int8 AS class_oid, {2} AS oid, '{1}' AS kind, {3} AS name, {4} AS owner,\n"
      "       {5} AS definition, {6} AS alterations\n  FROM {7}\n   AND {2} >= 16384 AND {8}\n",
      kind.catalog, kind.kind, kind.oid, kind.name, kind.owner, kind.definition, kind.alterations, kind.from,
      outside_extensions(kind.catalog, kind.oid));
}

std::string options(const std::string& column) {
  return fmt::format(
      "coalesce(' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, option_value), ', ' ORDER BY "
      "option_name) FROM "
      "pg_options_to_table({})) || ')', '')",
      column);
}

std::string role(const std::string& column) { return fmt::format("quote_ident(pg_get_userbyid({}))", column); }

// A qualified operator without its arguments, as OPERATOR(…) wants it.
std::string operator_name(const std::string& oid) {
  return fmt::format(
      "(SELECT format('OPERATOR(%I.%s)', other_n.nspname, other.oprname) FROM pg_operator other "
      "JOIN pg_namespace other_n ON other_n.oid = other.oprnamespace WHERE other.oid = {} AND other.oid <> 0)",
      oid);
}

Kind event_trigger() {
  return {
      "pg_event_trigger",
      "event trigger",
      "t.oid",
      "quote_ident(t.evtname)",
      role("t.evtowner"),
      "format('CREATE EVENT TRIGGER %I ON %I%s EXECUTE FUNCTION %s()', t.evtname, t.evtevent, coalesce("
      "' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(t.evttags) tag) || ')', ''), "
      "t.evtfoid::regproc)",
      "CASE WHEN t.evtenabled <> 'O' THEN to_json(ARRAY[format('ALTER EVENT TRIGGER %I %s', t.evtname, "
      "CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END)])::text END",
      "pg_event_trigger t WHERE true"};
}

Kind wrapper() {
  return {"pg_foreign_data_wrapper",
          "foreign-data wrapper",
          "w.oid",
          "quote_ident(w.fdwname)",
          role("w.fdwowner"),
          "format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname) || "
          "CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || w.fdwhandler::regproc ELSE '' END || "
          "CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || w.fdwvalidator::regproc ELSE '' END || " +
              options("w.fdwoptions"),
          "NULL",
          "pg_foreign_data_wrapper w WHERE true"};
}

Kind server() {
  return {"pg_foreign_server",
          "server",
          "s.oid",
          "quote_ident(s.srvname)",
          role("s.srvowner"),
          "format('CREATE SERVER %I', s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || "
          "coalesce(' VERSION ' || quote_literal(s.srvversion), '') || "
          "format(' FOREIGN DATA WRAPPER %I', w.fdwname) || " +
              options("s.srvoptions"),
          "NULL",
          "pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE true"};
}

// That there is one; its options hold passwords and are never read.
Kind user_mapping() {
  const std::string mapped = "CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(m.umuser)) END";
  return {"pg_user_mapping",
          "user mapping",
          "m.umid",
          fmt::format("format('FOR %s SERVER %I', {}, m.srvname)", mapped),
          "''",
          fmt::format("format('CREATE USER MAPPING FOR %s SERVER %I', {}, m.srvname)", mapped),
          "NULL",
          "pg_user_mappings m WHERE true"};
}

Kind language() {
  return {"pg_language",
          "language",
          "l.oid",
          "quote_ident(l.lanname)",
          role("l.lanowner"),
          "format('CREATE %sLANGUAGE %I HANDLER %s', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname, "
          "l.lanplcallfoid::regproc) || "
          "CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc ELSE '' END || "
          "CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc ELSE '' END",
          "NULL",
          "pg_language l WHERE l.lanispl"};
}

Kind access_method() {
  return {"pg_am",
          "access method",
          "am.oid",
          "quote_ident(am.amname)",
          "''",
          "format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', am.amname, "
          "CASE am.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, am.amhandler)",
          "NULL",
          "pg_am am WHERE true"};
}

Kind operator_kind() {
  return {"pg_operator",
          "operator",
          "o.oid",
          "o.oid::regoperator::text",
          role("o.oprowner"),
          "format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, concat_ws(', ', 'FUNCTION = ' || o.oprcode, "
          "CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || format_type(o.oprleft, NULL) END, "
          "CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || format_type(o.oprright, NULL) END, "
          "'COMMUTATOR = ' || " +
              operator_name("o.oprcom") + ", 'NEGATOR = ' || " + operator_name("o.oprnegate") +
              ", CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest END, "
              "CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin END, "
              "CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END))",
          "NULL",
          fmt::format("pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0 AND {}",
                      user_schema)};
}

// The operators and functions of a class or family: a list for AS or ADD. `owner_catalog` is what they were made with.
std::string members(const char* owner_catalog, const char* owner_oid, bool with_types) {
  const auto belongs = [&](const char* catalog, const char* oid) {
    return fmt::format(
        "EXISTS (SELECT FROM pg_depend b WHERE b.classid = '{}'::regclass AND b.objid = {} AND "
        "b.refclassid = '{}'::regclass AND b.refobjid = {} AND b.deptype IN ('i', 'a'))",
        catalog, oid, owner_catalog, owner_oid);
  };
  (void)with_types;
  return fmt::format(R"(
    SELECT 1 AS sort, ao.amopstrategy::int AS number, format('OPERATOR %s %s%s', ao.amopstrategy, ao.amopopr::regoperator,
           CASE WHEN ao.amoppurpose = 'o' THEN (SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname)
             FROM pg_opfamily sf JOIN pg_namespace sn ON sn.oid = sf.opfnamespace WHERE sf.oid = ao.amopsortfamily)
           ELSE '' END) AS member FROM pg_amop ao WHERE {0}
    UNION ALL
    SELECT 2, ap.amprocnum, format('FUNCTION %s (%s, %s) %s', ap.amprocnum, format_type(ap.amproclefttype, NULL),
           format_type(ap.amprocrighttype, NULL), ap.amproc::regprocedure) FROM pg_amproc ap WHERE {1})",
                     belongs("pg_amop", "ao.oid"), belongs("pg_amproc", "ap.oid"));
}

Kind operator_family() {
  return {
      "pg_opfamily",
      "operator family",
      "f.oid",
      "format('%I.%I USING %I', n.nspname, f.opfname, am.amname)",
      role("f.opfowner"),
      "format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, am.amname)",
      "(SELECT to_json(ARRAY[format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, am.amname, "
      "string_agg(m.member, ', ' ORDER BY m.sort, m.number, m.member))])::text FROM (" +
          members("pg_opfamily", "f.oid", true) + ") m HAVING count(*) > 0)",
      fmt::format("pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am am ON am.oid = f.opfmethod "
                  "WHERE {}",
                  user_schema)};
}

Kind operator_class() {
  return {
      "pg_opclass",
      "operator class",
      "c.oid",
      "format('%I.%I USING %I', n.nspname, c.opcname, am.amname)",
      role("c.opcowner"),
      "format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname, "
      "CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END, format_type(c.opcintype, NULL), am.amname, "
      "fn.nspname, f.opfname, concat_ws(', ', (SELECT string_agg(m.member, ', ' ORDER BY m.sort, m.number, m.member) "
      "FROM (" +
          members("pg_opclass", "c.oid", false) +
          ") m), CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype OR NOT EXISTS (SELECT FROM pg_depend b "
          "WHERE b.refclassid = 'pg_opclass'::regclass AND b.refobjid = c.oid AND b.classid IN ('pg_amop'::regclass, "
          "'pg_amproc'::regclass)) THEN 'STORAGE ' || "
          "format_type(CASE WHEN c.opckeytype <> 0 THEN c.opckeytype ELSE c.opcintype END, NULL) END))",
      "NULL",
      fmt::format("pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am am ON am.oid = c.opcmethod "
                  "JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE {}",
                  user_schema)};
}

Kind cast() {
  return {
      "pg_cast", "cast", "c.oid",
      "format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))", "''",
      "format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL), "
      "CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' "
      "ELSE 'WITH FUNCTION ' || c.castfunc::regprocedure END, "
      "CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)",
      "NULL",
      // The casts between a range and its multirange come with the range.
      "pg_cast c WHERE NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid "
      "AND i.deptype = 'i')"};
}

Kind dictionary() {
  return {"pg_ts_dict",
          "text search dictionary",
          "d.oid",
          "format('%I.%I', n.nspname, d.dictname)",
          role("d.dictowner"),
          "format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname, d.dictname, tn.nspname, "
          "t.tmplname, coalesce(', ' || d.dictinitoption, ''))",
          "NULL",
          fmt::format("pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace JOIN pg_ts_template t ON t.oid = "
                      "d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE {}",
                      user_schema)};
}

Kind configuration() {
  return {
      "pg_ts_config",
      "text search configuration",
      "c.oid",
      "format('%I.%I', n.nspname, c.cfgname)",
      role("c.cfgowner"),
      "format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname)",
      R"((SELECT to_json(array_agg(format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                n.nspname, c.cfgname, token.alias, dictionaries.list) ORDER BY token.tokid))::text
           FROM ts_token_type(c.cfgparser) token
           JOIN LATERAL (SELECT string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' ORDER BY m.mapseqno) AS list
                   FROM pg_ts_config_map m JOIN pg_ts_dict d ON d.oid = m.mapdict
                   JOIN pg_namespace dn ON dn.oid = d.dictnamespace
                  WHERE m.mapcfg = c.oid AND m.maptokentype = token.tokid) dictionaries
             ON dictionaries.list IS NOT NULL))",
      fmt::format("pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_parser p ON p.oid = "
                  "c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE {}",
                  user_schema)};
}

Kind conversion() {
  return {
      "pg_conversion",
      "conversion",
      "c.oid",
      "format('%I.%I', n.nspname, c.conname)",
      role("c.conowner"),
      "format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END, "
      "n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc)",
      "NULL",
      fmt::format("pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace WHERE {}", user_schema)};
}

Kind transform() {
  return {"pg_transform",
          "transform",
          "t.oid",
          "format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname)",
          "''",
          "format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname, concat_ws(', ', "
          "CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END, "
          "CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END))",
          "NULL",
          "pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE true"};
}

Kind publication(int version) {
  const std::string root =
      version >= 130000 ? "CASE WHEN p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END" : "''";
  const std::string generated =
      version >= 180000 ? "CASE p.pubgencols WHEN 's' THEN ', publish_generated_columns = stored' ELSE '' END" : "''";
  const std::string columns =
      version >= 150000
          ? "coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM "
            "pg_attribute a WHERE a.attrelid = pr.prrelid AND a.attnum = ANY (pr.prattrs)) || ')', '') || "
            "coalesce(' WHERE (' || pg_get_expr(pr.prqual, pr.prrelid) || ')', '')"
          : "''";
  const std::string schemas = version >= 150000
                                  ? "(SELECT string_agg('TABLES IN SCHEMA ' || quote_ident(pn.nspname), ', ' ORDER BY "
                                    "pn.nspname) FROM pg_publication_namespace ps JOIN pg_namespace pn ON pn.oid = "
                                    "ps.pnnspid WHERE ps.pnpubid = p.oid)"
                                  : "NULL";
  return {"pg_publication",
          "publication",
          "p.oid",
          "quote_ident(p.pubname)",
          role("p.pubowner"),
          "format('CREATE PUBLICATION %I%s WITH (publish = %L%s%s)', p.pubname, CASE WHEN p.puballtables THEN "
          "' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(', ', "
          "(SELECT 'TABLE ' || string_agg(format('%s%s%s', CASE WHEN pc.relkind = 'p' THEN '' ELSE 'ONLY ' END, "
          "pr.prrelid::regclass, " +
              columns +
              "), ', ' ORDER BY pr.prrelid::regclass::text) FROM pg_publication_rel pr "
              "JOIN pg_class pc ON pc.oid = pr.prrelid WHERE pr.prpubid = p.oid), " +
              schemas +
              "), ''), '') END, "
              "concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END, "
              "CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END), " +
              root + ", " + generated + ")",
          "NULL",
          "pg_publication p WHERE true"};
}

}  // namespace

std::string others(int version) {
  const std::vector<Kind> kinds = {
      event_trigger(), wrapper(),       server(),          user_mapping(),   language(),
      access_method(), operator_kind(), operator_family(), operator_class(), cast(),
      dictionary(),    configuration(), conversion(),      transform(),      publication(version)};
  std::vector<std::string> branches;
  for (const auto& kind : kinds) branches.push_back(branch(kind));
  return join(branches, "UNION ALL\n") + " ORDER BY 3, 4";
}

// Subscriptions are named, but nothing of how they reach their publishers is ever read.
std::string unsupported(int version) {
  (void)version;
  return fmt::format(R"(
SELECT 'base type' AS kind, format('%I.%I', n.nspname, t.typname) AS name
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typtype = 'b' AND t.typisdefined AND {0} AND {1}
   AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = t.oid)
UNION ALL
SELECT 'shell type', format('%I.%I', n.nspname, t.typname)
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE NOT t.typisdefined AND {0} AND {1}
UNION ALL
SELECT 'text search parser', format('%I.%I', n.nspname, p.prsname)
  FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace WHERE {0} AND {2}
UNION ALL
SELECT 'text search template', format('%I.%I', n.nspname, t.tmplname)
  FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace WHERE {0} AND {3}
UNION ALL
SELECT 'subscription', quote_ident(s.subname)
  FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
UNION ALL
SELECT 'security label', format('%s of %s %s', l.provider, l.objtype, l.objname) FROM pg_seclabels l
UNION ALL
SELECT 'privileges on an object that no user made', p.oid::regprocedure::text
  FROM pg_proc p LEFT JOIN pg_init_privs i ON i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid AND i.objsubid = 0
 WHERE p.proacl IS NOT NULL AND p.proacl IS DISTINCT FROM i.initprivs
   AND (p.pronamespace = 'pg_catalog'::regnamespace OR NOT {4})
UNION ALL
SELECT 'privileges on an object that no user made', c.oid::regclass::text
  FROM pg_class c LEFT JOIN pg_init_privs i ON i.classoid = 'pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0
 WHERE c.relacl IS NOT NULL AND c.relacl IS DISTINCT FROM i.initprivs
   AND (c.relnamespace = 'pg_catalog'::regnamespace OR NOT {5})
ORDER BY 1, 2)",
                     user_schema, outside_extensions("pg_type", "t.oid"), outside_extensions("pg_ts_parser", "p.oid"),
                     outside_extensions("pg_ts_template", "t.oid"), outside_extensions("pg_proc", "p.oid"),
                     outside_extensions("pg_class", "c.oid"));
}

}  // namespace ante::pg::catalog_queries
