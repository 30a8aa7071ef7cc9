// What goes, each before what it needs: the order in which it would be made, backwards.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

template <class Record>
std::map<Id, const Record*> by_id(const std::string& prefix, const std::vector<Record>& records) {
  std::map<Id, const Record*> result;
  for (const auto& one : records) result[prefix + name_of(one)] = &one;
  return result;
}

class Dropping {
 public:
  Dropping(const Plan& plan, bool late)
      : plan_(plan),
        late_(late),
        types_(by_id("type ", plan.now.types)),
        functions_(by_id("function ", plan.now.functions)),
        sequences_(by_id("sequence ", plan.now.sequences)),
        tables_(by_id("table ", plan.now.tables)),
        indexes_(by_id("index ", plan.now.indexes)),
        constraints_(by_id("constraint ", plan.now.constraints)),
        triggers_(by_id("trigger ", plan.now.triggers)),
        rules_(by_id("rule ", plan.now.rules)),
        policies_(by_id("policy ", plan.now.policies)),
        others_(by_id("other ", plan.now.others)) {}

  Steps steps() {
    auto nodes = ordered(plan_.now, {});
    std::ranges::reverse(nodes);
    if (!late_)
      for (const auto& [id, other] : others_)
        if (other->kind == "event trigger" && plan_.goes(id)) add("DROP EVENT TRIGGER " + other->name, id);
    // What draws from a sequence stands in the way of the table that owns it.
    if (!late_)
      for (const auto& [id, fate] : plan_.fates)
        if (id.starts_with("default ") && plan_.goes(id)) drop_default(id.substr(8));
    for (const auto& node : nodes) {
      if (node.key.class_oid == 2) {
        if (!late_) make_hollow(node.key.oid);
      } else if (const auto* id = plan_.objects_before.find(node.key)) {
        drop(*id);
      }
    }
    if (!late_) drop_what_was_inherited();
    return std::move(steps_);
  }

 private:
  void add(std::string sql, std::string object, std::string loses = {}) {
    steps_.push_back({std::move(sql), std::move(object), "", std::move(loses)});
  }
  bool goes_now(const Id& id) const { return plan_.goes(id) && plan_.late.contains(id) == late_; }
  bool table_goes(const std::string& table) const { return plan_.goes("table " + table); }
  // Whether it goes with its table; not so where it needs something else that goes, and that may be before it.
  bool goes_with_its_table(const Id& id, const std::string& table) const {
    return table_goes(table) && std::ranges::none_of(plan_.objects_before.needs(id), [&](const Id& needed) {
             return needed != "table " + table && plan_.goes(needed);
           });
  }

  // A view that is needed by what it needs gives up its query first.
  void make_hollow(Oid oid) {
    const auto* id = plan_.objects_before.find({catalog_class::relation, oid});
    if (id && plan_.goes(*id)) {
      auto statements = make_hollow_view(*tables_.at(*id), plan_.before, true);
      for (auto& one : statements) one.owner.clear();
      append(steps_, statements);
    }
  }

  void drop(const Id& id) {
    const auto prefix = id.substr(0, id.find(' ') + 1);
    if (prefix == "table " && !table_goes(tables_.at(id)->name) && !late_) return drop_parts(*tables_.at(id));
    if (prefix == "type " && !plan_.goes(id) && !late_) return drop_checks(types_.at(id)->name, "DOMAIN");
    if (!goes_now(id)) return;
    if (prefix == "default ") return drop_default_in_circle(id.substr(prefix.size()));
    const auto name = id.substr(prefix.size());
    if (prefix == "table ") return drop_table(*tables_.at(id));
    if (prefix == "index ") return drop_index(*indexes_.at(id));
    if (prefix == "sequence ") return drop_sequence(*sequences_.at(id));
    if (prefix == "constraint ") return drop_once(*constraints_.at(id), "TABLE");
    if (prefix == "trigger ") return drop_part(*triggers_.at(id), "TRIGGER", triggers_.at(id)->parent.has_value());
    if (prefix == "rule ") return drop_part(*rules_.at(id), "RULE", false);
    if (prefix == "policy ") return drop_part(*policies_.at(id), "POLICY", false);
    if (prefix == "statistics ") return drop_statistics(name);
    if (prefix == "function ") return drop_function(*functions_.at(id));
    if (prefix == "type ") return add((types_.at(id)->kind == "domain" ? "DROP DOMAIN " : "DROP TYPE ") + name, id);
    if (prefix == "other ") return drop_other(*others_.at(id));
    add(fmt::format("DROP {} {}", upper(prefix), name), id);
  }
  static std::string upper(std::string text) {
    text = std::string(trim(text));
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c == '-' ? ' ' : static_cast<char>(std::toupper(c)); });
    return text;
  }

  void drop_table(const Table& table) {
    const bool rows = table.kind == "table" || table.kind == "partitioned";
    add(fmt::format("DROP {} {}", word_for(table), table.name), object_of(table),
        rows                      ? "the rows of " + table.name
        : table.kind == "matview" ? "the contents of " + table.name
                                  : "");
  }
  void drop_function(const Function& function) {
    add(fmt::format("DROP {} {}",
                    function.kind == "procedure"   ? "PROCEDURE"
                    : function.kind == "aggregate" ? "AGGREGATE"
                                                   : "FUNCTION",
                    function.kind == "aggregate" && function.name.ends_with("()")
                        ? function.name.substr(0, function.name.size() - 1) + "*)"
                        : function.name),
        function.kind + " " + function.name);
  }
  void drop_other(const OtherObject& other) {
    if (other.kind == "event trigger") return;
    add(fmt::format("DROP {} {}", upper(other.kind), other.name), other.kind + " " + other.name);
  }
  // An index goes with the one of the partitioned table that it is part of.
  void drop_index(const Index& index) {
    if (goes_with_its_table("index " + index.name, index.table) || index.parent) return;
    if (index.constraint)
      add(fmt::format("{}DROP CONSTRAINT {}", alter(*tables_.at("table " + index.table)), *index.constraint),
          fmt::format("constraint {} of {}", *index.constraint, index.table));
    else
      add("DROP INDEX " + index.name, "index " + index.name);
  }
  void drop_sequence(const Sequence& sequence) {
    if (sequence.owned_by_table) {
      const auto column = *sequence.owned_by_table + "." + *sequence.owned_by_column;
      if (table_goes(*sequence.owned_by_table) || plan_.gone_columns.contains(column) ||
          plan_.remade_columns.contains(column))
        return;
    }
    add("DROP SEQUENCE " + sequence.name, "sequence " + sequence.name, "the position of " + sequence.name);
  }
  void drop_constraint(const Constraint& one, const char* of) {
    if (goes_with_its_table("constraint " + name_of(one), one.relation) || one.parent || one.inherited_from > 0) return;
    const auto table = tables_.find("table " + one.relation);
    add(fmt::format("{}DROP CONSTRAINT {}",
                    table == tables_.end() ? fmt::format("ALTER {} {} ", of, one.relation) : alter(*table->second),
                    one.name),
        fmt::format("constraint {} of {}", one.name, one.relation));
  }
  template <class Record>
  void drop_part(const Record& one, const char* word, bool of_parent) {
    if (!goes_with_its_table(lower(word) + " " + name_of(one), one.relation) && !of_parent)
      add(fmt::format("DROP {} {} ON {}", word, one.name, one.relation),
          fmt::format("{} {} of {}", lower(word), one.name, one.relation));
  }
  void drop_statistics(const std::string& name) {
    for (const auto& one : plan_.now.statistics)
      if (one.name == name && !goes_with_its_table("statistics " + name, one.table))
        add("DROP STATISTICS " + name, "statistics " + name);
  }
  void drop_default(const std::string& column) {
    const auto name = part_of(column), table = column.substr(0, column.size() - name.size() - 1);
    const auto found = tables_.find("table " + table);
    if (found != tables_.end() && !table_goes(table) && !column_goes(column)) drop_default(*found->second, name);
  }
  void drop_default(const Table& table, const std::string& name) {
    add(fmt::format("{}ALTER COLUMN {} DROP DEFAULT", alter(table, true), name),
        fmt::format("column {}.{}", table.name, name));
  }

  // It has a place of its own in the order where what it needs needs its table, and would go before that.
  void drop_default_in_circle(const std::string& column) {
    const auto name = part_of(column), table = column.substr(0, column.size() - name.size() - 1);
    if (table_goes(table)) drop_default(*tables_.at("table " + table), name);
  }

  bool column_goes(const std::string& column) const {
    return plan_.gone_columns.contains(column) || plan_.remade_columns.contains(column);
  }

  void drop_checks(const std::string& relation, const char* of) {
    const auto found = plan_.before.constraints.find(relation);
    if (found == plan_.before.constraints.end()) return;
    for (const auto* one : found->second)
      if (one->kind == "check" && plan_.goes("constraint " + name_of(*one))) drop_once(*one, of);
  }
  // It may have had a place of its own in the order.
  void drop_once(const Constraint& one, const char* of) {
    if (dropped_.insert(name_of(one)).second) drop_constraint(one, of);
  }

  // Of a table that stays: checks, identities, columns; the generated ones before what they are made of.
  void drop_parts(const Table& table) {
    drop_checks(table.name, "TABLE");
    const auto columns = plan_.before.columns.find(table.name);
    if (columns == plan_.before.columns.end()) return;
    for (const auto* column : columns->second)
      if (!column->dropped && loses_identity(*column))
        add(fmt::format("{}ALTER COLUMN {} DROP IDENTITY", alter(table), column->name), "column " + name_of(*column),
            "the position of the sequence of " + name_of(*column));
    for (const bool generated : {true, false})
      for (const auto* column : columns->second)
        if (!column->dropped && column->generated.empty() != generated && column_goes(name_of(*column)) &&
            column->inherited_from == 0)
          drop_column(table, *column);
  }
  bool loses_identity(const Column& column) const {
    if (column.identity.empty() || column.inherited_from > 0 || column_goes(name_of(column))) return false;
    const auto after = plan_.after.columns.find(column.relation);
    if (after == plan_.after.columns.end()) return false;
    return std::ranges::any_of(after->second, [&](const Column* one) {
      return !one->dropped && one->name == column.name && one->identity.empty();
    });
  }
  void drop_column(const Table& table, const Column& column) {
    const bool computed = !column.generated.empty();
    add(fmt::format("{}DROP COLUMN {}", alter(table), column.name), "column " + name_of(column),
        computed || table.kind == "foreign" ? "" : "the values of " + name_of(column));
  }

  // What children had of their own beside their parents' stays with them when the parents' goes.
  void drop_what_was_inherited() {
    for (const auto& table : plan_.now.tables) {
      if (table.parents.empty() || !plan_.stays("table " + table.name)) continue;
      for (const auto* column : plan_.before.columns.at(table.name))
        if (!column->dropped && column->local && column->inherited_from > 0 && column_goes(name_of(*column)))
          drop_column(table, *column);
      if (const auto found = plan_.before.constraints.find(table.name); found != plan_.before.constraints.end())
        for (const auto* one : found->second)
          if (one->kind == "check" && one->local && one->inherited_from > 0 &&
              plan_.goes("constraint " + name_of(*one)))
            add(fmt::format("{}DROP CONSTRAINT {}", alter(table), one->name),
                fmt::format("constraint {} of {}", one->name, table.name));
    }
  }

  const Plan& plan_;
  const bool late_;
  const std::map<Id, const Type*> types_;
  const std::map<Id, const Function*> functions_;
  const std::map<Id, const Sequence*> sequences_;
  const std::map<Id, const Table*> tables_;
  const std::map<Id, const Index*> indexes_;
  const std::map<Id, const Constraint*> constraints_;
  const std::map<Id, const Trigger*> triggers_;
  const std::map<Id, const Rule*> rules_;
  const std::map<Id, const Policy*> policies_;
  const std::map<Id, const OtherObject*> others_;
  std::set<std::string> dropped_;
  Steps steps_;
};

}  // namespace

Steps drop_what_goes(const Plan& plan, bool late) {
  if (late && plan.late.empty()) return {};
  return Dropping(plan, late).steps();
}

}  // namespace ante::catalog
