#include "catalog/way_match.h"

#include <fmt/format.h>

#include <set>
#include <type_traits>

#include "base/text.h"
#include "catalog/way_objects.h"

namespace ante::catalog {
namespace {

std::string as_text(const std::string& value) { return value; }
std::string as_text(const Text& value) { return value ? "'" + *value : "-"; }
std::string as_text(const Names& value) { return join(value, "\n"); }
template <class Number>
  requires std::is_arithmetic_v<Number>
std::string as_text(Number value) {
  return fmt::format("{}", value);
}

class Matcher {
 public:
  Matcher(const Catalog& from, const Catalog& to, const WayOptions& options)
      : from_(from), to_(to), options_(options) {}

  Matches all() {
    match_roles();
    match("schema", from_.schemas, to_.schemas);
    match("extension", from_.extensions, to_.extensions);
    match("collation", from_.collations, to_.collations);
    match("type", from_.types, to_.types);
    match("table", from_.tables, to_.tables);
    match_columns();
    match("sequence", from_.sequences, to_.sequences);
    match("index", from_.indexes, to_.indexes);
    match("constraint", from_.constraints, to_.constraints);
    match("function", from_.functions, to_.functions);
    match("trigger", from_.triggers, to_.triggers);
    match("rule", from_.rules, to_.rules);
    match("policy", from_.policies, to_.policies);
    match("statistics", from_.statistics, to_.statistics);
    match("other", from_.others, to_.others);
    return std::move(found_);
  }

 private:
  // Roles have no OID here: they belong to the whole server.
  void match_roles() {
    if (!options_.roles) return;
    auto& found = found_["role"];
    const auto before = by_name(from_.roles), after = by_name(to_.roles);
    for (const auto& [name, role] : before)
      if (after.contains(name)) found[name] = name;
    by_structure("role", from_.roles, to_.roles, found);
  }

  template <class Record>
  void match(const std::string& kind, const std::vector<Record>& from, const std::vector<Record>& to) {
    auto& found = found_[kind];
    std::set<std::string> taken;
    const auto pair = [&](const std::string& was, const std::string& is) {
      found[was] = is;
      taken.insert(is);
      note_names(kind, was, is);
    };
    if (options_.same_database) {
      std::map<Oid, const Record*> by_oid;
      for (const auto& one : to) by_oid[one.oid] = &one;
      for (const auto& one : from)
        if (const auto same = by_oid.find(one.oid); same != by_oid.end() && comparable(one, *same->second))
          pair(name_of(one), name_of(*same->second));
    }
    std::set<std::string> made_anew;
    if constexpr (requires(Record record) { record.oid; }) {
      const auto known = by_namesakes<Record>(kind, to);
      for (const auto& one : from)
        if (const auto same = known.find(name_of(one)); same != known.end()) {
          if (!same->second)
            made_anew.insert(name_of(one));
          else if (!taken.contains(name_of(*same->second)) && comparable(one, *same->second))
            pair(name_of(one), name_of(*same->second));
        }
    }
    const auto after = by_name(to);
    for (const auto& one : from) {
      const auto name = name_of(one), now = with_new_names(name, names_);
      if (found.contains(name)) continue;
      for (const auto& candidate : {now, name})
        if (const auto same = after.find(candidate);
            same != after.end() && !taken.contains(candidate) && comparable(one, *same->second)) {
          pair(name, candidate);
          break;
        }
    }
    if (!options_.same_database) by_structure(kind, from, to, found, made_anew);
  }

  // What objects of these names are in `to`: nothing of those that it does not have. Names that meant now this and now
  // that tell nothing.
  template <class Record>
  std::map<std::string, const Record*> by_namesakes(const std::string& kind, const std::vector<Record>& to) const {
    std::map<std::string, const Record*> known;
    std::map<Oid, const Record*> by_oid;
    for (const auto& one : to) by_oid[one.oid] = &one;
    std::map<std::string, std::set<Oid>> meant;
    for (const auto* catalog : options_.namesakes)
      for_each_kind(*catalog, [&]<class Other>(const char* its, const std::vector<Other>& records) {
        if constexpr (std::is_same_v<Other, Record>)
          if (kind == its)
            for (const auto& one : records) meant[name_of(one)].insert(one.oid);
      });
    for (const auto& [name, oids] : meant) {
      if (oids.size() > 1) continue;
      const auto same = by_oid.find(*oids.begin());
      known[name] = same == by_oid.end() ? nullptr : same->second;
    }
    return known;
  }

  template <class Record>
  static bool comparable(const Record&, const Record&) {
    return true;
  }
  static bool comparable(const OtherObject& a, const OtherObject& b) { return a.kind == b.kind; }

  template <class Record>
  void by_structure(const std::string& kind, const std::vector<Record>& from, const std::vector<Record>& to,
                    std::map<std::string, std::string>& found, const std::set<std::string>& made_anew = {}) {
    std::set<std::string> taken;
    for (const auto& [was, is] : found) taken.insert(is);
    std::map<std::string, std::pair<Names, Names>> alike;
    for (const auto& one : from)
      if (!found.contains(name_of(one)) && !made_anew.contains(name_of(one)))
        alike[structure(one, from_, true)].first.push_back(name_of(one));
    for (const auto& one : to)
      if (!taken.contains(name_of(one))) alike[structure(one, to_, false)].second.push_back(name_of(one));
    for (const auto& [what, names] : alike)
      if (!what.empty() && names.first.size() == 1 && names.second.size() == 1) {
        found[names.first.front()] = names.second.front();
        note_names(kind, names.first.front(), names.second.front());
      }
  }

  // All that a record says, but for its own name; "" where that is too little to know it by.
  template <class Record>
  std::string structure(const Record& record, const Catalog& of, bool old) const {
    if (!tells_enough(record, of)) return {};
    std::string text;
    for_each_field<Record>([&](auto field) {
      if (field.scope == Scope::local || std::string_view(field.name) == "name") return;
      auto value = as_text(record.*(field.member));
      if (std::string_view(field.name) == "definition") value = without_own_name(value, record.name);
      text += fmt::format("{}={}\n", field.name, old ? with_new_names(value, names_) : value);
    });
    return text + columns(record, of);
  }
  // It comes first, behind words that are all large.
  static std::string without_own_name(std::string definition, const std::string& name) {
    const auto own = bare_name(name.substr(0, name.find('(')));
    if (const auto at = definition.find(own); at != std::string::npos) definition.replace(at, own.size(), "#");
    return definition;
  }
  template <class Record>
  static std::string columns(const Record&, const Catalog&) {
    return {};
  }
  static std::string columns(const Table& table, const Catalog& of) {
    std::string text;
    for (const auto& column : of.columns)
      if (column.relation == table.name && !column.dropped)
        text += fmt::format("{} {} {}\n", column.name, column.type, column.not_null);
    return text;
  }
  template <class Record>
  static bool tells_enough(const Record&, const Catalog&) {
    return true;
  }
  static bool tells_enough(const Schema&, const Catalog&) { return false; }
  static bool tells_enough(const Sequence& one, const Catalog&) { return one.owned_by_table.has_value(); }
  static bool tells_enough(const Table& table, const Catalog& of) {
    return table.definition || !columns(table, of).empty();
  }

  // By its number; or by a namesake's number; or the only one that went and the only one that came, if they have the
  // same number and are the same. A column that came behind another one that went is beyond it.
  void match_columns() {
    auto& found = found_["column"];
    std::map<std::string, std::vector<const Column*>> before, after;
    for (const auto& one : from_.columns)
      if (!one.dropped) before[one.relation].push_back(&one);
    for (const auto& one : to_.columns)
      if (!one.dropped) after[one.relation].push_back(&one);
    std::map<std::string, std::string> relations = found_["table"];
    for (const auto& [was, is] : found_["type"]) relations.insert({was, is});
    const auto numbers = numbers_of_namesakes();
    for (const auto& [was, is] : relations) {
      const bool same = options_.same_database && same_relation(was, is);
      match_columns_of(before[was], after[is], same, numbers, found);
    }
    for (const auto& [was, is] : found) note_column(was, is);
  }

  // By the relation's and the column's name, the column's number in `to`; 0 for one that no number tells of.
  using Numbers = std::map<std::string, int>;
  Numbers numbers_of_namesakes() {
    Numbers numbers;
    for (const auto* catalog : options_.namesakes) {
      // A relation of that name is the one that it is in `to`, or it tells nothing of columns.
      std::map<std::string, Oid> oids;
      for (const auto& one : catalog->tables) oids[one.name] = one.oid;
      for (const auto& one : catalog->types) oids[one.name] = one.oid;
      for (const auto& one : catalog->columns) {
        const auto& found = found_["table"].contains(one.relation) ? found_["table"] : found_["type"];
        const auto is = found.find(one.relation);
        if (one.dropped || is == found.end() || oid_in_to(is->second) != oids[one.relation]) continue;
        const auto [known, is_new] = numbers.insert({name_of(one), one.number});
        if (!is_new && known->second != one.number) known->second = 0;
      }
    }
    std::erase_if(numbers, [](const auto& known) { return known.second == 0; });
    return numbers;
  }

  void match_columns_of(const std::vector<const Column*>& before, const std::vector<const Column*>& after,
                        bool by_number, const Numbers& known, std::map<std::string, std::string>& found) const {
    std::map<std::string, const Column*> names;
    std::map<int, const Column*> numbers;
    for (const auto* one : after) names[one->name] = one, numbers[one->number] = one;
    std::vector<std::size_t> gone;
    std::set<std::string> taken;
    bool made_anew = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto* one = before[i];
      const Column* same = nullptr;
      if (const auto number = known.find(name_of(*one)); !by_number && number != known.end()) {
        if (const auto at = numbers.find(number->second); at != numbers.end()) same = at->second;
        made_anew |= !same;
      } else if (by_number) {
        if (const auto at = numbers.find(one->number); at != numbers.end()) same = at->second;
      } else if (const auto at = names.find(one->name); at != names.end()) {
        same = at->second;
      }
      if (!same)
        gone.push_back(i);
      else
        found[name_of(*one)] = name_of(*same), taken.insert(same->name);
    }
    if (gone.empty()) return;
    if (by_number || made_anew) {  // one that went and came again under its name
      for (const auto i : gone)
        if (const auto at = names.find(before[i]->name); at != names.end() && !taken.contains(before[i]->name))
          found[name_of(*before[i])] = name_of(*at->second);
      return;
    }
    if (gone.size() != 1 || before.size() != after.size() || taken.contains(after[gone.front()]->name)) return;
    const Column &was = *before[gone.front()], &is = *after[gone.front()];
    if (was.number != is.number || dropped_before(was, from_) != dropped_before(is, to_)) return;
    if (structure(was, from_, true) == structure(is, to_, false)) found[name_of(was)] = name_of(is);
  }

  // The numbers of those that went before one of them came.
  static std::set<int> dropped_before(const Column& column, const Catalog& of) {
    std::set<int> numbers;
    for (const auto& one : of.columns)
      if (one.dropped && one.relation == column.relation && one.number < column.number) numbers.insert(one.number);
    return numbers;
  }

  // Tables that are one by their OID have one numbering of columns.
  bool same_relation(const std::string& was, const std::string& is) {
    if (oids_before_.empty()) {
      for (const auto& one : from_.tables) oids_before_[one.name] = one.oid;
      for (const auto& one : from_.types) oids_before_[one.name] = one.oid;
    }
    return oids_before_[was] == oid_in_to(is);
  }
  Oid oid_in_to(const std::string& relation) {
    if (oids_after_.empty()) {
      for (const auto& one : to_.tables) oids_after_[one.name] = one.oid;
      for (const auto& one : to_.types) oids_after_[one.name] = one.oid;
    }
    return oids_after_[relation];
  }

  void note_names(const std::string& kind, const std::string& was, const std::string& is) {
    if (was == is || kind == "other") return;
    const auto without_arguments = [](const std::string& name) { return name.substr(0, name.find('(')); };
    if (kind == "function") {
      names_.qualified[without_arguments(was)] = without_arguments(is);
    } else {
      names_.qualified[was] = is;
    }
  }
  void note_column(const std::string& was, const std::string& is) {
    if (was != is) names_.qualified[was] = is;
  }

  const Catalog &from_, &to_;
  const WayOptions& options_;
  Matches found_;
  NewNames names_;
  std::map<std::string, Oid> oids_before_, oids_after_;
};

}  // namespace

Matches matches(const Catalog& from, const Catalog& to, const WayOptions& options) {
  return Matcher(from, to, options).all();
}

}  // namespace ante::catalog
