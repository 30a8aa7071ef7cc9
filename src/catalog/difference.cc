// Objects are matched by what names them, and compared field by field as their descriptions list them. A dropped column
// and the numbers around it are nobody's business; a column's place among its living neighbours is part of its table.
#include "catalog/difference.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"

namespace ante::catalog {
namespace {

template <class Record>
std::string named(const Record& record) {
  return record.name;
}
std::string named(const Membership& one) { return fmt::format("{} in {}", one.member, one.role); }
std::string named(const Column& one) { return one.relation + "." + one.name; }
std::string named(const Constraint& one) { return one.relation + "." + one.name; }
std::string named(const Trigger& one) { return one.relation + "." + one.name; }
std::string named(const Rule& one) { return one.relation + "." + one.name; }
std::string named(const Policy& one) { return one.relation + "." + one.name; }
std::string named(const OtherObject& one) { return one.kind + " " + one.name; }
std::string named(const Unsupported& one) { return one.kind + " " + one.name; }
std::string named(const Comment& one) { return lower(one.kind) + " " + one.object; }
std::string named(const Dependency&) { return ""; }
std::string named(const Grant& one) {
  if (one.privilege.empty()) return fmt::format("nothing on {} {}", lower(one.kind), one.object);
  return fmt::format("{} on {} {}{} to {} by {}", one.privilege, lower(one.kind), one.object,
                     one.column ? " (" + *one.column + ")" : "", one.grantee, one.grantor);
}
std::string named(const DefaultPrivilege& one) {
  return fmt::format("{} on {} of {}{} to {}", one.privilege, lower(one.kind), one.role,
                     one.schema ? " in " + *one.schema : "", one.grantee);
}

std::string shown(const std::string& value) { return value; }
std::string shown(const Text& value) { return value.value_or("(none)"); }
std::string shown(bool value) { return value ? "true" : "false"; }
std::string shown(int value) { return fmt::format("{}", value); }
std::string shown(std::int64_t value) { return fmt::format("{}", value); }
std::string shown(const Names& value) { return join(value, ", "); }

using What = Difference::What;

// What an object is, where it is more than its name.
template <class Record>
std::string definition(const Record&) {
  return {};
}
std::string definition(const Index& one) { return one.definition; }
std::string definition(const Constraint& one) { return one.definition; }
std::string definition(const Column& one) {
  return one.type + (one.generated.empty() ? "" : " generated " + one.generated) +
         (one.default_value ? " default " + *one.default_value : "");
}

template <class Record>
void compare(const std::string& kind, const std::map<std::string, const Record*>& before,
             const std::map<std::string, const Record*>& after, std::vector<Difference>& found) {
  for (const auto& [name, record] : before)
    if (!after.contains(name)) found.push_back({What::removed, kind, name, "", definition(*record), ""});
  for (const auto& entry : after) {
    const std::string& name = entry.first;
    const auto old = before.find(name);
    if (old == before.end()) {
      found.push_back({What::added, kind, name, "", "", definition(*entry.second)});
      continue;
    }
    const Record &then = *old->second, &now = *entry.second;
    for_each_field<Record>([&](auto field) {
      const auto &was = then.*(field.member), &is = now.*(field.member);
      if (field.scope == Scope::everywhere && was != is)
        found.push_back({What::changed, kind, name, field.name, shown(was), shown(is)});
    });
  }
}

template <class Record>
std::map<std::string, const Record*> by_identity(const std::vector<Record>& records) {
  std::map<std::string, const Record*> result;
  for (const auto& record : records) {
    if constexpr (std::is_same_v<Record, Column>)
      if (record.dropped) continue;
    result[named(record)] = &record;
  }
  return result;
}

// The names of a relation's living columns, in their order.
std::map<std::string, Names> column_orders(const Catalog& catalog) {
  std::map<std::string, std::map<int, std::string>> by_number;
  for (const auto& column : catalog.columns)
    if (!column.dropped) by_number[column.relation][column.number] = column.name;
  std::map<std::string, Names> orders;
  for (const auto& [relation, columns] : by_number)
    for (const auto& [number, name] : columns) orders[relation].push_back(name);
  return orders;
}

// Says it only where both have the same columns; otherwise the columns themselves differ, and that says enough.
void compare_orders(const Catalog& before, const Catalog& after, std::vector<Difference>& found) {
  const auto old_orders = column_orders(before);
  for (const auto& [relation, order] : column_orders(after)) {
    const auto old = old_orders.find(relation);
    if (old == old_orders.end() || old->second == order) continue;
    if (std::is_permutation(old->second.begin(), old->second.end(), order.begin(), order.end()))
      found.push_back(
          {What::changed, "table", relation, "order of columns", join(old->second, ", "), join(order, ", ")});
  }
}

}  // namespace

std::vector<Difference> differences(const Catalog& before, const Catalog& after) {
  std::vector<Difference> found;
  std::map<std::string, const void*> befores;
  for_each_kind(before, [&](const char* kind, const auto& records) { befores[kind] = &records; });
  for_each_kind(after, [&](const char* kind, const auto& records) {
    if (std::string_view(kind) == "dependency") return;
    using Records = std::remove_cvref_t<decltype(records)>;
    compare(kind, by_identity(*static_cast<const Records*>(befores[kind])), by_identity(records), found);
  });
  compare_orders(before, after, found);
  return found;
}

std::string sentence(const Difference& difference) {
  const auto about = fmt::format("{} {}", replace_all(difference.kind, "_", " "), difference.object);
  if (difference.what == What::added) return about + " added";
  if (difference.what == What::removed) return about + " removed";
  return fmt::format("{}: {} {} → {}", about, replace_all(difference.field, "_", " "), one_line(difference.before, 200),
                     one_line(difference.after, 200));
}

}  // namespace ante::catalog
