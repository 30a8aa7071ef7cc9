// What runs by itself or on call: functions, triggers, rules, policies.
#include <fmt/format.h>

#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

// CREATE AGGREGATE, which PostgreSQL has no function for. "a" is pg_aggregate, "p" its pg_proc.
const char* aggregate_definition = R"(
format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
  CASE WHEN pg_get_function_arguments(p.oid) = '' THEN '*' ELSE pg_get_function_arguments(p.oid) END,
  concat_ws(', ',
    'SFUNC = ' || a.aggtransfn::regproc, 'STYPE = ' || format_type(a.aggtranstype, NULL),
    CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
    CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn::regproc END,
    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
    CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = ' ||
      CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
    CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn::regproc END,
    CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn::regproc END,
    CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn::regproc END,
    'INITCOND = ' || quote_literal(a.agginitval),
    CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn::regproc END,
    CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn::regproc END,
    CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
    CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END,
    CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn::regproc END,
    CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
    CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC_MODIFY = ' ||
      CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
    'MINITCOND = ' || quote_literal(a.aggminitval),
    CASE WHEN a.aggsortop <> 0 THEN 'SORTOP = ' ||
      (SELECT format('OPERATOR(%I.%s)', opn.nspname, o.oprname) FROM pg_operator o
         JOIN pg_namespace opn ON opn.oid = o.oprnamespace WHERE o.oid = a.aggsortop) END,
    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
    CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)))";

}  // namespace

std::string functions() {
  return fmt::format(R"(
SELECT p.oid, p.oid::regprocedure AS name,
       CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window'
                      ELSE 'function' END AS kind,
       quote_ident(pg_get_userbyid(p.proowner)) AS owner, quote_ident(l.lanname) AS language,
       CASE p.prokind WHEN 'a' THEN {} ELSE pg_get_functiondef(p.oid) END AS definition
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_language l ON l.oid = p.prolang
  LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
 WHERE {} AND {}
   AND NOT EXISTS (SELECT FROM pg_depend i
                    WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
 ORDER BY 2)",
                     aggregate_definition, user_schema, outside_extensions("pg_proc", "p.oid"));
}

std::string triggers(int version, const std::string& only) {
  const char* parent = version >= 130000 ? "CASE WHEN parent.oid IS NOT NULL THEN "
                                           "format('%s.%I', parent.tgrelid::regclass, parent.tgname) END"
                                         : "NULL";
  const char* parent_join = version >= 130000 ? "LEFT JOIN pg_trigger parent ON parent.oid = t.tgparentid" : "";
  return relation_cte(only) + fmt::format(R"(
SELECT t.oid, r.name AS relation, quote_ident(t.tgname) AS name, pg_get_triggerdef(t.oid) AS definition,
       CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
                        ELSE 'origin' END AS enabled,
       {} AS parent
  FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid {}
 WHERE NOT t.tgisinternal ORDER BY 2, 3)",
                                          parent, parent_join);
}

std::string rules(const std::string& only) {
  return relation_cte(only) + R"(
SELECT w.oid, r.name AS relation, quote_ident(w.rulename) AS name, rtrim(pg_get_ruledef(w.oid), ';') AS definition,
       CASE w.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
                         ELSE 'origin' END AS enabled
  FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class
 WHERE w.rulename <> '_RETURN' ORDER BY 2, 3)";
}

std::string policies(const std::string& only) {
  return relation_cte(only) + R"(
SELECT p.oid, r.name AS relation, quote_ident(p.polname) AS name,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete'
                     ELSE 'all' END AS command,
       p.polpermissive AS permissive,
       (SELECT to_json(array_agg(role.name ORDER BY role.name))::text
          FROM (SELECT CASE WHEN one = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(one)) END AS name
                  FROM unnest(p.polroles) one) role) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using_expression,
       pg_get_expr(p.polwithcheck, p.polrelid) AS check_expression
  FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
 ORDER BY 2, 3)";
}

}  // namespace ante::pg::catalog_queries
