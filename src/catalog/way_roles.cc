// Roles and memberships. They belong to the whole server, and so come first and go last.
#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

Names role_changes(const Role& was, const Role& is) {
  Names changes;
  const auto flag = [&](bool before, bool after, const char* word) {
    if (before != after) changes.push_back(fmt::format("{}{}", after ? "" : "NO", word));
  };
  flag(was.superuser, is.superuser, "SUPERUSER");
  flag(was.inherit, is.inherit, "INHERIT");
  flag(was.create_role, is.create_role, "CREATEROLE");
  flag(was.create_db, is.create_db, "CREATEDB");
  flag(was.login, is.login, "LOGIN");
  flag(was.replication, is.replication, "REPLICATION");
  flag(was.bypass_rls, is.bypass_rls, "BYPASSRLS");
  if (was.connection_limit != is.connection_limit)
    changes.push_back(fmt::format("CONNECTION LIMIT {}", is.connection_limit));
  return changes;
}

using Pair = std::pair<std::string, std::string>;
std::map<Pair, const Membership*> by_pair(const std::vector<Membership>& memberships) {
  std::map<Pair, const Membership*> result;
  for (const auto& one : memberships) result[{one.role, one.member}] = &one;
  return result;
}

bool same(const Membership& a, const Membership& b) {
  return a.admin == b.admin && a.inherit == b.inherit && a.set == b.set;
}

}  // namespace

Steps make_roles(const Catalog& now, const Catalog& to) {
  Steps steps;
  const auto before = by_name(now.roles);
  for (const auto& role : to.roles) {
    const auto old = before.find(role.name);
    if (old == before.end()) {
      append(steps, make_role(role));
    } else if (const auto changes = role_changes(*old->second, role); !changes.empty()) {
      steps.push_back({fmt::format("ALTER ROLE {} {}", role.name, join(changes, " ")), "role " + role.name, ""});
    }
  }
  const auto members = by_pair(now.memberships);
  for (const auto& one : to.memberships) {
    const auto old = members.find({one.role, one.member});
    if (old != members.end() && same(*old->second, one)) continue;
    if (old != members.end())
      steps.push_back({fmt::format("REVOKE {} FROM {}", one.role, one.member),
                       fmt::format("membership of {} in {}", one.member, one.role), ""});
    append(steps, make_membership(one));
  }
  return steps;
}

Steps drop_roles(const Catalog& now, const Catalog& to) {
  Steps steps;
  const auto after = by_name(to.roles);
  const auto members = by_pair(to.memberships);
  for (const auto& one : now.memberships)
    if (!members.contains({one.role, one.member}) && (after.contains(one.role) || one.role.starts_with("pg_")) &&
        after.contains(one.member))
      steps.push_back({fmt::format("REVOKE {} FROM {}", one.role, one.member),
                       fmt::format("membership of {} in {}", one.member, one.role), ""});
  for (const auto& role : now.roles)
    if (!after.contains(role.name)) steps.push_back({"DROP ROLE " + role.name, "role " + role.name, ""});
  return steps;
}

}  // namespace ante::catalog
