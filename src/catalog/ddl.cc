#include "catalog/ddl.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/text.h"
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

// What cannot be made in one statement, because something that it needs needs it.
struct Circles {
  std::set<Key> apart;   // tables and domains whose defaults and checks are statements of their own
  std::set<Key> hollow;  // views that are made without their query first
};

// Puts every object of a catalog into a graph.
class Planner {
 public:
  Planner(const Catalog& catalog, const DdlOptions& options, const Circles& circles)
      : catalog_(catalog), options_(options), circles_(circles), lookup_(catalog) {}

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

  bool is_hollow(Key key) const { return circles_.hollow.contains(key); }
  // The statement that gives a hollow view its query.
  static Key filled(Key key) { return {2, key.oid}; }

  void add_foundations() {
    for (const auto& schema : catalog_.schemas)
      add({in::schema, schema.oid}, Phase::schema, make_schema(schema, catalog_));
    for (const auto& extension : catalog_.extensions)
      add({in::extension, extension.oid}, Phase::extension, make_extension(extension));
    for (const auto& collation : catalog_.collations)
      add({in::collation, collation.oid}, Phase::collation, make_collation(collation, catalog_.version));
    for (const auto& type : catalog_.types) {
      const Key key{in::type, type.oid};
      add(key, Phase::type, make_type(type, lookup_, circles_.apart.contains(key)));
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
      if (is_hollow(key)) {
        add(key, Phase::view, make_hollow_view(table, lookup_));
        add(filled(key), Phase::view, make_view(table, lookup_, {.replace = true}));
        graph_.need(filled(key), key);
        need_column_types(table, key);
      } else if (is_view(table)) {
        add(key, Phase::view, make_view(table, lookup_, {.fill = options_.fill_views}));
      } else {
        add(key, Phase::table,
            make_table(table, lookup_,
                       {options_.keep_attribute_numbers, circles_.apart.contains(key), options_.joins_partitioned}));
      }
    }
  }

  // A hollow view needs the types of its columns, and of its dependencies only these: the others are its query's.
  void need_column_types(const Table& view, Key key) {
    for (const auto& type : catalog_.types)
      for (const auto* column : lookup_.columns[view.name])
        if (column->type.starts_with(type.name)) graph_.need(key, {in::type, type.oid});
  }

  // Defaults and checks: part of what they belong to, or objects that come after it.
  void add_parts() {
    for (const auto& column : catalog_.columns) {
      const auto* of = table(column.relation);
      if (!of || !column.default_value) continue;
      const Key whole{in::relation, of->oid}, part{in::attribute_default, column.default_oid};
      if (!circles_.apart.contains(whole) || in_column_definition(column, *of))
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
      if (!circles_.apart.contains(whole) || constraint.kind == "notnull")
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
    std::unordered_set<std::string_view> related;
    for (const auto& other : catalog_.tables) {
      if (!other.parents.empty()) related.insert(other.name);
      related.insert(other.parents.begin(), other.parents.end());
    }
    for (const auto& index : catalog_.indexes) {
      const auto* of = table(index.table);
      if (!of) continue;
      const auto constraint = behind.find(index.name);
      const Key key{in::relation, index.oid};
      if (constraint != behind.end()) graph_.merge({in::constraint, constraint->second->oid}, key);
      auto statements = make_index(index, constraint == behind.end() ? nullptr : constraint->second, *of);
      if (!related.contains(of->name))
        for (auto& statement : statements) statement.only_table = of->name;
      add(key, Phase::index, std::move(statements));
      if (!index.parent) continue;
      const Key attach{0, index.oid};
      add(attach, Phase::attach, attach_index(index, *of));
      graph_.need(attach, key);
      parent_indexes_.emplace_back(attach, *index.parent);
    }
  }

  // A partition's foreign key comes with its parent's. One that has a name of its own was there before, and is again:
  // the parent's then takes it over.
  void add_foreign_keys() {
    std::unordered_map<std::string, Key> keys;
    for (const auto& constraint : catalog_.constraints)
      if (constraint.kind == "foreign")
        keys[constraint.relation + "." + constraint.name] = {in::constraint, constraint.oid};
    for (const auto& constraint : catalog_.constraints) {
      const auto* of = table(constraint.relation);
      if (!of || constraint.kind != "foreign") continue;
      if (constraint.parent && constraint.parent->ends_with("." + constraint.name)) continue;
      const Key key{in::constraint, constraint.oid};
      add(key, Phase::foreign_key, make_foreign_key(constraint, *of));
      if (const auto parent = keys.find(constraint.parent.value_or("")); parent != keys.end())
        graph_.need(parent->second, key);
    }
  }

  void add_attachments() {
    add_foreign_keys();
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
      graph_.need(is_hollow(key) && needs.class_oid != in::schema ? filled(key) : key, needs);
    }
  }

  const Catalog& catalog_;
  const DdlOptions& options_;
  const Circles& circles_;
  Lookup lookup_;
  Graph graph_;
  std::vector<std::pair<Key, std::string>> parent_indexes_;
};

}  // namespace

std::vector<Node> ordered(const Catalog& catalog, const DdlOptions& options) {
  Circles circles;
  auto nodes = Planner(catalog, options, circles).graph().in_order(circles.apart);
  if (circles.apart.empty()) return nodes;
  std::set<Key> circular;
  nodes = Planner(catalog, options, circles).graph().in_order(circular);
  if (circular.empty()) return nodes;
  for (const auto& table : catalog.tables)
    if (const Key key{in::relation, table.oid}; table.kind == "view" && circular.contains(key))
      circles.hollow.insert(key);
  return Planner(catalog, options, circles).graph().in_order(circular);
}

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

namespace {

// psql's \\gset keeps what gives the rights back, \\gexec lends them.
std::string lend_rights(const Names& owners) {
  const auto which = fmt::format(
      "FROM pg_catalog.pg_roles WHERE NOT rolsuper AND pg_catalog.quote_ident(rolname) IN ({})", join(owners, ", "));
  const auto alter = [](const char* to) { return fmt::format("pg_catalog.format('ALTER ROLE %I {};', rolname)", to); };
  return fmt::format(
      "SELECT coalesce(pg_catalog.string_agg({}, ' '), '') AS give_back {} \\gset\nSELECT {} {} \\gexec\n",
      alter("NOSUPERUSER"), which, alter("SUPERUSER"), which);
}

}  // namespace

// Every owner makes its own objects, as a superuser for as long as that takes: at the source it may have made them with
// rights that it lost since.
std::string script(const std::vector<DdlStatement>& statements) {
  std::set<std::string> owners;
  Names names;
  for (const auto& statement : statements)
    if (!statement.owner.empty() && owners.insert(statement.owner).second) names.push_back(literal(statement.owner));
  std::string text = "SET check_function_bodies = off;\nSET search_path = '';\nSET client_min_messages = warning;\n";
  std::string owner;
  bool lent = false;
  for (const auto& statement : statements) {
    if (!lent && !statement.owner.empty()) {
      text += lend_rights(names);
      lent = true;
    }
    if (statement.owner != owner) {
      owner = statement.owner;
      text += owner.empty() ? "RESET ROLE;\n" : fmt::format("SET ROLE {};\n", owner);
    }
    text += statement.sql + ";\n";
  }
  return text + (lent ? "RESET ROLE;\n:give_back\n" : "");
}

}  // namespace ante::catalog
