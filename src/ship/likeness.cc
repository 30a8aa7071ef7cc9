#include "ship/likeness.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/way_match.h"
#include "catalog/way_objects.h"
#include "ship/drift.h"
#include "snapshot/ledger.h"
#include "twin/lab.h"

namespace ante::ship {
namespace {

using catalog::Catalog;

// What a name belongs to: "public.t", "public.t.c", "t_check ON public.t".
struct Those {
  std::set<std::string> schemas, relations;

  bool has(std::string_view name) const {
    return std::ranges::any_of(schemas, [&](auto& one) { return is_of(name, one); }) ||
           std::ranges::any_of(relations, [&](auto& one) { return is_of(name, one); });
  }
  static bool is_of(std::string_view name, const std::string& one) {
    return name == one || name.starts_with(one + ".") || name.ends_with(" ON " + one) ||
           contains(name, " ON " + one + ".");
  }
};

Those tools_own(const Catalog& catalog) {
  Those those;
  those.schemas.insert(journal_schema);
  for (auto& schema : catalog.schemas)
    if (twin::bare_name(schema.name).starts_with(kept_prefix)) those.schemas.insert(schema.name);
  for (auto& [tool, table] : snapshot::ledgers_in(catalog)) {
    those.relations.insert(table);
    // These two have a schema of their own.
    if (tool == "sqitch" || tool == "graphile-migrate") those.schemas.insert(table.substr(0, table.find('.')));
  }
  auto names = snapshot::names_of_ledgers();
  for (auto& table : catalog.tables)
    if (std::ranges::find(names, twin::without_schema(table.name)) != names.end()) those.relations.insert(table.name);
  for (auto& sequence : catalog.sequences)
    if (sequence.owned_by_table && those.has(*sequence.owned_by_table)) those.relations.insert(sequence.name);
  for (auto& index : catalog.indexes)
    if (those.has(index.table)) those.relations.insert(index.name);
  return those;
}

template <class Record>
bool belongs_to(const Record& record, const Those& those) {
  if constexpr (requires { record.relation; })
    if (those.has(record.relation)) return true;
  if constexpr (requires { record.table; })
    if (those.has(record.table)) return true;
  if constexpr (requires { record.object; })
    if (those.has(record.object) || contains(record.object, kept_prefix)) return true;
  if constexpr (std::is_same_v<Record, catalog::Column>) return twin::bare_name(record.name).starts_with(kept_prefix);
  if constexpr (requires { record.name; } && !requires { record.relation; }) return those.has(record.name);
  return false;
}

// One of those by its own name, or one that belongs to them.
template <class Record>
bool is_one_of(const Record& record, const Those& those) {
  if constexpr (requires { record.name; })
    if (those.has(catalog::name_of(record))) return true;
  if constexpr (requires { record.relation; })
    if (those.has(record.relation)) return true;
  if constexpr (requires { record.table; })
    if (those.has(record.table)) return true;
  if constexpr (requires { record.object; })
    if (those.has(record.object)) return true;
  return false;
}

// What a grant's kind calls the kinds of the model.
std::string kind_of(const catalog::Grant& grant) {
  static const std::map<std::string, std::string> kinds{
      {"TABLE", "table"},        {"SEQUENCE", "sequence"}, {"SCHEMA", "schema"}, {"FUNCTION", "function"},
      {"PROCEDURE", "function"}, {"ROUTINE", "function"},  {"TYPE", "type"},     {"DOMAIN", "type"}};
  auto found = kinds.find(grant.kind);
  return found == kinds.end() ? "" : found->second;
}

template <class Record>
std::string all_of(const Record& record) {
  std::string text;
  for_each_field<Record>([&]<class Value>(Field<Record, Value> field) {
    auto& value = record.*(field.member);
    if constexpr (std::is_same_v<Value, std::optional<std::string>>)
      text += value ? "=" + *value : "";
    else if constexpr (std::is_same_v<Value, std::string>)
      text += value;
    else
      text += value ? "1" : "0";
    text += '\x1f';
  });
  return text;
}

// Those of `kept`, with those that only `end` has, and without those that only the other end has.
template <class Record>
std::vector<Record> moved_on(std::vector<Record> kept, const std::vector<Record>& end,
                             const std::vector<Record>& other) {
  std::set<std::string> of_end, of_other, of_kept;
  for (auto& one : end) of_end.insert(all_of(one));
  for (auto& one : other) of_other.insert(all_of(one));
  std::erase_if(kept, [&](auto& one) { return of_other.contains(all_of(one)) && !of_end.contains(all_of(one)); });
  std::erase_if(kept, [&](auto& one) { return !of_kept.insert(all_of(one)).second; });
  for (auto& one : end)
    if (!of_other.contains(all_of(one)) && !of_kept.contains(all_of(one))) kept.push_back(one);
  return kept;
}

}  // namespace

void leave_out_tools(Catalog& catalog) {
  auto those = tools_own(catalog);
  catalog::for_each_kind(catalog, [&]<class Record>(const char*, std::vector<Record>& records) {
    std::erase_if(records, [&](const Record& record) { return belongs_to(record, those); });
  });
}

void leave_out(Catalog& catalog, const std::vector<std::string>& names) {
  Those those{.schemas = {}, .relations = {names.begin(), names.end()}};
  if (names.empty()) return;
  catalog::for_each_kind(catalog, [&]<class Record>(const char*, std::vector<Record>& records) {
    std::erase_if(records, [&](const Record& record) { return is_one_of(record, those); });
  });
}

void take_over(Catalog& catalog, const std::vector<std::string>& names, const Catalog& now) {
  if (names.empty()) return;
  leave_out(catalog, names);
  Those those{.schemas = {}, .relations = {names.begin(), names.end()}};
  std::map<std::string, const void*> of_now;
  catalog::for_each_kind(now, [&](const char* kind, const auto& records) { of_now[kind] = &records; });
  catalog::for_each_kind(catalog, [&]<class Record>(const char* kind, std::vector<Record>& records) {
    for (auto& record : *static_cast<const std::vector<Record>*>(of_now.at(kind))) {
      if (!is_one_of(record, those)) continue;
      records.push_back(record);
      // Beyond those of the other database, in the same order.
      if constexpr (requires { records.back().oid; }) records.back().oid += catalog::Oid{1} << 32;
    }
  });
}

std::vector<std::string> leave_out_strangers(Catalog& now, const std::vector<Catalog>& known) {
  std::set<std::string> extensions, others;
  for (auto& catalog : known) {
    for (auto& one : catalog.extensions) extensions.insert(one.name);
    for (auto& one : catalog.others) others.insert(catalog::name_of(one));
  }
  std::vector<std::string> strangers;
  auto leave_out = [&](const std::string& kind, const std::string& name) {
    strangers.push_back(kind + " " + name);
    std::erase_if(now.comments, [&](auto& one) { return one.object == name && lower(one.kind) == kind; });
    std::erase_if(now.grants, [&](auto& one) { return one.object == name && kind_of(one).empty(); });
    return true;
  };
  std::erase_if(now.extensions,
                [&](auto& one) { return !extensions.contains(one.name) && leave_out("extension", one.name); });
  std::erase_if(now.others,
                [&](auto& one) { return !others.contains(catalog::name_of(one)) && leave_out(one.kind, one.name); });
  return strangers;
}

std::vector<std::string> leave_out_leftovers(Catalog& now) {
  std::vector<std::string> leftovers;
  std::set<std::string> tables;
  for (auto& table : now.tables)
    if (table.kind != "partitioned") tables.insert(table.name);
  std::erase_if(now.indexes, [&](auto& index) {
    if (index.valid || index.constraint || !tables.contains(index.table)) return false;
    leftovers.push_back(index.name);
    return true;
  });
  for (auto& name : leftovers) std::erase_if(now.comments, [&](auto& one) { return one.object == name; });
  return leftovers;
}

Catalog with_privileges_of(Catalog to, const Catalog& now, const Catalog& other,
                           const std::vector<const Catalog*>& namesakes) {
  auto called = catalog::matches(now, to, {.namesakes = namesakes, .roles = false});
  std::map<std::string, std::map<std::string, std::string>> before;  // kind → name in `to` → name now
  for (auto& [kind, names] : called)
    for (auto& [was, is] : names) before[kind][is] = was;
  std::map<std::string, std::string> owners;
  catalog::for_each_kind(now, [&]<class Record>(const char* kind, const std::vector<Record>& records) {
    if constexpr (requires(Record record) { record.owner; })
      for (auto& record : records) owners[std::string(kind) + " " + catalog::name_of(record)] = record.owner;
  });
  catalog::for_each_kind(to, [&]<class Record>(const char* kind, std::vector<Record>& records) {
    if constexpr (requires(Record record) { record.owner; })
      for (auto& record : records)
        if (auto was = before[kind].find(catalog::name_of(record)); was != before[kind].end())
          record.owner = owners.at(std::string(kind) + " " + was->second);
  });
  auto kept = now.grants;
  std::erase_if(kept, [&](auto& grant) {
    auto kind = kind_of(grant);
    if (kind.empty()) return false;
    auto is = called[kind].find(grant.object);
    if (is == called[kind].end()) return true;  // it goes with what it is about
    if (grant.column) {
      auto column = called["column"].find(grant.object + "." + *grant.column);
      if (column == called["column"].end()) return true;
      grant.column = column->second.substr(is->second.size() + 1);
    }
    grant.object = is->second;
    return false;
  });
  // What is made again has the privileges that it is made with.
  for (auto& grant : to.grants)
    if (auto kind = kind_of(grant); !kind.empty() && !before[kind].contains(grant.object)) kept.push_back(grant);
  to.grants = moved_on(std::move(kept), to.grants, other.grants);
  to.default_privileges = moved_on(now.default_privileges, to.default_privileges, other.default_privileges);
  to.roles = now.roles, to.memberships = now.memberships, to.database = now.database;
  auto of_the_server = [](auto& one) { return one.kind == "ROLE" || one.kind == "DATABASE"; };
  std::erase_if(to.comments, of_the_server);
  std::ranges::copy_if(now.comments, std::back_inserter(to.comments), of_the_server);
  return to;
}

}  // namespace ante::ship
