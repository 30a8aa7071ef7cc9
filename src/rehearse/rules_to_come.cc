#include "rehearse/rules_to_come.h"

#include <fmt/format.h>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/narrowing.h"
#include "rehearse/questions.h"

namespace ante::rehearse {
namespace {

using catalog::Difference;
using What = Difference::What;

class Rules {
 public:
  void add_of(const Difference& difference) {
    auto [relation, name] = parted(difference.object);
    bool comes = difference.what == What::added;
    if (comes && difference.kind == "constraint") return add_constraint(relation, difference.after);
    if (comes && difference.kind == "index" && difference.after.starts_with("CREATE UNIQUE INDEX "))
      return add_index(relation, difference.after);
    if (difference.kind != "column") return;
    if (difference.field == "not_null" && difference.after == "true")
      return add(relation, fmt::format("CHECK ({} IS NOT NULL)", name));
    auto narrowing =
        difference.field == "type" ? narrowing_of(name, difference.before, difference.after) : std::nullopt;
    if (narrowing) add(relation, fmt::format("CHECK (NOT ({}))", narrowing->condition));
  }

  std::vector<twin::RowRule> rules() { return std::move(rules_); }

 private:
  std::string new_name() const { return fmt::format("ante_rule_{}", rules_.size()); }

  void add(const std::string& relation, const std::string& definition) {
    auto name = new_name();
    rules_.push_back({fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", relation, name, definition),
                      fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", relation, name)});
  }

  void add_constraint(const std::string& relation, const std::string& definition) {
    // A primary key would leave its columns NOT NULL; that is a difference of its own.
    constexpr std::string_view primary = "PRIMARY KEY";
    if (definition.starts_with(primary)) return add(relation, "UNIQUE" + definition.substr(primary.size()));
    // The twin's superuser runs nothing that a change brings along.
    bool harmless = !definition.starts_with("CHECK") || asks_harmlessly(definition.substr(5));
    if (harmless && !definition.starts_with("NOT NULL")) add(relation, definition);
  }

  // CREATE UNIQUE INDEX i ON public.t USING btree (…); "public.i" is what it is called.
  void add_index(const std::string& schema, const std::string& definition) {
    auto on = definition.find(" ON "), keys = definition.find('(');
    if (on == definition.npos || keys == definition.npos || !asks_harmlessly(definition.substr(keys))) return;
    auto name = new_name();
    rules_.push_back({fmt::format("CREATE UNIQUE INDEX {}{}", name, definition.substr(on)),
                      fmt::format("DROP INDEX {}.{}", schema, name)});
  }

  std::vector<twin::RowRule> rules_;
};

}  // namespace

std::vector<twin::RowRule> rules_to_come(const std::vector<StatementOutcome>& statements) {
  Rules rules;
  for (auto& statement : statements)
    for (auto& difference : statement.effects.catalog) rules.add_of(difference);
  return rules.rules();
}

}  // namespace ante::rehearse
