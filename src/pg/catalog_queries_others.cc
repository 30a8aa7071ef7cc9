// Kinds that need no more than a few statements to be made again, and the ones that the model has no place for.
//
// `name` is spelled as COMMENT ON spells it, `definition` is the statement that makes the object, and `alterations` are
// the ones that complete it.
#include <fmt/format.h>

#include "base/text.h"
#include "pg/catalog_kind.h"
#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

std::string branch(const Kind& kind) {
  return fmt::format(
      "SELECT '{0}'::regclass::oid::int8 AS class_oid, {2} AS oid, '{1}' AS kind, {3} AS name, {4} AS owner,\n"
      "       {5} AS definition, {6} AS alterations\n  FROM {7}\n   AND {2} >= 16384 AND {8}\n",
      kind.catalog, kind.kind, kind.oid, kind.name, kind.owner, kind.definition, kind.alterations, kind.from,
      outside_extensions(kind.catalog, kind.oid));
}

Kind event_trigger() {
  return {
      .catalog = "pg_event_trigger",
      .kind = "event trigger",
      .oid = "t.oid",
      .name = "quote_ident(t.evtname)",
      .owner = role("t.evtowner"),
      .definition =
          "format('CREATE EVENT TRIGGER %I ON %I%s EXECUTE FUNCTION %s()', t.evtname, t.evtevent, coalesce("
          "' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(t.evttags) tag) || ')', ''), "
          "t.evtfoid::regproc)",
      .alterations =
          "CASE WHEN t.evtenabled <> 'O' THEN to_json(ARRAY[format('ALTER EVENT TRIGGER %I %s', t.evtname, "
          "CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END)])::text "
          "END",
      .from = "pg_event_trigger t WHERE true"};
}

Kind wrapper() {
  return {.catalog = "pg_foreign_data_wrapper",
          .kind = "foreign-data wrapper",
          .oid = "w.oid",
          .name = "quote_ident(w.fdwname)",
          .owner = role("w.fdwowner"),
          .definition =
              "format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname) || "
              "CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || w.fdwhandler::regproc ELSE '' END || "
              "CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || w.fdwvalidator::regproc ELSE '' END || " +
              options("w.fdwoptions"),
          .alterations = "NULL",
          .from = "pg_foreign_data_wrapper w WHERE true"};
}

Kind server() {
  return {.catalog = "pg_foreign_server",
          .kind = "server",
          .oid = "s.oid",
          .name = "quote_ident(s.srvname)",
          .owner = role("s.srvowner"),
          .definition =
              "format('CREATE SERVER %I', s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || "
              "coalesce(' VERSION ' || quote_literal(s.srvversion), '') || "
              "format(' FOREIGN DATA WRAPPER %I', w.fdwname) || " +
              options("s.srvoptions"),
          .alterations = "NULL",
          .from = "pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE true"};
}

// That there is one; its options hold passwords and are never read.
Kind user_mapping() {
  const std::string mapped = "CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(m.umuser)) END";
  return {.catalog = "pg_user_mapping",
          .kind = "user mapping",
          .oid = "m.umid",
          .name = fmt::format("format('FOR %s SERVER %I', {}, m.srvname)", mapped),
          .owner = "''",
          .definition = fmt::format("format('CREATE USER MAPPING FOR %s SERVER %I', {}, m.srvname)", mapped),
          .alterations = "NULL",
          .from = "pg_user_mappings m WHERE true"};
}

Kind language() {
  return {
      .catalog = "pg_language",
      .kind = "language",
      .oid = "l.oid",
      .name = "quote_ident(l.lanname)",
      .owner = role("l.lanowner"),
      .definition =
          "format('CREATE %sLANGUAGE %I HANDLER %s', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname, "
          "l.lanplcallfoid::regproc) || "
          "CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc ELSE '' END || "
          "CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc ELSE '' END",
      .alterations = "NULL",
      .from = "pg_language l WHERE l.lanispl"};
}

Kind access_method() {
  return {.catalog = "pg_am",
          .kind = "access method",
          .oid = "am.oid",
          .name = "quote_ident(am.amname)",
          .owner = "''",
          .definition =
              "format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', am.amname, "
              "CASE am.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, am.amhandler)",
          .alterations = "NULL",
          .from = "pg_am am WHERE true"};
}

Kind dictionary() {
  return {.catalog = "pg_ts_dict",
          .kind = "text search dictionary",
          .oid = "d.oid",
          .name = "format('%I.%I', n.nspname, d.dictname)",
          .owner = role("d.dictowner"),
          .definition =
              "format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname, d.dictname, tn.nspname, "
              "t.tmplname, coalesce(', ' || d.dictinitoption, ''))",
          .alterations = "NULL",
          .from = fmt::format(
              "pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace JOIN pg_ts_template t ON t.oid = "
              "d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE {}",
              user_schema)};
}

Kind configuration() {
  return {
      .catalog = "pg_ts_config",
      .kind = "text search configuration",
      .oid = "c.oid",
      .name = "format('%I.%I', n.nspname, c.cfgname)",
      .owner = role("c.cfgowner"),
      .definition =
          "format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, "
          "p.prsname)",
      .alterations =
          R"((SELECT to_json(array_agg(format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                n.nspname, c.cfgname, token.alias, dictionaries.list) ORDER BY token.tokid))::text
           FROM ts_token_type(c.cfgparser) token
           JOIN LATERAL (SELECT string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' ORDER BY m.mapseqno) AS list
                   FROM pg_ts_config_map m JOIN pg_ts_dict d ON d.oid = m.mapdict
                   JOIN pg_namespace dn ON dn.oid = d.dictnamespace
                  WHERE m.mapcfg = c.oid AND m.maptokentype = token.tokid) dictionaries
             ON dictionaries.list IS NOT NULL))",
      .from = fmt::format("pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_parser p ON p.oid = "
                          "c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE {}",
                          user_schema)};
}

Kind conversion() {
  return {.catalog = "pg_conversion",
          .kind = "conversion",
          .oid = "c.oid",
          .name = "format('%I.%I', n.nspname, c.conname)",
          .owner = role("c.conowner"),
          .definition =
              "format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' "
              "END, "
              "n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), "
              "c.conproc)",
          .alterations = "NULL",
          .from = fmt::format("pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace WHERE {}", user_schema)};
}

Kind transform() {
  return {
      .catalog = "pg_transform",
      .kind = "transform",
      .oid = "t.oid",
      .name = "format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname)",
      .owner = "''",
      .definition =
          "format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname, concat_ws(', ', "
          "CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END, "
          "CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END))",
      .alterations = "NULL",
      .from = "pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE true"};
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
  return {.catalog = "pg_publication",
          .kind = "publication",
          .oid = "p.oid",
          .name = "quote_ident(p.pubname)",
          .owner = role("p.pubowner"),
          .definition =
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
          .alterations = "NULL",
          .from = "pg_publication p WHERE true"};
}

}  // namespace

std::string options(const std::string& column) {
  return fmt::format(
      "coalesce(' OPTIONS (' || (SELECT string_agg(format('%I %L', option_name, CASE WHEN option_name ~* '{}' THEN "
      "'hidden' ELSE option_value END), ', ' ORDER BY option_name) FROM pg_options_to_table({})) || ')', '')",
      secret_option, column);
}

std::string options_array(const std::string& column) {
  return fmt::format(
      "(SELECT to_json(array_agg(CASE WHEN split_part(o, '=', 1) ~* '{}' THEN split_part(o, '=', 1) || '=hidden' ELSE "
      "o "
      "END ORDER BY o))::text FROM unnest({}) o)",
      secret_option, column);
}

std::string role(const std::string& column) { return fmt::format("quote_ident(pg_get_userbyid({}))", column); }

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
  return fmt::format(
      R"(
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
UNION ALL
SELECT 'value of an option that may be a secret', format('%I of the server %I', o.option_name, s.srvname)
  FROM pg_foreign_server s CROSS JOIN LATERAL pg_options_to_table(s.srvoptions) o WHERE o.option_name ~* '{6}'
UNION ALL
SELECT 'value of an option that may be a secret', format('%I of the foreign-data wrapper %I', o.option_name, w.fdwname)
  FROM pg_foreign_data_wrapper w CROSS JOIN LATERAL pg_options_to_table(w.fdwoptions) o WHERE o.option_name ~* '{6}'
UNION ALL
SELECT 'value of an option that may be a secret', format('%I of the foreign table %s', o.option_name, t.ftrelid::regclass)
  FROM pg_foreign_table t CROSS JOIN LATERAL pg_options_to_table(t.ftoptions) o WHERE o.option_name ~* '{6}'
{7}ORDER BY 1, 2)",
      user_schema, outside_extensions("pg_type", "t.oid"), outside_extensions("pg_ts_parser", "p.oid"),
      outside_extensions("pg_ts_template", "t.oid"), outside_extensions("pg_proc", "p.oid"),
      outside_extensions("pg_class", "c.oid"), secret_option,
      version >= 150000 ? "UNION ALL SELECT 'privileges on a parameter', parname FROM pg_parameter_acl " : "");
}

}  // namespace ante::pg::catalog_queries
