#include "catalog/ddl.h"

#include <fmt/format.h>

#include "catalog/ddl_order.h"
#include "catalog/ddl_writers.h"

namespace ante::catalog {

Lookup::Lookup(const Catalog& from) : catalog(from) {
  for (const auto& table : from.tables) tables[table.name] = &table;
  for (const auto& column : from.columns) columns[column.relation].push_back(&column);
  for (const auto& constraint : from.constraints) constraints[constraint.relation].push_back(&constraint);
  for (const auto& sequence : from.sequences)
    if (sequence.identity && sequence.owned_by_table)
      identities[*sequence.owned_by_table + "." + *sequence.owned_by_column] = &sequence;
  for (auto& [name, list] : columns)
    std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return a->number < b->number; });
  for (auto& [name, list] : constraints)
    std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return a->oid < b->oid; });
}

namespace {

namespace in = catalog_class;

bool is_view(const Table& table) { return table.kind == "view" || table.kind == "matview"; }

Statements make_other(const OtherObject& other) {
  const std::string object = other.kind + " " + other.name;
  Statements statements = {{other.definition, object, other.owner}};
  for (const auto& alteration : other.alterations) statements.push_back({alteration, object, other.owner});
  return statements;
}

// Casts and operators are used by expressions that do not always depend on them, so they come before all tables.
Phase phase_of(std::string_view kind) {
  if (kind == "operator" || kind == "operator family" || kind == "operator class" || kind == "cast")
    return Phase::operators;
  if (kind == "publication" || kind == "transform" || kind == "user mapping") return Phase::late;
  return Phase::early;
}

// Puts every object of a catalog into a graph. `apart` names the tables and domains whose defaults and checks have to
// be statements of their own, because they need something that needs the table.
class Planner {
 public:
  Planner(const Catalog& catalog, const DdlOptions& options, const std::set<Key>& apart)
      : catalog_(catalog), options_(options), apart_(apart), lookup_(catalog) {}

  Graph graph() {
    add_foundations();
    add_relations();
    add_parts();
    add_indexes();
    add_attachments();
    add_needs();
    return std::move(graph_);
  }

 private:
  void add(Key key, Phase phase, Statements statements) { graph_.add({key, phase, key.oid, std::move(statements)}); }
  const Table* table(const std::string& name) const {
    const auto found = lookup_.tables.find(name);
    return found == lookup_.tables.end() ? nullptr : found->second;
  }

  void add_foundations() {
    for (const auto& schema : catalog_.schemas)
      add({in::schema, schema.oid}, Phase::schema, make_schema(schema, catalog_));
    for (const auto& extension : catalog_.extensions)
      add({in::extension, extension.oid}, Phase::extension, make_extension(extension));
    for (const auto& collation : catalog_.collations)
      add({in::collation, collation.oid}, Phase::collation, make_collation(collation, catalog_.version));
    for (const auto& type : catalog_.types) {
      const Key key{in::type, type.oid};
      add(key, Phase::type, make_type(type, lookup_, apart_.contains(key)));
    }
    for (const auto& function : catalog_.functions)
      add({in::procedure, function.oid}, Phase::function,
          {{function.definition, fmt::format("{} {}", function.kind, function.name), function.owner}});
    for (const auto& sequence : catalog_.sequences)
      add({in::relation, sequence.oid}, Phase::sequence, make_sequence(sequence));
  }

  void add_relations() {
    for (const auto& table : catalog_.tables) {
      const Key key{in::relation, table.oid};
      if (is_view(table))
        add(key, Phase::view, make_view(table, lookup_));
      else
        add(key, Phase::table, make_table(table, lookup_, {options_.keep_attribute_numbers, apart_.contains(key)}));
    }
  }

  // Defaults and checks: part of what they belong to, or objects that come after it.
  void add_parts() {
    for (const auto& column : catalog_.columns) {
      const auto* of = table(column.relation);
      if (!of || !column.default_value) continue;
      const Key whole{in::relation, of->oid}, part{in::attribute_default, column.default_oid};
      if (!apart_.contains(whole) || in_column_definition(column, *of))
        graph_.merge(part, whole);
      else
        add(part, Phase::table, set_default(*of, column)), graph_.need(part, whole);
    }
    std::unordered_map<std::string, const Type*> types;
    for (const auto& type : catalog_.types) types[type.name] = &type;
    for (const auto& constraint : catalog_.constraints) {
      if (constraint.kind != "check" && constraint.kind != "notnull") continue;
      const auto* of = table(constraint.relation);
      const auto type = types.find(constraint.relation);
      if (!of && type == types.end()) continue;
      const Key whole = of ? Key{in::relation, of->oid} : Key{in::type, type->second->oid};
      const Key part{in::constraint, constraint.oid};
      if (!apart_.contains(whole) || constraint.kind == "notnull")
        graph_.merge(part, whole);
      else
        add(part, Phase::table, make_check(constraint, of ? of->owner : type->second->owner, !of)),
            graph_.need(part, whole);
    }
  }

  void add_indexes() {
    std::unordered_map<std::string, const Constraint*> behind;
    for (const auto& constraint : catalog_.constraints)
      if (constraint.index) behind[*constraint.index] = &constraint;
    for (const auto& index : catalog_.indexes) {
      const auto* of = table(index.table);
      if (!of) continue;
      const auto constraint = behind.find(index.name);
      const Key key{in::relation, index.oid};
      if (constraint != behind.end()) graph_.merge({in::constraint, constraint->second->oid}, key);
      add(key, Phase::index, make_index(index, constraint == behind.end() ? nullptr : constraint->second, *of));
      if (!index.parent) continue;
      const Key attach{0, index.oid};
      add(attach, Phase::attach, attach_index(index, *of));
      graph_.need(attach, key);
      parent_indexes_.emplace_back(attach, *index.parent);
    }
  }

  void add_attachments() {
    for (const auto& constraint : catalog_.constraints)
      if (const auto* of = table(constraint.relation); of && constraint.kind == "foreign" && !constraint.parent)
        add({in::constraint, constraint.oid}, Phase::foreign_key, make_foreign_key(constraint, *of));
    for (const auto& statistics : catalog_.statistics)
      add({in::statistics, statistics.oid}, Phase::statistics, make_statistics(statistics));
    for (const auto& trigger : catalog_.triggers)
      if (const auto* of = table(trigger.relation))
        add({in::trigger, trigger.oid}, Phase::trigger, make_trigger(trigger, *of));
    for (const auto& rule : catalog_.rules)
      if (const auto* of = table(rule.relation)) add({in::rule, rule.oid}, Phase::rule, make_rule(rule, *of));
    for (const auto& policy : catalog_.policies)
      if (const auto* of = table(policy.relation))
        add({in::policy, policy.oid}, Phase::policy, make_policy(policy, *of));
    for (const auto& other : catalog_.others)
      if (other.kind != "event trigger") add({other.class_oid, other.oid}, phase_of(other.kind), make_other(other));
    // Where an owned sequence and the default that draws from it both stand.
    for (const auto& sequence : catalog_.sequences) {
      auto statements = own_sequence(sequence, lookup_);
      if (statements.empty()) continue;
      const Key key{1, sequence.oid};
      add(key, Phase::table, std::move(statements));
      graph_.need(key, {in::relation, sequence.oid});
      graph_.need(key, {in::relation, table(*sequence.owned_by_table)->oid});
    }
  }

  void add_needs() {
    std::unordered_map<std::string, Oid> indexes;
    std::set<Oid> index_oids, sequences;
    for (const auto& index : catalog_.indexes) indexes[index.name] = index.oid, index_oids.insert(index.oid);
    for (const auto& sequence : catalog_.sequences)
      if (!sequence.identity) sequences.insert(sequence.oid);
    for (const auto& [attach, parent] : parent_indexes_) graph_.need(attach, {in::relation, indexes[parent]});
    for (const auto& one : catalog_.dependencies) {
      const Key key{one.class_oid, one.oid}, needs{one.needs_class, one.needs_oid};
      // A sequence "needs" the table that owns it only for going away with it; an index its parent's for being
      // attached.
      const bool relations = key.class_oid == in::relation && needs.class_oid == in::relation;
      if (relations && sequences.contains(key.oid)) continue;
      if (relations && index_oids.contains(key.oid) && index_oids.contains(needs.oid)) continue;
      if (key.class_oid == in::constraint && needs.class_oid == in::constraint) continue;
      graph_.need(key, needs);
    }
  }

  const Catalog& catalog_;
  const DdlOptions& options_;
  const std::set<Key>& apart_;
  Lookup lookup_;
  Graph graph_;
  std::vector<std::pair<Key, std::string>> parent_indexes_;
};

std::vector<Node> ordered(const Catalog& catalog, const DdlOptions& options) {
  std::set<Key> apart;
  auto nodes = Planner(catalog, options, {}).graph().in_order(apart);
  if (apart.empty()) return nodes;
  std::set<Key> circular;
  return Planner(catalog, options, apart).graph().in_order(circular);
}

}  // namespace

std::vector<DdlStatement> ddl(const Catalog& catalog, const DdlOptions& options) {
  Statements result;
  const auto append = [&](Statements statements) {
    for (auto& statement : statements) result.push_back(std::move(statement));
  };
  if (options.roles) {
    for (const auto& role : catalog.roles) append(make_role(role));
    for (const auto& membership : catalog.memberships) append(make_membership(membership));
  }
  const auto has = [](const auto& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
  };
  // What a new database has and this one has not.
  if (!has(catalog.schemas, "public")) append({{"DROP SCHEMA IF EXISTS public", "schema public", ""}});
  if (!has(catalog.extensions, "plpgsql")) append({{"DROP EXTENSION IF EXISTS plpgsql", "extension plpgsql", ""}});
  for (auto& node : ordered(catalog, options)) append(std::move(node.statements));
  if (options.privileges) append(make_grants(catalog));
  if (options.comments)
    append(make_comments(
        catalog, [&](std::string_view kind) { return kind != "EVENT TRIGGER" && (kind != "ROLE" || options.roles); }));
  if (options.privileges) append(make_default_privileges(catalog));
  // Last, so that none of them fires for what came before.
  for (const auto& other : catalog.others)
    if (other.kind == "event trigger") append(make_other(other));
  if (options.comments) append(make_comments(catalog, [](std::string_view kind) { return kind == "EVENT TRIGGER"; }));
  return result;
}

std::string script(const std::vector<DdlStatement>& statements) {
  std::string text = "SET check_function_bodies = off;\nSET search_path = '';\n", owner;
  for (const auto& statement : statements) {
    if (statement.owner != owner) {
      owner = statement.owner;
      text += owner.empty() ? "RESET SESSION AUTHORIZATION;\n" : fmt::format("SET SESSION AUTHORIZATION {};\n", owner);
    }
    text += statement.sql + ";\n";
  }
  return text;
}

}  // namespace ante::catalog
