// What changes hands, before anything is made that its new owner makes.
#include <fmt/format.h>

#include <algorithm>

#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

class Owners {
 public:
  explicit Owners(const Plan& plan) : plan_(plan) {}

  Steps steps() {
    change("schema ", plan_.now.schemas, plan_.to.schemas, [](const Schema& one) { return "SCHEMA " + one.name; });
    change("collation ", plan_.now.collations, plan_.to.collations,
           [](const Collation& one) { return "COLLATION " + one.name; });
    change("type ", plan_.now.types, plan_.to.types,
           [](const Type& one) { return (one.kind == "domain" ? "DOMAIN " : "TYPE ") + one.name; });
    change("function ", plan_.now.functions, plan_.to.functions, [](const Function& one) {
      if (one.kind == "procedure") return "PROCEDURE " + one.name;
      return (one.kind == "aggregate" ? "AGGREGATE " : "FUNCTION ") + one.name;
    });
    change("table ", plan_.now.tables, plan_.to.tables,
           [](const Table& one) { return word_for(one) + " " + one.name; });
    // One that a column owns belongs to whom its table belongs to.
    change("sequence ", plan_.now.sequences, plan_.to.sequences,
           [](const Sequence& one) { return one.owned_by_table ? std::string() : "SEQUENCE " + one.name; });
    change("statistics ", plan_.now.statistics, plan_.to.statistics,
           [](const ExtendedStatistics& one) { return "STATISTICS " + one.name; });
    change("other ", plan_.now.others, plan_.to.others, [](const OtherObject& one) {
      std::string kind = one.kind;
      std::ranges::transform(kind, kind.begin(),
                             [](char c) { return c == '-' ? ' ' : static_cast<char>(std::toupper(c)); });
      return kind + " " + one.name;
    });
    return std::move(steps_);
  }

 private:
  template <class Record, class Spell>
  void change(const std::string& prefix, const std::vector<Record>& was, const std::vector<Record>& is, Spell spell) {
    const auto before = by_name(was);
    for (const auto& one : is) {
      const auto old = before.find(name_of(one));
      if (old == before.end() || old->second->owner == one.owner || one.owner.empty()) continue;
      if (!plan_.stays(prefix + name_of(one))) continue;
      if (const std::string spelled = spell(*old->second); !spelled.empty())
        steps_.push_back({fmt::format("ALTER {} OWNER TO {}", spelled, one.owner), prefix + name_of(one), ""});
    }
  }

  const Plan& plan_;
  Steps steps_;
};

}  // namespace

Steps alter_owners(const Plan& plan) { return Owners(plan).steps(); }

}  // namespace ante::catalog
