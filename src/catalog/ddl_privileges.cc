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
  result[{"DATABASE", ""}] = catalog.database.owner;
  for (const auto& other : catalog.others) {
    if (other.kind == "language") result[{"LANGUAGE", other.name}] = other.owner;
    if (other.kind == "server") result[{"FOREIGN SERVER", other.name}] = other.owner;
    if (other.kind == "foreign-data wrapper") result[{"FOREIGN DATA WRAPPER", other.name}] = other.owner;
  }
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

// What has no fixed name (this database) is named at run time.
std::string on_this_database(const std::string& before, const std::string& after) {
  return fmt::format(
      "DO {}",
      literal(fmt::format("BEGIN EXECUTE {} || pg_catalog.quote_ident(pg_catalog.current_database()) || {}; END",
                          literal(before + " DATABASE "), literal(" " + after))));
}

namespace {

Statements grants_on(const std::string& kind, const std::string& object, const Text& column, const std::string& owner,
                     const Privileges& privileges) {
  const std::string as = owner == "pg_database_owner" ? "" : owner;
  const bool database = kind == "DATABASE";
  const auto about = database ? "privileges on the database" : fmt::format("privileges on {} {}", lower(kind), object);
  const auto on = [&](const std::string& verb, const std::string& whom) {
    if (database) return on_this_database(verb + " ON", whom);
    return fmt::format("{} ON {} {} {}", verb, kind, object, whom);
  };
  Statements statements;
  if (!column) statements.push_back({on("REVOKE ALL", "FROM PUBLIC" + (owner.empty() ? "" : ", " + owner)), about, as});
  for (const auto& [to, list] : privileges)
    statements.push_back({on("GRANT " + privilege_list(list, column),
                             fmt::format("TO {}{}", to.grantee, to.grantable ? " WITH GRANT OPTION" : "")),
                          about, as});
  return statements;
}

}  // namespace

// A grantor who is not the owner grants with what he was granted, as the last, and not as a superuser, whose grants
// would be the owner's.
Statements make_grants(const Catalog& catalog) {
  using What = std::tuple<std::string, std::string, Text>;
  const auto owned = owners(catalog);
  std::map<What, Privileges> by_owner;
  std::map<std::pair<std::string, What>, Privileges> by_others;
  for (const auto& grant : catalog.grants) {
    const auto owner = owned.find({grant.kind, grant.object});
    if (owner == owned.end()) continue;
    const What what{grant.kind, grant.object, grant.column};
    auto& privileges =
        grant.privilege.empty() || grant.grantor == owner->second ? by_owner[what] : by_others[{grant.grantor, what}];
    by_owner[what];
    if (!grant.privilege.empty()) privileges[{grant.grantee, grant.grantable}].insert(grant.privilege);
  }
  Statements statements;
  for (const auto& [what, privileges] : by_owner) {
    const auto& [kind, object, column] = what;
    for (auto& statement : grants_on(kind, object, column, owned.at({kind, object}), privileges))
      statements.push_back(std::move(statement));
  }
  for (const auto& [who, privileges] : by_others) {
    const auto& [grantor, what] = who;
    const auto& [kind, object, column] = what;
    statements.push_back({fmt::format("ALTER ROLE {} NOSUPERUSER", grantor), "role " + grantor, ""});
    for (const auto& [to, list] : privileges)
      statements.push_back({fmt::format("GRANT {} ON {} {} TO {}{}", privilege_list(list, column), kind, object,
                                        to.grantee, to.grantable ? " WITH GRANT OPTION" : ""),
                            fmt::format("privileges on {} {}", lower(kind), object), grantor});
  }
  return statements;
}

std::string alter_default_privileges(const std::string& role, const Text& schema) {
  return fmt::format("ALTER DEFAULT PRIVILEGES FOR ROLE {}{} ", role, schema ? " IN SCHEMA " + *schema : "");
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
    const auto alter = alter_default_privileges(role, schema);
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

Statements make_comments(const Catalog& catalog, const std::function<bool(std::string_view kind)>& wanted) {
  Statements statements;
  for (const auto& comment : catalog.comments) {
    if (!wanted(comment.kind)) continue;
    const auto is = "IS " + literal(comment.text);
    if (comment.kind == "DATABASE")
      statements.push_back({on_this_database("COMMENT ON", is), "comment on the database", ""});
    else
      statements.push_back({fmt::format("COMMENT ON {} {} {}", comment.kind, comment.object, is),
                            fmt::format("comment on {} {}", lower(comment.kind), comment.object), ""});
  }
  return statements;
}

}  // namespace ante::catalog
