// What comes and what is altered, each after what it needs: the order in which the whole would be made.
#include <fmt/format.h>

#include <algorithm>

#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

namespace in = catalog_class;

class Making {
 public:
  explicit Making(const Plan& plan)
      : plan_(plan), nodes_(ordered(plan.to, {.joins_partitioned = false, .fill_views = true})), columns_{plan, {}} {
    for (const auto& node : nodes_)
      if (node.key.class_oid == in::attribute_default)
        if (const auto* id = plan.objects_after.find(node.key)) columns_.apart.insert(*id);
    index("type ", plan.now.types, plan.to.types);
    index("function ", plan.now.functions, plan.to.functions);
    index("sequence ", plan.now.sequences, plan.to.sequences);
    index("table ", plan.now.tables, plan.to.tables);
    index("index ", plan.now.indexes, plan.to.indexes);
    index("constraint ", plan.now.constraints, plan.to.constraints);
    index("trigger ", plan.now.triggers, plan.to.triggers);
    index("rule ", plan.now.rules, plan.to.rules);
    index("policy ", plan.now.policies, plan.to.policies);
    index("statistics ", plan.now.statistics, plan.to.statistics);
    for (const auto& one : plan.to.columns) to_columns_["default " + name_of(one)] = &one;
  }

  // A partition joins its parent when it has its indexes and before its parent's foreign keys come; only then can its
  // indexes join its parent's.
  Steps steps() {
    std::vector<const Node*> lonely, attaching, keys, clones;
    for (const auto& node : nodes_) {
      const auto* id = plan_.objects_after.find(node.key);
      if (node.key.class_oid == 0)
        attaching.push_back(&node);
      else if (id && plan_.after_joins.contains(*id))
        lonely.push_back(&node);
      else if (id && id->starts_with("constraint ") && is_late_key(*id))
        keys.push_back(&node);
      else if (id && id->starts_with("trigger ") && trigger_.at(*id).is->parent)
        clones.push_back(&node);
      else
        make(node);
    }
    append(steps_, join_parents(plan_));
    for (const auto* list : {&lonely, &attaching, &keys, &clones})
      for (const auto* node : *list) make(*node);
    return std::move(steps_);
  }

 private:
  template <class Record>
  struct Change {
    const Record *was = nullptr, *is = nullptr;
  };
  template <class Record>
  using Changes = std::map<Id, Change<Record>>;

  template <class Record>
  void index(const std::string& prefix, const std::vector<Record>& was, const std::vector<Record>& is) {
    auto& changes = of<Record>();
    for (const auto& one : was) changes[prefix + name_of(one)].was = &one;
    for (const auto& one : is) changes[prefix + name_of(one)].is = &one;
  }
  template <class Record>
  Changes<Record>& of() {
    if constexpr (std::is_same_v<Record, Type>) return type_;
    if constexpr (std::is_same_v<Record, Function>) return function_;
    if constexpr (std::is_same_v<Record, Sequence>) return sequence_;
    if constexpr (std::is_same_v<Record, Table>) return table_;
    if constexpr (std::is_same_v<Record, Index>) return index_;
    if constexpr (std::is_same_v<Record, Constraint>) return constraint_;
    if constexpr (std::is_same_v<Record, Trigger>) return trigger_;
    if constexpr (std::is_same_v<Record, Rule>) return rule_;
    if constexpr (std::is_same_v<Record, Policy>) return policy_;
    if constexpr (std::is_same_v<Record, ExtendedStatistics>) return statistics_;
  }

  // All but the keys of a partition that its parent's, which is there, takes over.
  bool is_late_key(const Id& id) const {
    const auto& one = *constraint_.at(id).is;
    return one.kind == "foreign" && !(one.parent && plan_.stays("constraint " + *one.parent));
  }

  void make(const Node& node) {
    if (node.key.class_oid == 0) return attach_index(node);
    if (node.key.class_oid == 1) return own_sequence(node);
    if (node.key.class_oid == 2) return fill_view(node);
    const auto* id = plan_.objects_after.find(node.key);
    if (!id || id->starts_with("schema ")) return;
    if (is_default_of_new_table(*id))
      append(steps_, node.statements);
    else if (plan_.comes(*id))
      make_new(*id, node);
    else
      alter(*id);
  }

  bool is_default_of_new_table(const Id& id) const {
    const auto column = to_columns_.find(id);
    return column != to_columns_.end() && plan_.comes("table " + column->second->relation);
  }

  void make_new(const Id& id, const Node& node) {
    if (const auto found = index_.find(id); found != index_.end() && !found->second.is->valid && !is_partitioned(id))
      return;
    if (id.starts_with("constraint ")) return add_constraint(id);
    if (id.starts_with("default ")) return set_default(id);
    for (const auto& one : node.statements)
      if (!one.sql.starts_with("DROP EXTENSION ")) steps_.push_back({one.sql, one.object, one.owner});
  }
  bool is_partitioned(const Id& id) const {
    const auto table = plan_.after.tables.find(index_.at(id).is->table);
    return table != plan_.after.tables.end() && table->second->kind == "partitioned";
  }

  void alter(const Id& id) {
    if (const auto found = table_.find(id); found != table_.end()) return alter(*found->second.was, *found->second.is);
    if (plan_.fate(id) != Fate::altered) {
      if (const auto found = type_.find(id); found != type_.end()) alter_type_of(found->second);
      return;
    }
    if (id.starts_with("default ")) return set_default(id);
    if (const auto one = type_.find(id); one != type_.end()) return alter_type_of(one->second);
    if (const auto one = sequence_.find(id); one != sequence_.end())
      return append(steps_, alter_sequence(*one->second.was, *one->second.is));
    if (const auto one = function_.find(id); one != function_.end()) return replace_function(one->second);
    if (const auto one = index_.find(id); one != index_.end())
      return append(steps_, alter_index(*one->second.was, *one->second.is, table(one->second.is->table),
                                        has_clustered_index(one->second.is->table)));
    if (const auto one = constraint_.find(id); one != constraint_.end()) return alter_constraint_of(one->second);
    if (const auto one = trigger_.find(id); one != trigger_.end())
      return append(steps_, alter_trigger(*one->second.was, *one->second.is, table(one->second.is->relation)));
    if (const auto one = rule_.find(id); one != rule_.end())
      return append(steps_, alter_rule(*one->second.was, *one->second.is, table(one->second.is->relation)));
    if (const auto one = policy_.find(id); one != policy_.end())
      return append(steps_, alter_policy(*one->second.was, *one->second.is));
    if (const auto one = statistics_.find(id); one != statistics_.end())
      return append(steps_, alter_statistics(*one->second.was, *one->second.is));
  }
  const Table& table(const std::string& name) const { return *plan_.after.tables.at(name); }

  bool has_clustered_index(const std::string& table) const {
    return std::ranges::any_of(plan_.to.indexes, [&](const Index& one) { return one.table == table && one.clustered; });
  }

  // A composite type's columns and a domain's checks are records of their own.
  void alter_type_of(const Change<Type>& change) { append(steps_, alter_type(plan_, *change.was, *change.is)); }
  void replace_function(const Change<Function>& change) {
    if (change.was->definition != change.is->definition)
      steps_.push_back({change.is->definition, fmt::format("{} {}", change.is->kind, change.is->name), ""});
  }
  void alter_constraint_of(const Change<Constraint>& change) {
    const auto found = plan_.after.tables.find(change.is->relation);
    if (found != plan_.after.tables.end() && !change.is->parent && change.is->inherited_from == 0)
      append(steps_, alter_constraint(*change.was, *change.is, ante::catalog::alter(*found->second)));
  }

  void alter(const Table& was, const Table& is) {
    if (is.kind == "view") {
      if (was.definition != is.definition || was.options != is.options) {
        auto statements = make_view(is, plan_.after, {.replace = true});
        steps_.push_back({statements.front().sql, object_of(is), ""});
      }
    } else {
      append(steps_, alter_table(was, is));
      if (is.parents != was.parents && !is.partition_bound) append(steps_, disown_inherited(is, plan_.after));
    }
    append(steps_, columns_.alter_columns(was, is));
    alter_identities(is);
    add_checks(is);
  }

  void alter_identities(const Table& is) {
    for (const auto& one : set_identity_types(is, plan_.after))
      if (const auto& change = sequence_.at(one.object); !change.was || !change.was->identity)
        steps_.push_back({one.sql, one.object, ""});
    for (const auto& [id, change] : sequence_)
      if (change.was && change.is && change.is->identity && change.was->identity &&
          change.is->owned_by_table == is.name)
        append(steps_, alter_sequence(*change.was, *change.is));
  }

  void add_checks(const Table& is) {
    const auto found = plan_.after.constraints.find(is.name);
    if (found == plan_.after.constraints.end()) return;
    for (const auto* one : found->second) {
      const Id id = "constraint " + name_of(*one);
      if (one->kind != "check") continue;
      if (plan_.comes(id))
        add_constraint(id);
      else if (plan_.fate(id) == Fate::altered)
        alter_constraint_of(constraint_.at(id));
    }
  }

  // What a parent has its children have: theirs come with it, or are its already.
  void add_constraint(const Id& id) {
    const auto& one = *constraint_.at(id).is;
    if (!added_.insert(id).second) return;
    const auto found = plan_.after.tables.find(one.relation);
    if (found == plan_.after.tables.end()) return;
    if (one.kind == "foreign" && one.parent && one.parent->ends_with("." + one.name)) return;
    if (one.kind == "check" && !one.local && comes_from_a_parent(*found->second, one)) return;
    const bool only = one.kind == "foreign" && found->second->kind != "partitioned";
    steps_.push_back(
        {fmt::format("{}ADD CONSTRAINT {} {}", ante::catalog::alter(*found->second, only), one.name, one.definition),
         fmt::format("constraint {} of {}", one.name, one.relation), ""});
  }
  bool comes_from_a_parent(const Table& table, const Constraint& check) const {
    const auto was = plan_.before.tables.find(table.name);
    return was != plan_.before.tables.end() && std::ranges::any_of(table.parents, [&](const std::string& parent) {
             return std::ranges::find(was->second->parents, parent) != was->second->parents.end() &&
                    plan_.objects_after.has("constraint " + parent + "." + check.name);
           });
  }

  void set_default(const Id& id) {
    const auto column = to_columns_.find(id);
    if (column == to_columns_.end() || plan_.made_columns.contains(name_of(*column->second))) return;
    const auto found = plan_.after.tables.find(column->second->relation);
    if (found != plan_.after.tables.end())
      for (const auto& one : catalog::set_default(*found->second, *column->second))
        steps_.push_back({one.sql, "column " + name_of(*column->second), ""});
  }

  void attach_index(const Node& node) {
    const auto* id = plan_.objects_after.find({in::relation, node.key.oid});
    if (!id) return;
    const auto& change = index_.at(*id);
    if (plan_.comes(*id) || !change.was || change.was->parent != change.is->parent) append(steps_, node.statements);
  }
  void own_sequence(const Node& node) {
    const auto* id = plan_.objects_after.find({in::relation, node.key.oid});
    if (!id) return;
    const auto& change = sequence_.at(*id);
    const auto column = *change.is->owned_by_table + "." + *change.is->owned_by_column;
    const bool owned_already = plan_.stays(*id) && change.was->owned_by_table == change.is->owned_by_table &&
                               change.was->owned_by_column == change.is->owned_by_column &&
                               plan_.stays("table " + *change.is->owned_by_table) &&
                               !plan_.made_columns.contains(column) && !plan_.remade_columns.contains(column);
    if (!owned_already) append(steps_, node.statements);
  }
  void fill_view(const Node& node) {
    const auto* id = plan_.objects_after.find({in::relation, node.key.oid});
    if (id && plan_.comes(*id)) append(steps_, node.statements);
  }

  const Plan& plan_;
  const std::vector<Node> nodes_;
  ColumnWriter columns_;
  Changes<Type> type_;
  Changes<Function> function_;
  Changes<Sequence> sequence_;
  Changes<Table> table_;
  Changes<Index> index_;
  Changes<Constraint> constraint_;
  Changes<Trigger> trigger_;
  Changes<Rule> rule_;
  Changes<Policy> policy_;
  Changes<ExtendedStatistics> statistics_;
  std::map<Id, const Column*> to_columns_;
  std::set<Id> added_;
  Steps steps_;
};

}  // namespace

Steps make_and_alter(const Plan& plan) { return Making(plan).steps(); }

}  // namespace ante::catalog
