// What has to be made again because of others: whatever needs something that goes, or stands in the way of what happens
// to a column. Tables are never made again for that; what only they still need goes last.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/way_plan.h"

namespace ante::catalog {
namespace {

class Reach {
 public:
  explicit Reach(Plan& plan) : plan_(plan) {
    for (const auto& [name, table] : plan.before.tables) tables_["table " + name] = table;
    collect_texts();
  }

  void decide() {
    for (const auto& type : plan_.now.types)
      if (const Id id = "type " + type.name; plan_.fate(id) == Fate::remade)
        for (const auto& dependent : plan_.objects_before.dependents(id))
          if (is_table(dependent) && plan_.fate(id) == Fate::remade && keeps_values_of(type.name, dependent))
            leave_as_it_is(id, dependent);
    for (const auto& [id, fate] : plan_.fates)
      if (fate == Fate::gone || fate == Fate::remade) open_.push_back(id);
    for (const auto* columns : {&plan_.gone_columns, &plan_.remade_columns, &plan_.retyped_columns})
      for (const auto& column : *columns) clear_the_way(column, columns == &plan_.retyped_columns);
    while (!open_.empty()) {
      const Id id = open_.front();
      open_.pop_front();
      for (const auto& dependent : plan_.objects_before.dependents(id)) reach(id, dependent);
      if (id.starts_with("other operator ")) reach_partners(id);
    }
    delay_what_is_needed();
  }

 private:
  void collect_texts() {
    for (const auto& one : plan_.now.tables)
      if (one.definition) texts_["table " + one.name] = *one.definition;
    for (const auto& one : plan_.now.functions) texts_["function " + one.name] = one.definition;
    for (const auto& one : plan_.now.indexes) texts_["index " + one.name] = one.definition;
    for (const auto& one : plan_.now.constraints)
      if (one.index)
        texts_["index " + *one.index] += " " + one.definition;
      else
        texts_["constraint " + name_of(one)] = one.definition;
    for (const auto& one : plan_.now.triggers) texts_["trigger " + name_of(one)] = one.definition;
    for (const auto& one : plan_.now.rules) texts_["rule " + name_of(one)] = one.definition;
    for (const auto& one : plan_.now.policies)
      texts_["policy " + name_of(one)] = one.using_expression.value_or("") + " " + one.check_expression.value_or("");
    for (const auto& one : plan_.now.statistics) texts_["statistics " + one.name] = one.definition;
    for (const auto& one : plan_.now.others) texts_["other " + name_of(one)] = one.definition;
    for (const auto& one : plan_.now.columns)
      if (one.default_value) texts_["default " + name_of(one)] = *one.default_value;
  }

  bool is_table(const Id& id) const {
    const auto found = tables_.find(id);
    return found != tables_.end() && (found->second->kind == "table" || found->second->kind == "partitioned");
  }

  // Type changes build indexes, constraints and statistics again by themselves.
  static bool follows_a_type_change(const Id& id) {
    return id.starts_with("index ") || id.starts_with("constraint ") || id.starts_with("statistics ") ||
           id.starts_with("sequence ");
  }

  void clear_the_way(const std::string& column, bool retyped) {
    const auto name = part_of(column);
    const Id table = "table " + column.substr(0, column.size() - name.size() - 1);
    for (const auto& dependent : plan_.objects_before.dependents(table)) {
      if (is_table(dependent) || (retyped && follows_a_type_change(dependent))) continue;
      const auto text = texts_.find(dependent);
      if (text == texts_.end() || !may_mention(text->second, name)) continue;
      if (dependent.starts_with("default ") && dependent.substr(8) == column) continue;
      make_again(dependent);
    }
  }

  // A generated column's expression cannot be taken from it: the column is computed anew.
  void make_again(const Id& id) {
    if (plan_.goes(id)) return;
    if (id.starts_with("default ")) {
      const auto column = id.substr(8);
      if (is_generated(column)) {
        if (!plan_.gone_columns.contains(column) && plan_.remade_columns.insert(column).second)
          clear_the_way(column, false);
        return;
      }
      if (!has_default_after(column)) return void(plan_.fates[id] = Fate::gone);
    }
    plan_.fates[id] = plan_.objects_after.has(id) ? Fate::remade : Fate::gone;
    open_.push_back(id);
  }
  bool is_generated(const std::string& column) const {
    for (const auto& one : plan_.now.columns)
      if (!one.generated.empty() && name_of(one) == column) return true;
    return false;
  }
  bool has_default_after(const std::string& column) const { return plan_.objects_after.has("default " + column); }

  void reach(const Id& gone, const Id& dependent) {
    if (plan_.goes(dependent)) return;
    if (!is_table(dependent)) return make_again(dependent);
    if (plan_.fate(gone) == Fate::gone) {
      for_generated_columns(gone, dependent);
      plan_.late.insert(gone);
      return;
    }
    if (gone.starts_with("function ")) return for_generated_columns(gone, dependent);
    if (!gone.starts_with("type ") || keeps_values_of(gone.substr(5), dependent)) leave_as_it_is(gone, dependent);
  }

  // An operator forgets its commutator and its negator when they go; they do not depend on each other.
  void reach_partners(const Id& gone) {
    constexpr std::string_view prefix = "other operator ";
    const auto called = fmt::format("OPERATOR({})", gone.substr(prefix.size(), gone.find('(') - prefix.size()));
    for (const auto& [id, text] : texts_)
      if (id.starts_with(prefix) && id != gone && contains(text, called)) make_again(id);
  }

  bool keeps_values_of(const std::string& type, const Id& table) const {
    if (plan_.goes(table)) return false;
    bool found = false;
    for (const auto* column : plan_.before.columns.at(tables_.at(table)->name)) {
      if (!column->type.starts_with(type)) continue;
      found = true;
      if (!plan_.gone_columns.contains(name_of(*column))) return true;
    }
    return !found;  // it is hidden in another type
  }

  // Rows hold values of it, and so it cannot be dropped and made again.
  void leave_as_it_is(const Id& id, const Id& table) {
    plan_.fates[id] = Fate::same;
    auto why = std::string("what it is cannot be changed");
    const auto was = by_name(plan_.now.types), is = by_name(plan_.to.types);
    if (id.starts_with("type ") && was.at(id.substr(5))->kind == "enum" && is.at(id.substr(5))->kind == "enum")
      why = labels_in_the_way(was.at(id.substr(5))->labels, is.at(id.substr(5))->labels);
    plan_.cannot.push_back(fmt::format("{}: {} while {} uses it", id, why, table));
  }
  static std::string labels_in_the_way(const Names& was, const Names& is) {
    for (const auto& label : was)
      if (std::ranges::find(is, label) == is.end()) return fmt::format("label {} cannot be taken away", literal(label));
    return "labels cannot change places";
  }

  // Before 15, what a generated column needs is said of its table.
  void for_generated_columns(const Id& gone, const Id& table) {
    if (!gone.starts_with("function ")) return;
    const auto bare = bare_name(gone.substr(9));
    for (const auto* column : plan_.before.columns[table.substr(6)])
      if (!column->generated.empty() && column->default_value &&
          may_mention(*column->default_value, bare.substr(0, bare.find('('))))
        make_again("default " + name_of(*column));
  }

  void delay_what_is_needed() {
    std::deque<Id> open(plan_.late.begin(), plan_.late.end());
    while (!open.empty()) {
      const Id id = open.front();
      open.pop_front();
      for (const auto& needed : plan_.objects_before.needs(id))
        if (plan_.fate(needed) == Fate::gone && plan_.late.insert(needed).second) open.push_back(needed);
    }
  }

  Plan& plan_;
  std::map<Id, const Table*> tables_;
  std::map<Id, std::string> texts_;
  std::deque<Id> open_;
};

}  // namespace

void decide_by_needs(Plan& plan) { Reach(plan).decide(); }

}  // namespace ante::catalog
