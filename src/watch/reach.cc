#include "watch/reach.h"

#include "base/text.h"
#include "sql/statement.h"

namespace ante::watch {
namespace {

// Of a qualified name, quoted where that is needed; a dot within quotes is no border.
std::string bare(const std::string& name) {
  bool quoted = false;
  std::size_t border = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '"') quoted = !quoted;
    if (name[i] == '.' && !quoted) border = i + 1;
  }
  return name.substr(border);
}

}  // namespace

Reach::Reach(const catalog::Catalog& catalog) {
  for (auto& table : catalog.tables) {
    by_bare_name_[bare(table.name)].push_back(table.name);
    if (table.kind == "partitioned") partitioned_.insert(table.name);
    auto& beneath = beneath_[table.name];
    beneath = table.parents;
    if (!table.definition) continue;
    if (auto facts = sql::facts(*table.definition))
      beneath.insert(beneath.end(), facts->relations.begin(), facts->relations.end());
  }
  for (auto& index : catalog.indexes) table_of_index_[index.name] = index.table;
}

void Reach::add(const std::string& name, std::set<std::string>& reached) const {
  if (auto known = beneath_.find(name); known != beneath_.end()) {
    if (!reached.insert(name).second) return;
    for (auto& below : known->second) add(below, reached);
    return;
  }
  auto meant = by_bare_name_.find(name);
  if (meant == by_bare_name_.end()) return;
  for (auto& qualified : meant->second) add(qualified, reached);
}

std::set<std::string> Reach::of_statement(const std::string& text) const {
  std::set<std::string> reached;
  auto facts = sql::facts(text);
  if (!facts) return reached;
  for (auto& name : facts->relations) add(name, reached);
  return reached;
}

std::string Reach::relation_of(const catalog::Difference& difference) const {
  auto& object = difference.object;
  // "SELECT on table public.bill to app by owner"
  constexpr std::string_view on_table = " on table ";
  if (auto on = object.find(on_table); difference.kind == "grant" && on != std::string::npos) {
    auto from = on + on_table.size();
    for (auto end = object.find(' ', from); end != std::string::npos; end = object.find(' ', end + 1))
      if (auto table = object.substr(from, end - from); beneath_.contains(table)) return table;
    return "";
  }
  if (beneath_.contains(object)) return object;
  if (auto index = table_of_index_.find(object); index != table_of_index_.end()) return index->second;
  for (auto border = object.rfind('.'); border != std::string::npos && border > 0;
       border = object.rfind('.', border - 1))
    if (auto owner = object.substr(0, border); beneath_.contains(owner)) return owner;
  return "";
}

}  // namespace ante::watch
