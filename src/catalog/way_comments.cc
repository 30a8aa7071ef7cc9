// Comments: those that are other than before, and those of objects that were made again.
#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

class Comments {
 public:
  Comments(const Plan& plan, bool roles, bool of_event_triggers)
      : plan_(plan), roles_(roles), of_event_triggers_(of_event_triggers) {
    for (const auto& one : plan.to.tables) ids_[word_for(one) + " " + one.name] = "table " + one.name;
    for (const auto& one : plan.to.constraints)
      if (one.index) constraints_[name_of(one)] = "index " + *one.index;
  }

  Steps steps() {
    std::map<std::pair<std::string, std::string>, std::string> before;
    for (const auto& one : plan_.now.comments) before[{one.kind, one.object}] = one.text;
    for (const auto& one : plan_.to.comments) {
      const auto old = before.find({one.kind, one.object});
      const bool there = old != before.end() && !comes(one);
      if (!there || old->second != one.text) say(one, literal(one.text));
      if (old != before.end()) before.erase(old);
    }
    for (const auto& [what, text] : before)
      if (const Comment one{what.first, what.second, text}; is_there(one) && !comes(one)) say(one, "NULL");
    return std::move(steps_);
  }

 private:
  // What it is a comment on, as the plan names it.
  Id subject(const Comment& one) const {
    if (const auto found = ids_.find(one.kind + " " + one.object); found != ids_.end()) return found->second;
    if (one.kind == "COLUMN") return "column " + one.object;
    if (const auto at = one.object.rfind(" ON "); at != std::string::npos && is_part(one.kind)) {
      const auto of = one.object.substr(at + 4), name = one.object.substr(0, at);
      const auto whole = (of.starts_with("DOMAIN ") ? of.substr(7) : of) + "." + name;
      if (const auto found = constraints_.find(whole); found != constraints_.end()) return found->second;
      return lower(one.kind) + " " + whole;
    }
    if (one.kind == "PROCEDURE") return "function " + one.object;
    if (one.kind == "DOMAIN") return "type " + one.object;
    Id plain = lower(one.kind) + " " + one.object;
    if (one.kind == "ROLE" || one.kind == "DATABASE" || plan_.objects_after.has(plain)) return plain;
    if (one.kind == "FOREIGN DATA WRAPPER") return "other foreign-data wrapper " + one.object;
    return "other " + plain;
  }
  static bool is_part(const std::string& kind) {
    return kind == "CONSTRAINT" || kind == "TRIGGER" || kind == "RULE" || kind == "POLICY";
  }

  bool comes(const Comment& one) const {
    const auto id = subject(one);
    if (one.kind != "COLUMN") return plan_.comes(id);
    const auto relation = relation_of(one.object);
    return plan_.comes("table " + relation) || plan_.comes("type " + relation) ||
           plan_.made_columns.contains(one.object) || plan_.remade_columns.contains(one.object);
  }
  static std::string relation_of(const std::string& column) {
    return column.substr(0, column.size() - part_of(column).size() - 1);
  }
  bool is_there(const Comment& one) const {
    if (one.kind == "DATABASE") return true;
    if (one.kind == "ROLE") return by_name(plan_.to.roles).contains(one.object);
    if (one.kind == "COLUMN") {
      const auto columns = plan_.after.columns.find(relation_of(one.object));
      if (columns == plan_.after.columns.end()) return false;
      for (const auto* column : columns->second)
        if (!column->dropped && name_of(*column) == one.object) return true;
      return false;
    }
    const auto id = subject(one);
    if (plan_.objects_after.has(id)) return true;
    for (const auto& sequence : plan_.to.sequences)
      if (one.kind == "SEQUENCE" && sequence.name == one.object) return true;
    return false;
  }

  void say(const Comment& one, const std::string& text) {
    if ((one.kind == "ROLE" && !roles_) || (one.kind == "EVENT TRIGGER") != of_event_triggers_) return;
    if (one.kind == "DATABASE")
      steps_.push_back({on_this_database("COMMENT ON", "IS " + text), "comment on the database", ""});
    else
      steps_.push_back({fmt::format("COMMENT ON {} {} IS {}", one.kind, one.object, text),
                        fmt::format("comment on {} {}", lower(one.kind), one.object), ""});
  }

  const Plan& plan_;
  const bool roles_, of_event_triggers_;
  std::map<std::string, Id> ids_, constraints_;
  Steps steps_;
};

}  // namespace

Steps alter_comments(const Plan& plan, bool roles, bool of_event_triggers) {
  return Comments(plan, roles, of_event_triggers).steps();
}

}  // namespace ante::catalog
