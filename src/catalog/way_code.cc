// Triggers, rules, policies, statistics and extensions that stay, and what is altered of them.
#include <fmt/format.h>

#include "base/text.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

std::string enabling(const std::string& enabled) {
  return enabled == "disabled"  ? "DISABLE"
         : enabled == "replica" ? "ENABLE REPLICA"
         : enabled == "always"  ? "ENABLE ALWAYS"
                                : "ENABLE";
}

}  // namespace

Steps alter_trigger(const Trigger& was, const Trigger& is, const Table& table) {
  if (was.enabled == is.enabled) return {};
  return {{fmt::format("{}{} TRIGGER {}", alter(table), enabling(is.enabled), is.name),
           fmt::format("trigger {} of {}", is.name, is.relation), ""}};
}

Steps alter_rule(const Rule& was, const Rule& is, const Table& table) {
  if (was.enabled == is.enabled) return {};
  return {{fmt::format("ALTER TABLE {} {} RULE {}", table.name, enabling(is.enabled), is.name),
           fmt::format("rule {} of {}", is.name, is.relation), ""}};
}

Steps alter_policy(const Policy& was, const Policy& is) {
  std::string changes;
  if (was.roles != is.roles) changes += " TO " + join(is.roles, ", ");
  if (was.using_expression != is.using_expression && is.using_expression)
    changes += fmt::format(" USING ({})", *is.using_expression);
  if (was.check_expression != is.check_expression && is.check_expression)
    changes += fmt::format(" WITH CHECK ({})", *is.check_expression);
  if (changes.empty()) return {};
  return {{fmt::format("ALTER POLICY {} ON {}{}", is.name, is.relation, changes),
           fmt::format("policy {} of {}", is.name, is.relation), ""}};
}

Steps alter_statistics(const ExtendedStatistics& was, const ExtendedStatistics& is) {
  if (was.target == is.target) return {};
  return {{fmt::format("ALTER STATISTICS {} SET STATISTICS {}", is.name, is.target), "statistics " + is.name, ""}};
}

Steps alter_extension(const Extension& was, const Extension& is, Names& cannot) {
  Steps steps;
  const std::string object = "extension " + is.name;
  if (was.version != is.version)
    steps.push_back({fmt::format("ALTER EXTENSION {} UPDATE TO {}", is.name, literal(is.version)), object, ""});
  if (was.schema != is.schema)
    steps.push_back({fmt::format("ALTER EXTENSION {} SET SCHEMA {}", is.name, is.schema), object, ""});
  if (was.owner != is.owner)
    cannot.push_back(fmt::format("{}: it belongs to {} and not to {}, and no statement changes that", object,
                                 was.owner.empty() ? "whoever made the server" : was.owner,
                                 is.owner.empty() ? "whoever made the server" : is.owner));
  return steps;
}

}  // namespace ante::catalog
