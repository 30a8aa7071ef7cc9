// What is added to a table once it stands: checks, indexes and the constraints behind which they stand, foreign keys,
// extended statistics, triggers, rules, policies.
#include <fmt/format.h>

#include "base/text.h"
#include "catalog/ddl_writers.h"
#include "catalog/names.h"

namespace ante::catalog {

// CREATE TABLE takes every check for validated.
bool inline_check(const Constraint& constraint) { return constraint.kind == "check" && constraint.validated; }

Statements make_check(const Constraint& constraint, std::string_view owner, bool of_domain) {
  return {{fmt::format("ALTER {} {} ADD CONSTRAINT {} {}", of_domain ? "DOMAIN" : "TABLE ONLY", constraint.relation,
                       constraint.name, constraint.definition),
           fmt::format("constraint {} of {}", constraint.name, constraint.relation), std::string(owner)}};
}

// What follows WITH in an index's definition, with its brackets; "" where nothing does.
std::string_view options_of(std::string_view definition) {
  constexpr std::string_view with = " WITH (";
  char quote = 0;
  int brackets = 0;
  for (std::size_t i = 0; i < definition.size(); ++i) {
    char c = definition[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (brackets == 0 && definition.substr(i).starts_with(with)) {
      auto options = definition.substr(i + with.size() - 1);
      return options.substr(0, options.find(')') + 1);
    } else {
      brackets += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
  }
  return {};
}

Statements make_index(const Index& index, const Constraint* constraint, const Table& table) {
  const std::string object = "index " + index.name;
  const auto& owner = table.owner;
  Statements statements;
  if (constraint)
    statements.push_back(
        {fmt::format("ALTER TABLE ONLY {} ADD CONSTRAINT {} {}", table.name, constraint->name, constraint->definition),
         fmt::format("constraint {} of {}", constraint->name, table.name), owner});
  else
    statements.push_back({index.definition, object, owner});
  // A constraint's definition leaves out its index's options. A partitioned index takes none afterwards, and needs
  // none.
  if (auto options = options_of(index.definition); constraint && !options.empty() && table.kind != "partitioned")
    statements.push_back({fmt::format("ALTER INDEX {} SET {}", index.name, options), object, owner});
  for (const auto& target : index.statistics_targets) {
    const auto parts = split(target, '=');
    statements.push_back(
        {fmt::format("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}", index.name, parts[0], parts[1]), object,
         owner});
  }
  if (index.clustered)
    statements.push_back(
        {fmt::format("ALTER {} {} CLUSTER ON {}", table.kind == "matview" ? "MATERIALIZED VIEW" : "TABLE", table.name,
                     bare_name(index.name)),
         object, owner});
  if (index.replica_identity)
    statements.push_back(
        {fmt::format("ALTER TABLE ONLY {} REPLICA IDENTITY USING INDEX {}", table.name, bare_name(index.name)), object,
         owner});
  // What a failed CREATE INDEX CONCURRENTLY left behind, no statement makes again. A partitioned table's index is
  // invalid until every partition has its own, and needs no help.
  if (!index.valid && table.kind != "partitioned")
    statements.push_back({fmt::format("UPDATE pg_catalog.pg_index SET indisvalid = false, indisready = {} WHERE "
                                      "indexrelid = {}::pg_catalog.regclass",
                                      index.ready, literal(index.name)),
                          object, ""});
  return statements;
}

Statements attach_index(const Index& index, const Table& table) {
  return {{fmt::format("ALTER INDEX {} ATTACH PARTITION {}", *index.parent, index.name), "index " + index.name,
           table.owner}};
}

Statements make_foreign_key(const Constraint& constraint, const Table& table) {
  // A partitioned table's foreign key reaches its partitions, so there it is not said of the table only.
  return {{fmt::format("ALTER TABLE {}{} ADD CONSTRAINT {} {}", table.kind == "partitioned" ? "" : "ONLY ", table.name,
                       constraint.name, constraint.definition),
           fmt::format("constraint {} of {}", constraint.name, table.name), table.owner}};
}

Statements make_statistics(const ExtendedStatistics& statistics) {
  Statements statements = {{statistics.definition, "statistics " + statistics.name, statistics.owner}};
  if (statistics.target >= 0)
    statements.push_back({fmt::format("ALTER STATISTICS {} SET STATISTICS {}", statistics.name, statistics.target),
                          "statistics " + statistics.name, statistics.owner});
  return statements;
}

namespace {

Statements enable(const Table& table, std::string_view what, std::string_view name, std::string_view enabled,
                  const std::string& object) {
  if (enabled == "origin") return {};
  const char* how = enabled == "disabled" ? "DISABLE" : enabled == "replica" ? "ENABLE REPLICA" : "ENABLE ALWAYS";
  return {{fmt::format("ALTER TABLE {} {} {} {}", table.name, how, what, name), object, table.owner}};
}

}  // namespace

Statements make_trigger(const Trigger& trigger, const Table& table) {
  const auto object = fmt::format("trigger {} of {}", trigger.name, table.name);
  Statements statements;
  if (!trigger.parent) statements.push_back({trigger.definition, object, table.owner});
  for (auto& statement : enable(table, "TRIGGER", trigger.name, trigger.enabled, object))
    statements.push_back(std::move(statement));
  return statements;
}

Statements make_rule(const Rule& rule, const Table& table) {
  const auto object = fmt::format("rule {} of {}", rule.name, table.name);
  Statements statements = {{rule.definition, object, table.owner}};
  for (auto& statement : enable(table, "RULE", rule.name, rule.enabled, object))
    statements.push_back(std::move(statement));
  return statements;
}

Statements make_policy(const Policy& policy, const Table& table) {
  std::string sql = fmt::format("CREATE POLICY {} ON {}{} FOR {} TO {}", policy.name, table.name,
                                policy.permissive ? "" : " AS RESTRICTIVE", policy.command, join(policy.roles, ", "));
  if (policy.using_expression) sql += fmt::format(" USING ({})", *policy.using_expression);
  if (policy.check_expression) sql += fmt::format(" WITH CHECK ({})", *policy.check_expression);
  return {{sql, fmt::format("policy {} of {}", policy.name, table.name), table.owner}};
}

}  // namespace ante::catalog
