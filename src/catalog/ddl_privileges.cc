// Grants, default privileges and comments as SQL.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "catalog/ddl_writers.h"

namespace ante::catalog {
namespace {

// Who owns what can be granted, by kind and name as in GRANT.
std::map<std::pair<std::string, std::string>, std::string> owners(const Catalog& catalog) {
  std::map<std::pair<std::string, std::string>, std::string> result;
  for (const auto& table : catalog.tables) result[{"TABLE", table.name}] = table.owner;
  for (const auto& sequence : catalog.sequences) result[{"SEQUENCE", sequence.name}] = sequence.owner;
  for (const auto& schema : catalog.schemas) result[{"SCHEMA", schema.name}] = schema.owner;
  for (const auto& type : catalog.types) result[{"TYPE", type.name}] = type.owner;
  for (const auto& function : catalog.functions)
    result[{function.kind == "procedure" ? "PROCEDURE" : "FUNCTION", function.name}] = function.owner;
  return result;
}

struct GrantedTo {
  std::string grantee;
  bool grantable;
  auto operator<=>(const GrantedTo&) const = default;
};

using Privileges = std::map<GrantedTo, std::set<std::string>>;

std::string privilege_list(const std::set<std::string>& privileges, const Text& column) {
  Names written;
  for (const auto& privilege : privileges)
    written.push_back(column ? fmt::format("{} ({})", privilege, *column) : privilege);
  return join(written, ", ");
}

}  // namespace

Statements make_grants(const Catalog& catalog) {
  std::map<std::tuple<std::string, std::string, Text>, Privileges> access;
  for (const auto& grant : catalog.grants) {
    auto& privileges = access[{grant.kind, grant.object, grant.column}];
    if (!grant.privilege.empty()) privileges[{grant.grantee, grant.grantable}].insert(grant.privilege);
  }
  const auto owned = owners(catalog);
  Statements statements;
  for (const auto& [what, privileges] : access) {
    const auto& [kind, object, column] = what;
    const auto found = owned.find({kind, object});
    if (found == owned.end()) continue;
    const std::string as = found->second == "pg_database_owner" ? "" : found->second;
    const auto about = fmt::format("privileges on {} {}", lower(kind), object);
    if (!column)
      statements.push_back(
          {fmt::format("REVOKE ALL ON {} {} FROM PUBLIC, {}", kind, object, found->second), about, as});
    for (const auto& [to, list] : privileges)
      statements.push_back({fmt::format("GRANT {} ON {} {} TO {}{}", privilege_list(list, column), kind, object,
                                        to.grantee, to.grantable ? " WITH GRANT OPTION" : ""),
                            about, as});
  }
  return statements;
}

Statements make_default_privileges(const Catalog& catalog) {
  std::map<std::tuple<std::string, std::string, Text>, Privileges> defaults;
  for (const auto& one : catalog.default_privileges) {
    auto& privileges = defaults[{one.role, one.kind, one.schema}];
    if (!one.privilege.empty()) privileges[{one.grantee, one.grantable}].insert(one.privilege);
  }
  Statements statements;
  for (const auto& [what, privileges] : defaults) {
    const auto& [role, kind, schema] = what;
    const auto alter =
        fmt::format("ALTER DEFAULT PRIVILEGES FOR ROLE {}{} ", role, schema ? " IN SCHEMA " + *schema : "");
    const auto about = fmt::format("default privileges of {}", role);
    // Without a schema the list stands in the place of the built-in one; with a schema it adds to it.
    if (!schema)
      statements.push_back({fmt::format("{}REVOKE ALL ON {} FROM PUBLIC, {}", alter, kind, role), about, ""});
    for (const auto& [to, list] : privileges)
      statements.push_back({fmt::format("{}GRANT {} ON {} TO {}{}", alter, privilege_list(list, {}), kind, to.grantee,
                                        to.grantable ? " WITH GRANT OPTION" : ""),
                            about, ""});
  }
  return statements;
}

Statements make_comments(const Catalog& catalog) {
  Statements statements;
  for (const auto& comment : catalog.comments) {
    if (comment.kind == "DATABASE" || comment.kind == "ROLE") continue;
    statements.push_back({fmt::format("COMMENT ON {} {} IS {}", comment.kind, comment.object, literal(comment.text)),
                          fmt::format("comment on {} {}", lower(comment.kind), comment.object), ""});
  }
  return statements;
}

}  // namespace ante::catalog
