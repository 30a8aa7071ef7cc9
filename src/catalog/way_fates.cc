// Whether an object that both catalogs have is the same, can be altered, or has to be made again.
#include <algorithm>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/way_plan.h"

namespace ante::catalog {

Plan::Plan(const Catalog& was, const Catalog& is)
    : now(was), to(is), before(was), after(is), objects_before(was), objects_after(is) {
  decide_by_fields(*this);
  decide_by_needs(*this);
}

Fate Plan::fate(const Id& id) const {
  const auto found = fates.find(id);
  return found == fates.end() ? Fate::same : found->second;
}

std::string index_without_options(const std::string& definition) {
  const auto options = options_of(definition);
  if (options.empty()) return definition;
  const auto at = static_cast<std::size_t>(options.data() - definition.data());
  return definition.substr(0, at - 6) + definition.substr(at + options.size());  // " WITH "
}

Deferring deferring_of(std::string definition) {
  Deferring found;
  const auto cut = [&](std::string_view end) {
    if (!definition.ends_with(end)) return false;
    definition.resize(definition.size() - end.size());
    return true;
  };
  found.not_valid = cut(" NOT VALID");
  found.deferred = cut(" INITIALLY DEFERRED");
  found.deferrable = cut(" DEFERRABLE");
  found.definition = std::move(definition);
  return found;
}

std::string function_header(const Function& function) {
  return function.definition.substr(0, function.definition.find("\n LANGUAGE "));
}

namespace {

template <class Record>
bool equal(const Record& a, const Record& b) {
  bool same = true;
  for_each_field<Record>([&](auto field) {
    if (field.scope == Scope::everywhere && a.*(field.member) != b.*(field.member)) same = false;
  });
  return same;
}

template <class Record>
Fate remade_unless_only_the_owner(Record a, const Record& b) {
  a.owner = b.owner;
  return equal(a, b) ? Fate::altered : Fate::remade;
}

class Fields {
 public:
  explicit Fields(Plan& plan)
      : plan_(plan),
        behind_before_(constraints_behind_indexes(plan.now)),
        behind_after_(constraints_behind_indexes(plan.to)) {}

  void decide() {
    compare("schema ", plan_.now.schemas, plan_.to.schemas);
    compare("extension ", plan_.now.extensions, plan_.to.extensions);
    compare("collation ", plan_.now.collations, plan_.to.collations);
    compare("type ", plan_.now.types, plan_.to.types);
    compare("function ", plan_.now.functions, plan_.to.functions);
    compare("sequence ", plan_.now.sequences, plan_.to.sequences);
    compare("table ", plan_.now.tables, plan_.to.tables);
    compare_columns();
    compare("index ", plan_.now.indexes, plan_.to.indexes);
    compare_parents_of_indexes();
    compare("constraint ", plan_.now.constraints, plan_.to.constraints);
    compare("trigger ", plan_.now.triggers, plan_.to.triggers);
    compare("rule ", plan_.now.rules, plan_.to.rules);
    compare("policy ", plan_.now.policies, plan_.to.policies);
    compare("statistics ", plan_.now.statistics, plan_.to.statistics);
    compare("other ", plan_.now.others, plan_.to.others);
  }

 private:
  template <class Record>
  void compare(const std::string& prefix, const std::vector<Record>& was, const std::vector<Record>& is) {
    const auto before = by_name(was), after = by_name(is);
    for (const auto& [name, record] : before)
      if (!after.contains(name) && counts(*record)) plan_.fates[prefix + name] = Fate::gone;
    for (const auto& [name, record] : after) {
      if (!counts(*record)) continue;
      const auto old = before.find(name);
      if (old == before.end())
        plan_.fates[prefix + name] = Fate::made;
      else if (!equal(*old->second, *record))
        plan_.fates[prefix + name] = changed(*old->second, *record);
    }
  }

  // No statement takes an index out of its parent's: that one is made again. So is one that a partition which joins its
  // table has no part in, since joining would give it one.
  void compare_parents_of_indexes() {
    const auto before = by_name(plan_.now.indexes), after = by_name(plan_.to.indexes);
    std::set<std::pair<std::string, std::string>> parts;
    for (const auto& one : plan_.to.indexes)
      if (one.parent) parts.insert({one.table, *one.parent});
    for (const auto& [name, one] : before)
      if (const auto is = after.find(name); one->parent && is != after.end() && one->parent != is->second->parent)
        make_parent_again(*one->parent);
    for (const auto& table : plan_.to.tables) {
      const auto was = plan_.before.tables.find(table.name);
      if (!table.partition_bound || (was != plan_.before.tables.end() && was->second->partition_bound)) continue;
      for (const auto& [name, one] : after)
        if (one->table == table.parents.front() && !parts.contains({table.name, name})) {
          make_parent_again(name);
          plan_.after_joins.insert("index " + name);
        }
    }
  }
  void make_parent_again(const std::string& index) {
    if (plan_.stays("index " + index)) plan_.fates["index " + index] = Fate::remade;
  }

  // Identity comes with its column, a constraint's index with the constraint, and NOT NULL is the column's.
  template <class Record>
  static bool counts(const Record&) {
    return true;
  }
  static bool counts(const Sequence& one) { return !one.identity; }
  bool counts(const Constraint& one) {
    if (one.index) {
      const auto &was = behind_before_[*one.index], &is = behind_after_[*one.index];
      if (was != is && plan_.stays("index " + *one.index)) plan_.fates["index " + *one.index] = Fate::remade;
    }
    return !one.index && one.kind != "notnull" && one.kind != "trigger";
  }
  static std::map<std::string, std::string> constraints_behind_indexes(const Catalog& catalog) {
    std::map<std::string, std::string> result;
    for (const auto& one : catalog.constraints)
      if (one.index) result[*one.index] = one.kind + " " + one.definition;
    return result;
  }

  static Fate changed(const Schema&, const Schema&) { return Fate::altered; }
  static Fate changed(const Extension&, const Extension&) { return Fate::altered; }
  static Fate changed(const Sequence&, const Sequence&) { return Fate::altered; }
  static Fate changed(const Collation& a, const Collation& b) { return remade_unless_only_the_owner(a, b); }
  static Fate changed(const OtherObject& a, const OtherObject& b) { return remade_unless_only_the_owner(a, b); }
  static Fate changed(const Type& a, const Type& b) {
    if (a.kind != b.kind) return Fate::remade;
    if (a.kind == "enum") return labels_can_follow(a.labels, b.labels) ? Fate::altered : Fate::remade;
    if (a.kind == "domain")
      return a.base_type == b.base_type && a.collation == b.collation ? Fate::altered : Fate::remade;
    return remade_unless_only_the_owner(a, b);
  }
  static Fate changed(const Function& a, const Function& b) {
    if (a.definition == b.definition && a.kind == b.kind) return Fate::altered;
    const bool replaceable = a.kind == b.kind && a.kind != "aggregate" && function_header(a) == function_header(b);
    return replaceable ? Fate::altered : Fate::remade;
  }
  Fate changed(const Table& a, const Table& b) {
    if (a.kind != b.kind || a.partition_key != b.partition_key || a.server != b.server) return Fate::remade;
    if (a.kind == "matview") return a.definition == b.definition ? Fate::altered : Fate::remade;
    if (a.kind == "view") return view_can_be_replaced(a.name) ? Fate::altered : Fate::remade;
    return Fate::altered;
  }
  static Fate changed(const Index& a, const Index& b) {
    const bool same = index_without_options(a.definition) == index_without_options(b.definition) &&
                      a.method == b.method && a.table == b.table &&
                      a.constraint.has_value() == b.constraint.has_value();
    const bool valid = a.valid == b.valid || a.parent != b.parent || is_partitioned(a);
    return same && valid && (!a.parent || a.parent == b.parent) ? Fate::altered : Fate::remade;
  }
  static bool is_partitioned(const Index& index) { return contains(index.definition, " ON ONLY "); }
  static Fate changed(const Constraint& a, const Constraint& b) {
    const auto was = deferring_of(a.definition), is = deferring_of(b.definition);
    if (was.definition != is.definition || a.no_inherit != b.no_inherit) return Fate::remade;
    if (is.not_valid && !was.not_valid) return Fate::remade;
    const bool same_time = was.deferrable == is.deferrable && was.deferred == is.deferred;
    return same_time || a.kind == "foreign" ? Fate::altered : Fate::remade;
  }
  static Fate changed(const Trigger& a, const Trigger& b) {
    return a.definition == b.definition ? Fate::altered : Fate::remade;
  }
  static Fate changed(const Rule& a, const Rule& b) {
    return a.definition == b.definition ? Fate::altered : Fate::remade;
  }
  static Fate changed(const Policy& a, const Policy& b) {
    const bool less = (a.using_expression && !b.using_expression) || (a.check_expression && !b.check_expression);
    return a.command == b.command && a.permissive == b.permissive && !less ? Fate::altered : Fate::remade;
  }
  static Fate changed(const ExtendedStatistics& a, const ExtendedStatistics& b) {
    return a.definition == b.definition && a.table == b.table ? Fate::altered : Fate::remade;
  }

  // CREATE OR REPLACE adds columns behind the ones that are there, and does nothing else to them.
  bool view_can_be_replaced(const std::string& view) {
    const auto &was = plan_.before.columns[view], &is = plan_.after.columns[view];
    if (was.size() > is.size()) return false;
    return std::equal(was.begin(), was.end(), is.begin(), [](const Column* a, const Column* b) {
      return a->name == b->name && a->type == b->type && a->collation == b->collation;
    });
  }

  void compare_columns() {
    for (const auto& [name, table] : plan_.after.tables) {
      const bool is_table = table->kind == "table" || table->kind == "partitioned" || table->kind == "foreign";
      if (!plan_.before.tables.contains(name) || !plan_.stays("table " + name)) continue;
      if (is_table) compare_columns_of(*plan_.before.tables[name], *table);
      compare_defaults_of(name);
    }
  }
  void compare_columns_of(const Table& was, const Table& is) {
    std::map<std::string, const Column*> before;
    for (const auto* column : plan_.before.columns[was.name])
      if (!column->dropped) before[column->name] = column;
    const bool columns_are_the_types = was.of_type && was.of_type == is.of_type;
    for (const auto* column : plan_.after.columns[is.name]) {
      if (column->dropped) continue;
      const auto name = name_of(*column);
      const auto old = before.find(column->name);
      if (old == before.end()) {
        if (!columns_are_the_types) plan_.made_columns.insert(name);
        continue;
      }
      const auto changes = column_changes(*old->second, *column, plan_.now.version);
      if (changes.remade) plan_.remade_columns.insert(name);
      if (changes.retyped && !columns_are_the_types) plan_.retyped_columns.insert(name);
      before.erase(old);
    }
    for (const auto& [name, column] : before)
      if (!columns_are_the_types) plan_.gone_columns.insert(name_of(*column));
  }
  // A default that stays although its column's type changes is taken away meanwhile: it may have no cast.
  void compare_defaults_of(const std::string& table) {
    std::map<std::string, const Column*> after;
    for (const auto* column : plan_.after.columns[table])
      if (!column->dropped) after[column->name] = column;
    for (const auto* column : plan_.before.columns[table]) {
      if (column->dropped || column->default_oid == 0 || !column->generated.empty()) continue;
      const auto now = after.find(column->name);
      const bool has = now != after.end() && now->second->default_value && now->second->generated.empty();
      const Id id = "default " + name_of(*column);
      if (!has)
        plan_.fates[id] = Fate::gone;
      else if (plan_.retyped_columns.contains(name_of(*column)))
        plan_.fates[id] = Fate::remade;
      else if (now->second->default_value != column->default_value)
        plan_.fates[id] = Fate::altered;
    }
    for (const auto& [name, column] : after) {
      const Id id = "default " + name_of(*column);
      if (column->default_value && column->generated.empty() && !has_default(table, name)) plan_.fates[id] = Fate::made;
    }
  }
  bool has_default(const std::string& table, const std::string& column) {
    return std::ranges::any_of(plan_.before.columns[table], [&](const Column* one) {
      return !one->dropped && one->name == column && one->default_value && one->generated.empty();
    });
  }

  Plan& plan_;
  std::map<std::string, std::string> behind_before_, behind_after_;
};

}  // namespace

void decide_by_fields(Plan& plan) { Fields(plan).decide(); }

}  // namespace ante::catalog
