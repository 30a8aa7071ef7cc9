#include "twin/quarantine.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::twin {
namespace {

// Members of these reach files, programs and other servers. They are taken away; and since a role with CREATEROLE could
// give them out again, they become superusers, whom only a superuser may give out.
constexpr const char* roles_that_reach_out = R"sql(
  SELECT rolname FROM pg_catalog.pg_roles
  WHERE rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
                    'pg_create_subscription'))sql";

Result<void> close_roles(pg::Connection& server) {
  auto roles = TRY(server.query(roles_that_reach_out));
  for (int row = 0; row < roles.size(); ++row) {
    std::string name(roles.text(row, 0));
    TRY(
        server.query("DELETE FROM pg_catalog.pg_auth_members WHERE roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE "
                     "rolname = $1)",
                     {name}));
    TRY(server.query("UPDATE pg_catalog.pg_authid SET rolsuper = true WHERE rolname = $1", {name}));
  }
  return {};
}

// Built-in functions that not everybody may execute: what was granted on them at the source is taken back.
Result<void> close_functions(pg::Connection& server) {
  auto rows = TRY(server.query(R"sql(
    SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM %I CASCADE', p.oid::regprocedure, r.rolname)
    FROM pg_catalog.pg_proc p, LATERAL pg_catalog.aclexplode(p.proacl) a
    JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proacl IS NOT NULL AND a.grantee <> p.proowner
      AND r.rolname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(p.proacl) everyone WHERE everyone.grantee = 0))sql"));
  for (int row = 0; row < rows.size(); ++row) TRY(server.execute(rows.text(row, 0)));
  return {};
}

// An untrusted language, and an extension that brings a foreign-data wrapper (dblink among them), keep their objects,
// but their code can no longer be loaded.
constexpr const char* code_that_reaches_out = R"sql(
  WITH language_code AS (
    SELECT 'language ' || l.lanname AS object, 'its functions run code outside the database' AS why, f.oid
    FROM pg_catalog.pg_language l
    CROSS JOIN LATERAL (VALUES (l.lanplcallfoid), (l.laninline)) f (oid)
    WHERE l.lanispl AND NOT l.lanpltrusted AND f.oid <> 0),
  wrapper_code AS (
    SELECT 'extension ' || e.extname, 'it reaches other servers or files', member.objid
    FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_depend wrapper ON wrapper.refclassid = 'pg_extension'::regclass AND wrapper.refobjid = e.oid
      AND wrapper.deptype = 'e' AND wrapper.classid = 'pg_foreign_data_wrapper'::regclass
    JOIN pg_catalog.pg_depend member ON member.refclassid = 'pg_extension'::regclass AND member.refobjid = e.oid
      AND member.deptype = 'e' AND member.classid = 'pg_proc'::regclass)
  SELECT DISTINCT c.object, c.why, c.oid
  FROM (SELECT * FROM language_code UNION ALL SELECT * FROM wrapper_code) c
  JOIN pg_catalog.pg_proc p ON p.oid = c.oid
  WHERE p.prolang = (SELECT oid FROM pg_catalog.pg_language WHERE lanname = 'c')
  ORDER BY 1)sql";

Result<std::vector<Closed>> close_code(pg::Connection& server) {
  auto rows = TRY(server.query(code_that_reaches_out));
  std::vector<Closed> closed;
  for (int row = 0; row < rows.size(); ++row) {
    TRY(server.query("UPDATE pg_catalog.pg_proc SET probin = 'closed in the lab' WHERE oid = $1::pg_catalog.oid",
                     {std::string(rows.text(row, 2))}));
    std::string object(rows.text(row, 0));
    if (closed.empty() || closed.back().object != object) closed.push_back({object, std::string(rows.text(row, 1))});
  }
  return closed;
}

// A superuser at the source acts as the owner of everything here; what it could do beyond that, it cannot.
Result<void> lend_ownership(pg::Connection& server, const std::string& role) {
  auto rows = TRY(server.query(R"sql(
    SELECT format('GRANT %I TO %I', r.rolname, $1::text) FROM pg_catalog.pg_roles r
    WHERE r.rolname !~ '^pg_' AND NOT r.rolsuper AND r.rolname <> $1
    UNION ALL
    SELECT format('GRANT ALL ON DATABASE %I TO %I', current_database(), $1::text))sql",
                               {role}));
  // A role that is a member of this one cannot be given to it: then it already shares what there is to share.
  for (int row = 0; row < rows.size(); ++row) (void)server.execute(rows.text(row, 0));
  return {};
}

}  // namespace

Result<std::vector<Closed>> quarantine(pg::Connection& server, const std::string& role, bool superuser_at_source) {
  TRY(server.execute("SET search_path = pg_catalog"));
  TRY(close_roles(server));
  TRY(close_functions(server));
  auto closed = TRY(close_code(server));
  if (superuser_at_source) TRY(lend_ownership(server, role));
  return closed;
}

}  // namespace ante::twin
