#include "rehearse/trigger_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rehearse/definition.h"
#include "sql/tokens.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

using What = catalog::Difference::What;
using Names = std::set<std::string>;

// CREATE TRIGGER … EXECUTE FUNCTION public.touch(…): public.touch
std::string function_of(const catalog::Trigger& trigger) {
  constexpr std::string_view call = " EXECUTE FUNCTION ";
  auto at = trigger.definition.rfind(call);
  if (at == std::string::npos) return "";
  at += call.size();
  return trigger.definition.substr(at, trigger.definition.find('(', at) - at);
}

// The columns that a body asks NEW and OLD for. Nothing where it may depend on which table it runs for, or mends what
// is missing: a field is looked at when it is come to, and no sooner.
Names fields_in(const std::string& body) {
  auto tokens = sql::scan(body);
  if (!tokens) return {};
  std::erase_if(*tokens, [](auto& token) { return token.kind == sql::Token::Kind::comment; });
  static const Names of_the_table{"tg_table_name", "tg_relname", "tg_relid",  "tg_table_schema",
                                  "tg_argv",       "tg_name",    "exception", "execute"};
  auto word = [&](std::size_t i) {
    return i < tokens->size() ? std::string(sql::text_of((*tokens)[i], body)) : std::string();
  };
  Names fields;
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    auto name = lower(word(i));
    if (of_the_table.contains(name)) return {};
    bool of_its_row = (name == "new" || name == "old") && word(i + 1) == "." && (i == 0 || word(i - 1) != ".");
    auto field = of_its_row ? word(i + 2) : "";
    // NEW.* is all of it.
    if (!field.empty() && field != "*") fields.insert(field.starts_with('"') ? field : lower(field));
  }
  return fields;
}

// The statement that made it what it is; none where it is as it was.
std::optional<std::size_t> made_by(const std::vector<StatementOutcome>& statements, std::string_view kind,
                                   const std::string& object) {
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < statements.size(); ++i)
    for (auto& difference : statements[i].effects.catalog)
      if (difference.kind == kind && difference.object == object && difference.what != What::removed) last = i;
  return last;
}

}  // namespace

std::vector<BrokenBody> find_rows_without_columns(const catalog::Catalog& after,
                                                  const std::vector<StatementOutcome>& statements) {
  std::vector<BrokenBody> broken;
  std::map<std::string, Names> columns;
  for (auto& column : after.columns)
    if (!column.dropped) columns[column.relation].insert(column.name);
  for (auto& trigger : after.triggers) {
    bool of_rows = contains(trigger.definition, " FOR EACH ROW ");
    if (trigger.enabled == "disabled" || !of_rows || !columns.contains(trigger.relation)) continue;
    auto name = function_of(trigger);
    for (auto& function : after.functions) {
      if (function.language != "plpgsql" || twin::bare_function(function.name) != twin::without_schema(name)) continue;
      auto statement = std::max(made_by(statements, "trigger", trigger.relation + "." + trigger.name),
                                made_by(statements, "function", function.name));
      if (!statement) continue;
      for (auto& field : fields_in(body_in(function.definition)))
        if (!columns[trigger.relation].contains(field))
          broken.push_back({.function = function.name,
                            .kind = "column",
                            .object = trigger.relation + "." + field,
                            .statement = *statement,
                            .never_was = true,
                            .triggers = {fmt::format("{} of {}", trigger.name, trigger.relation)}});
    }
  }
  return broken;
}

}  // namespace ante::rehearse
