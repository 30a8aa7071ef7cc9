// Operators, their classes and families, and casts.
#include <fmt/format.h>

#include "pg/catalog_kind.h"
#include "pg/catalog_queries.h"

namespace ante::pg::catalog_queries {
namespace {

// A qualified operator without its arguments, as OPERATOR(…) wants it.
std::string operator_name(const std::string& oid) {
  return fmt::format(
      "(SELECT format('OPERATOR(%I.%s)', other_n.nspname, other.oprname) FROM pg_operator other "
      "JOIN pg_namespace other_n ON other_n.oid = other.oprnamespace WHERE other.oid = {} AND other.oid <> 0)",
      oid);
}

// The operators and functions of a class or family: a list for AS or ADD. `owner_catalog` is what they were made with.
std::string members(const char* owner_catalog, const char* owner_oid) {
  const auto belongs = [&](const char* catalog, const char* oid) {
    return fmt::format(
        "EXISTS (SELECT FROM pg_depend b WHERE b.classid = '{}'::regclass AND b.objid = {} AND "
        "b.refclassid = '{}'::regclass AND b.refobjid = {} AND b.deptype IN ('i', 'a'))",
        catalog, oid, owner_catalog, owner_oid);
  };
  return fmt::format(R"(
    SELECT 1 AS sort, ao.amopstrategy::int AS number,
           format('OPERATOR %s %s%s', ao.amopstrategy, ao.amopopr::regoperator,
           CASE WHEN ao.amoppurpose = 'o' THEN (SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname)
             FROM pg_opfamily sf JOIN pg_namespace sn ON sn.oid = sf.opfnamespace WHERE sf.oid = ao.amopsortfamily)
           ELSE '' END) AS member FROM pg_amop ao WHERE {0}
    UNION ALL
    SELECT 2, ap.amprocnum, format('FUNCTION %s (%s, %s) %s', ap.amprocnum, format_type(ap.amproclefttype, NULL),
           format_type(ap.amprocrighttype, NULL), ap.amproc::regprocedure) FROM pg_amproc ap WHERE {1})",
                     belongs("pg_amop", "ao.oid"), belongs("pg_amproc", "ap.oid"));
}

}  // namespace

Kind operator_kind() {
  return {.catalog = "pg_operator",
          .kind = "operator",
          .oid = "o.oid",
          .name = "o.oid::regoperator::text",
          .owner = role("o.oprowner"),
          .definition =
              "format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, concat_ws(', ', 'FUNCTION = ' || o.oprcode, "
              "CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || format_type(o.oprleft, NULL) END, "
              "CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || format_type(o.oprright, NULL) END, "
              "'COMMUTATOR = ' || " +
              operator_name("o.oprcom") + ", 'NEGATOR = ' || " + operator_name("o.oprnegate") +
              ", CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest END, "
              "CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin END, "
              "CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END))",
          .alterations = "NULL",
          .from = fmt::format("pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0 AND {}",
                              user_schema)};
}

Kind operator_family() {
  return {.catalog = "pg_opfamily",
          .kind = "operator family",
          .oid = "f.oid",
          .name = "format('%I.%I USING %I', n.nspname, f.opfname, am.amname)",
          .owner = role("f.opfowner"),
          .definition = "format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, am.amname)",
          .alterations =
              "(SELECT to_json(ARRAY[format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, "
              "am.amname, "
              "string_agg(m.member, ', ' ORDER BY m.sort, m.number, m.member))])::text FROM (" +
              members("pg_opfamily", "f.oid") + ") m HAVING count(*) > 0)",
          .from = fmt::format(
              "pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am am ON am.oid = f.opfmethod "
              "WHERE {}",
              user_schema)};
}

Kind operator_class() {
  return {
      .catalog = "pg_opclass",
      .kind = "operator class",
      .oid = "c.oid",
      .name = "format('%I.%I USING %I', n.nspname, c.opcname, am.amname)",
      .owner = role("c.opcowner"),
      .definition =
          "format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname, "
          "CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END, format_type(c.opcintype, NULL), am.amname, "
          "fn.nspname, f.opfname, concat_ws(', ', (SELECT string_agg(m.member, ', ' ORDER BY m.sort, m.number, "
          "m.member) "
          "FROM (" +
          members("pg_opclass", "c.oid") +
          ") m), CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype OR NOT EXISTS (SELECT FROM pg_depend b "
          "WHERE b.refclassid = 'pg_opclass'::regclass AND b.refobjid = c.oid AND b.classid IN ('pg_amop'::regclass, "
          "'pg_amproc'::regclass)) THEN 'STORAGE ' || "
          "format_type(CASE WHEN c.opckeytype <> 0 THEN c.opckeytype ELSE c.opcintype END, NULL) END))",
      .alterations = "NULL",
      .from = fmt::format(
          "pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am am ON am.oid = c.opcmethod "
          "JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE {}",
          user_schema)};
}

Kind cast() {
  return {.catalog = "pg_cast",
          .kind = "cast",
          .oid = "c.oid",
          .name = "format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))",
          .owner = "''",
          .definition =
              "format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL), "
              "CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' "
              "ELSE 'WITH FUNCTION ' || c.castfunc::regprocedure END, "
              "CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)",
          .alterations = "NULL",
          // The casts between a range and its multirange come with the range.
          .from =
              "pg_cast c WHERE NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND "
              "i.objid = c.oid AND i.deptype = 'i')"};
}

}  // namespace ante::pg::catalog_queries
