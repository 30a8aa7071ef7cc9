#include "rehearse/representative.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "base/text.h"
#include "pg/connection.h"
#include "snapshot/array_literal.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

constexpr int most_common = 1, histogram = 2;  // pg_statistic.h's kinds
constexpr std::size_t most_parameters = 20, longest_value = 200;
// Longer ones are no hot queries', and std::regex goes as deep as a text is long.
constexpr std::size_t longest_text = 8'000;

std::string literal(const snapshot::ArrayElements& elements, std::size_t at) {
  auto& element = elements[at];
  return element && element->size() <= longest_value ? pg::quote_literal(*element) : "";
}

std::size_t parameters_in(const std::string& text) {
  static const std::regex parameter(R"(\$(\d{1,4}))");
  std::size_t most = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), parameter), end; at != end; ++at)
    most = std::max<std::size_t>(most, std::stoul((*at)[1]));
  return most;
}

}  // namespace

Representatives::Representatives(const snapshot::Snapshot& snapshot) {
  for (auto& slot : snapshot.slots) {
    if ((slot.kind != most_common && slot.kind != histogram) || !slot.values) continue;
    auto elements = snapshot::array_elements(*slot.values);
    if (!elements || elements->empty()) continue;
    auto& known = known_[{twin::without_schema(slot.relation), slot.column}];
    auto last = elements->size() - 1;
    if (slot.kind == most_common) {
      known.common = literal(*elements, 0);
      known.rare = literal(*elements, last);
      if (known.middle.empty()) known.middle = literal(*elements, last / 2);
    } else {
      known.middle = literal(*elements, last / 2);
      known.low = literal(*elements, 0);
      known.high = literal(*elements, last);
    }
  }
  // (state = 'new'::text), and (archived) or (NOT archived) as they are written.
  static const std::regex equals(R"rx(\(\(?"?(\w+)"?\)?(?:::[\w ]+)? = ('(?:[^']|'')*'|\d+))rx");
  for (auto& index : snapshot.catalog.indexes) {
    auto where = index.partial ? index.definition.find(" WHERE ") : std::string::npos;
    if (where == std::string::npos || index.definition.size() > longest_text) continue;
    auto condition = index.definition.substr(where);
    for (std::sregex_iterator at(condition.begin(), condition.end(), equals), end; at != end; ++at)
      known_[{twin::without_schema(index.table), (*at)[1]}].of_index.emplace_back(index.name, (*at)[2]);
  }
}

// (a.state = $1), ((name)::text = $2), ($3 <= made_at): which column each parameter is compared with.
void Representatives::collect(const PlanNode& plan, std::string relation, std::vector<const Known*>& parameters,
                              bool& unknown) const {
  static const std::regex comparison(
      R"rx(\(?(?:"?\w+"?\.)?"?(\w+)"?\)?(?:::[\w ]+)? (?:=|<>|<|>|<=|>=|~~|~~\*) \(?\$(\d{1,4})\b)rx");
  static const std::regex parameter(R"(\$(\d{1,4}))");
  if (!plan.relation.empty()) relation = plan.relation;
  if (plan.conditions.size() > longest_text) unknown = true;
  if (unknown) return;
  for (std::sregex_iterator at(plan.conditions.begin(), plan.conditions.end(), comparison), end; at != end; ++at) {
    auto number = std::stoul((*at)[2]);
    auto column = known_.find({relation, (*at)[1]});
    if (number >= 1 && number <= parameters.size() && column != known_.end()) parameters[number - 1] = &column->second;
  }
  for (std::sregex_iterator at(plan.conditions.begin(), plan.conditions.end(), parameter), end; at != end; ++at) {
    auto number = std::stoul((*at)[1]);
    if (number < 1 || number > parameters.size() || !parameters[number - 1]) unknown = true;
  }
  for (auto& child : plan.children) collect(child, relation, parameters, unknown);
}

std::vector<Choice> Representatives::of(const std::string& text, const PlanNode& plan) const {
  if (text.size() > longest_text) return {};
  auto count = parameters_in(text);
  if (count == 0 || count > most_parameters) return {};
  std::vector<const Known*> parameters(count);
  bool unknown = false;
  collect(plan, "", parameters, unknown);
  if (unknown || std::ranges::all_of(parameters, [](auto* one) { return one == nullptr; })) return {};

  // What no plan compares is written, or limits how many rows there are.
  std::vector<std::string> beside(count, "NULL");
  static const std::regex limit(R"((limit|offset)\s+\$(\d{1,4}))", std::regex::icase);
  for (std::sregex_iterator at(text.begin(), text.end(), limit), end; at != end; ++at)
    if (auto number = std::stoul((*at)[2]); number >= 1 && number <= count)
      beside[number - 1] = lower((*at)[1].str()) == "limit" ? "10" : "0";

  std::vector<Choice> choices;
  auto choose = [&](std::string label, auto&& value) {
    Choice choice{std::move(label), beside};
    for (std::size_t i = 0; i < count; ++i) {
      if (!parameters[i]) continue;
      choice.values[i] = value(*parameters[i]);
      if (choice.values[i].empty()) return;
    }
    bool same = std::ranges::any_of(choices, [&](auto& other) { return other.values == choice.values; });
    if (!same) choices.push_back(std::move(choice));
  };
  auto any = [](std::initializer_list<const std::string*> values) {
    for (auto* value : values)
      if (!value->empty()) return *value;
    return std::string();
  };
  choose("the most common values", [&](auto& one) { return any({&one.common, &one.middle}); });
  choose("values from the middle", [&](auto& one) { return any({&one.middle, &one.common}); });
  choose("rare values", [&](auto& one) { return any({&one.rare, &one.middle}); });
  choose("the lowest values", [&](auto& one) { return any({&one.low, &one.common}); });
  choose("the highest values", [&](auto& one) { return any({&one.high, &one.common}); });
  for (auto* parameter : parameters)
    for (auto& kept : parameter ? parameter->of_index : decltype(Known::of_index){})
      choose(fmt::format("the values that {} is kept for", kept.first), [&](auto& one) {
        auto same = std::ranges::find(one.of_index, kept.first, &std::pair<std::string, std::string>::first);
        return same != one.of_index.end() ? same->second : any({&one.middle, &one.common});
      });
  return choices;
}

}  // namespace ante::rehearse
