#include "rehearse/typed.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <string_view>
#include <vector>

#include "sql/tokens.h"
#include "twin/plan.h"

namespace ante::rehearse {
namespace {

// The likeliest first: what is ambiguous is mostly arithmetic.
constexpr std::array likely{"integer", "text", "numeric", "timestamptz", "boolean"};
constexpr std::size_t most_typed_parameters = 40;

std::size_t number_of(std::string_view parameter) { return std::strtoul(parameter.data() + 1, nullptr, 10); }

// The parameters that an error is about: "could not determine data type of parameter $2" names it, and "operator is not
// unique: unknown % unknown" is about one on each side of a %.
std::set<std::size_t> meant(const std::string& text, const std::string& said) {
  std::set<std::size_t> numbers;
  if (auto dollar = said.rfind('$'); dollar != said.npos)
    numbers.insert(number_of(std::string_view(said).substr(dollar)));
  constexpr std::string_view unknown = "unknown ";
  auto left = said.find(unknown), right = said.rfind(" unknown");
  auto tokens = sql::scan(text);
  if (left == said.npos || right <= left || !tokens) return numbers;
  auto sign = said.substr(left + unknown.size(), right - left - unknown.size());
  using Kind = sql::Token::Kind;
  for (std::size_t i = 0; i + 2 < tokens->size(); ++i) {
    auto &one = (*tokens)[i], &between = (*tokens)[i + 1], &other = (*tokens)[i + 2];
    if (one.kind == Kind::parameter && other.kind == Kind::parameter && sql::text_of(between, text) == sign)
      numbers.insert(number_of(sql::text_of(one, text)));
  }
  return numbers;
}

Result<PlanNode> planned(pg::Connection& session, const std::string& explained, bool types_assumed) {
  auto plan = TRY(read_plan(explained));
  plan.types_assumed = types_assumed;
  plan.answer = TRY(twin::answer(session));
  return plan;
}

}  // namespace

bool hangs_on_a_type(const Error& error) {
  constexpr std::array codes{"42P18", "42725", "42P08"};
  return std::ranges::find(codes, error.sqlstate) != codes.end();
}

// Those that the server asks about get a type, as long as that leads further.
Result<PlanNode> plan_with_types(pg::Connection& session, const std::string& text, bool verbose) {
  auto explained = twin::explain(session, text, {.json = true, .verbose = verbose});
  if (explained) return planned(session, *explained, false);
  auto first_error = explained.error(), error = first_error;
  std::vector<std::string> types;
  while (hangs_on_a_type(error)) {
    auto asked = meant(text, error.what);
    std::erase_if(asked, [&](auto n) {
      return n == 0 || n > most_typed_parameters || (n <= types.size() && types[n - 1] != "unknown");
    });
    if (asked.empty()) break;
    types.resize(std::max(types.size(), *asked.rbegin()), "unknown");
    for (auto* type : likely) {
      for (auto n : asked) types[n - 1] = type;
      auto again = twin::explain(session, text, {.json = true, .verbose = verbose, .types = types});
      if (again) return planned(session, *again, true);
      error = again.error();
      if (error.sqlstate.empty()) return std::unexpected(error);
      if (hangs_on_a_type(error)) break;  // about something else now
    }
  }
  return std::unexpected(first_error);
}

}  // namespace ante::rehearse
