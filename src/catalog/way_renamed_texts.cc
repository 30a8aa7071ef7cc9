#include "catalog/way_renamed_texts.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/ddl_order.h"
#include "catalog/way_objects.h"

namespace ante::catalog {

NewNames new_names(const Matches& called) {
  NewNames names;
  for (const auto& [kind, list] : called)
    for (const auto& [was, is] : list) {
      if (kind == "other") continue;
      // A column's name says something in texts of its own relation only; see ColumnNames.
      if (kind == "column") continue;
      const bool part = kind == "constraint" || kind == "trigger" || kind == "rule" || kind == "policy";
      if (part) {
        if (const auto old = part_of(was); old != is) names.bare.insert({old, is});
        continue;
      }
      const auto old_name = kind == "function" ? was.substr(0, was.find('(', split_name(was).schema.size())) : was;
      const auto new_name = kind == "function" ? is.substr(0, is.find('(', split_name(is).schema.size())) : is;
      if (old_name == new_name) continue;
      if (!split_name(was).schema.empty()) names.qualified[old_name] = new_name;
      if (bare_name(old_name) != bare_name(new_name)) names.bare.insert({bare_name(old_name), bare_name(new_name)});
    }
  return names;
}

namespace {

// The class in which PostgreSQL keeps it, by which dependencies name it.
template <class Record>
constexpr Oid class_of = 0;
template <>
constexpr Oid class_of<Sequence> = catalog_class::relation;
template <>
constexpr Oid class_of<Table> = catalog_class::relation;
template <>
constexpr Oid class_of<Index> = catalog_class::relation;
template <>
constexpr Oid class_of<Constraint> = catalog_class::constraint;
template <>
constexpr Oid class_of<Function> = catalog_class::procedure;
template <>
constexpr Oid class_of<Trigger> = catalog_class::trigger;
template <>
constexpr Oid class_of<Rule> = catalog_class::rule;
template <>
constexpr Oid class_of<Policy> = catalog_class::policy;
template <>
constexpr Oid class_of<ExtendedStatistics> = catalog_class::statistics;

// New names of columns, in texts that are about the relations that they belong to.
class ColumnNames {
 public:
  ColumnNames(const Catalog& from, const Matches& called) {
    const auto columns = called.find("column");
    if (columns == called.end()) return;
    for (const auto& [was, is] : columns->second)
      if (const auto old = part_of(was); old != is)
        renamed_[was.substr(0, was.size() - old.size() - 1)].insert({old, is});
    if (renamed_.empty()) return;
    std::map<Oid, std::string> relations;
    for (const auto& one : from.tables) relations[one.oid] = one.name;
    for (const auto& one : from.dependencies)
      if (const auto relation = relations.find(one.needs_oid);
          one.needs_class == catalog_class::relation && relation != relations.end())
        uses_[{one.class_oid, one.oid}].insert(relation->second);
  }

  NewNames beside(const NewNames& others, Key key) const {
    NewNames names = others;
    if (const auto used = uses_.find(key); used != uses_.end())
      for (const auto& relation : used->second)
        if (const auto columns = renamed_.find(relation); columns != renamed_.end())
          names.bare.insert(columns->second.begin(), columns->second.end());
    return names;
  }
  bool empty() const { return renamed_.empty(); }

 private:
  std::map<std::string, std::set<std::pair<std::string, std::string>>> renamed_;
  std::map<Key, std::set<std::string>> uses_;
};

template <class Record>
Key key_of(const Record& record) {
  if constexpr (std::is_same_v<Record, Column>) return {catalog_class::attribute_default, record.default_oid};
  if constexpr (std::is_same_v<Record, OtherObject>) return {record.class_oid, record.oid};
  if constexpr (requires { record.oid; }) return {class_of<Record>, record.oid};
  return {};
}

class Rewriter {
 public:
  Rewriter(Catalog from, const Catalog& to, const Matches& matches, Matches called)
      : now_(std::move(from)),
        to_(to),
        matches_(matches),
        called_(std::move(called)),
        names_(new_names(called_)),
        columns_(now_, called_) {}

  Catalog rewritten() {
    if (!anything_renamed()) return std::move(now_);
    rewrite("schema", now_.schemas, to_.schemas);
    rewrite("extension", now_.extensions, to_.extensions);
    rewrite("collation", now_.collations, to_.collations);
    rewrite("type", now_.types, to_.types);
    rewrite("sequence", now_.sequences, to_.sequences);
    rewrite("table", now_.tables, to_.tables);
    rewrite("column", now_.columns, to_.columns);
    rewrite("index", now_.indexes, to_.indexes);
    rewrite("constraint", now_.constraints, to_.constraints);
    rewrite("function", now_.functions, to_.functions);
    rewrite("trigger", now_.triggers, to_.triggers);
    rewrite("rule", now_.rules, to_.rules);
    rewrite("policy", now_.policies, to_.policies);
    rewrite("statistics", now_.statistics, to_.statistics);
    rewrite("other", now_.others, to_.others);
    rewrite_what_has_no_name();
    return std::move(now_);
  }

 private:
  bool anything_renamed() const {
    if (!names_.empty() || !columns_.empty()) return true;
    const auto others = called_.find("other");
    if (others == called_.end()) return false;
    return std::ranges::any_of(others->second, [](const auto& one) { return !one.first.ends_with(" " + one.second); });
  }
  std::string called(const std::string& kind, const std::string& name) const {
    const auto of_kind = called_.find(kind);
    if (of_kind == called_.end()) return name;
    const auto found = of_kind->second.find(name);
    return found == of_kind->second.end() ? name : found->second;
  }
  // A column, constraint, trigger … of a relation.
  std::string part(const std::string& kind, const std::string& relation, const std::string& name) const {
    const auto whole = relation + "." + name, now = called(kind, whole);
    return now == whole ? name : now;
  }
  std::string other_object(const std::string& kind, const std::string& name) const {
    const auto whole = kind + " " + name, now = called("other", whole);
    return now == whole ? name : now;
  }
  std::string role(const std::string& name) const { return called("role", name); }
  std::string relation(const std::string& name) const {
    for (const char* kind : {"table", "sequence", "index", "type"})
      if (const auto now = called(kind, name); now != name) return now;
    return name;
  }

  // Each field says of itself whether it is the same but for names; if so, it is now what it is in the end.
  template <class Record>
  void rewrite(const std::string& kind, std::vector<Record>& records, const std::vector<Record>& others) {
    const auto after = by_name(others);
    const auto found = matches_.find(kind);
    for (auto& record : records) {
      const auto original = name_of(record);
      const Record* same = nullptr;
      if (found != matches_.end())
        if (const auto at = found->second.find(original); at != found->second.end())
          if (const auto there = after.find(at->second); there != after.end()) same = there->second;
      const NewNames own = columns_.empty() ? names_ : columns_.beside(names_, key_of(record));
      const auto now = called(kind, original);
      if constexpr (std::is_same_v<Record, OtherObject>) {
        if (now != original) record.name = now;
      } else if (now != original) {
        record.name = now;
      }
      if constexpr (std::is_same_v<Record, Index>)
        if (record.constraint) record.constraint = bare_name(record.name);  // they have one name
      for_each_field<Record>([&](auto field) {
        if (field.scope == Scope::local || std::string_view(field.name) == "name") return;
        auto& value = record.*(field.member);
        if (std::string_view(field.name) == "owner")
          return take(value, own, same ? &(same->*(field.member)) : nullptr, true);
        take(value, own, same ? &(same->*(field.member)) : nullptr, false);
      });
    }
  }

  template <class Value>
  void take(Value&, const NewNames&, const Value*, bool) const {}
  void take(std::string& value, const NewNames& names, const std::string* goal, bool is_role) const {
    if (is_role)
      value = role(value);
    else if (goal && same_but_for_names(value, *goal, names))
      value = *goal;
    else if (!value.empty())
      value = with_new_names(value, names);
  }
  void take(Text& value, const NewNames& names, const Text* goal, bool is_role) const {
    if (!value) return;
    const std::string* there = goal && *goal ? &**goal : nullptr;
    take(*value, names, there, is_role);
  }
  void take(Names& value, const NewNames& names, const Names* goal, bool) const {
    if (goal && *goal == value) return;
    for (std::size_t i = 0; i < value.size(); ++i)
      take(value[i], names, goal && goal->size() == value.size() ? &(*goal)[i] : nullptr, false);
    if (goal && value != *goal && std::ranges::is_permutation(value, *goal)) value = *goal;
  }

  void rewrite_what_has_no_name() {
    for (auto& one : now_.roles) one.name = role(one.name);
    for (auto& one : now_.memberships) one.role = role(one.role), one.member = role(one.member);
    for (auto& one : now_.policies)
      for (auto& name : one.roles) name = role(name);
    for (auto& one : now_.default_privileges) {
      one.role = role(one.role), one.grantee = role(one.grantee);
      if (one.schema) one.schema = called("schema", *one.schema);
    }
    for (auto& one : now_.grants) {
      one.grantee = role(one.grantee), one.grantor = role(one.grantor);
      if (one.column) one.column = part("column", one.object, *one.column);
      one.object = granted(one.kind, one.object);
    }
    for (auto& one : now_.comments) one.object = commented(one.kind, one.object);
  }

  std::string granted(const std::string& kind, const std::string& object) const {
    if (kind == "TABLE" || kind == "SEQUENCE") return relation(object);
    if (kind == "SCHEMA") return called("schema", object);
    if (kind == "TYPE") return called("type", object);
    if (kind == "FUNCTION" || kind == "PROCEDURE") return called("function", object);
    const auto other = kind == "FOREIGN SERVER" ? "server" : kind == "LANGUAGE" ? "language" : "foreign-data wrapper";
    return other_object(other, object);
  }

  std::string commented(const std::string& kind, const std::string& object) const {
    if (kind == "COLUMN") {
      const auto name = part_of(object), of = object.substr(0, object.size() - name.size() - 1);
      return relation(of) + "." + part("column", of, name);
    }
    for (const auto* mark : {" ON DOMAIN ", " ON "})
      if (const auto at = object.rfind(mark); at != std::string::npos) {
        const auto of = object.substr(at + std::string_view(mark).size());
        const auto what = lower(kind);
        if (what != "constraint" && what != "trigger" && what != "rule" && what != "policy") break;
        return part(what, of, object.substr(0, at)) + mark + relation(of);
      }
    if (kind == "ROLE") return role(object);
    if (kind == "SCHEMA") return called("schema", object);
    if (kind == "FUNCTION" || kind == "PROCEDURE") return called("function", object);
    if (kind == "STATISTICS") return called("statistics", object);
    if (kind == "COLLATION") return called("collation", object);
    auto other = lower(kind);
    if (other == "foreign data wrapper") other = "foreign-data wrapper";
    const auto now = other_object(other, object);
    return now == object ? relation(object) : now;
  }

  Catalog now_;
  const Catalog& to_;
  const Matches& matches_;
  const Matches called_;
  const NewNames names_;
  const ColumnNames columns_;
};

}  // namespace

Catalog renamed_texts(const Catalog& from, const Catalog& to, const Matches& matches, Matches called) {
  return Rewriter(from, to, matches, std::move(called)).rewritten();
}

}  // namespace ante::catalog
