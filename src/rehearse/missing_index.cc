#include "rehearse/missing_index.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::rehearse {
namespace {

using sql::Token;
using Kind = Token::Kind;

// Part of a condition. The server writes every operator in brackets of its own: ((a = $1) AND (b > 5)).
struct Part {
  std::string_view text;
  std::vector<Token> tokens;

  std::string_view word(std::size_t i) const { return sql::text_of(tokens[i], text); }
  Part between(std::size_t from, std::size_t to) const {
    return {text,
            {tokens.begin() + static_cast<std::ptrdiff_t>(from), tokens.begin() + static_cast<std::ptrdiff_t>(to)}};
  }
  std::string shown() const {
    return tokens.empty() ? ""
                          : std::string(text.substr(tokens.front().start, tokens.back().end - tokens.front().start));
  }
};

int depth_after(std::string_view word, int depth) {
  if (word == "(" || word == "[") return depth + 1;
  if (word == ")" || word == "]") return depth - 1;
  return depth;
}

// Without the brackets around all of it.
Part bare(Part part) {
  while (part.tokens.size() > 2 && part.word(0) == "(") {
    int depth = 0;
    for (std::size_t i = 0; i + 1 < part.tokens.size(); ++i)
      if (depth = depth_after(part.word(i), depth); depth == 0) return part;
    part = part.between(1, part.tokens.size() - 1);
  }
  return part;
}

// Where a word stands that is in no brackets.
std::optional<std::size_t> outside_of_brackets(const Part& part, auto&& wanted) {
  int depth = 0;
  for (std::size_t i = 0; i < part.tokens.size(); ++i) {
    depth = depth_after(part.word(i), depth);
    if (depth == 0 && wanted(part.word(i))) return i;
  }
  return std::nullopt;
}

std::vector<Part> conjuncts(const Part& whole) {
  auto part = bare(whole);
  auto both = outside_of_brackets(part, [](auto word) { return word == "AND"; });
  if (!both) return {part};
  auto parts = conjuncts(part.between(0, *both));
  for (auto& more : conjuncts(part.between(*both + 1, part.tokens.size()))) parts.push_back(more);
  return parts;
}

using Columns = std::set<std::string, std::less<>>;

// "(name)::text" is name; "lower(name)" is itself. Nothing where it hangs on no column, or on something else too.
std::optional<std::string> indexed(const Part& side, const Columns& columns) {
  auto part = bare(side);
  if (auto cast = outside_of_brackets(part, [](auto word) { return word == "::"; }); cast && *cast > 0)
    return indexed(part.between(0, *cast), columns);
  if (part.tokens.size() == 1 && columns.contains(part.word(0))) return part.shown();
  bool a_call = part.tokens.size() > 3 && part.tokens[0].kind == Kind::word && part.word(1) == "(";
  if (!a_call || bare(part.between(1, part.tokens.size())).tokens.size() + 3 != part.tokens.size()) return std::nullopt;
  auto arguments = part.between(2, part.tokens.size() - 1);
  bool of_a_column = false;
  for (std::size_t i = 0; i < arguments.tokens.size(); ++i) {
    of_a_column = of_a_column || columns.contains(arguments.word(i));
    if (arguments.tokens[i].kind == Kind::parameter) return std::nullopt;
  }
  if (!of_a_column) return std::nullopt;
  return part.shown();
}

}  // namespace

std::vector<std::string> index_columns(std::string_view filter, const std::set<std::string, std::less<>>& columns) {
  auto tokens = sql::scan(filter);
  if (!tokens) return {};
  std::vector<std::string> equal, bounded;
  for (auto& condition : conjuncts({filter, *std::move(tokens)})) {
    auto sign = outside_of_brackets(
        condition, [](auto word) { return word == "=" || word == "<" || word == ">" || word == "<=" || word == ">="; });
    if (!sign) continue;
    auto& into = condition.word(*sign) == "=" ? equal : bounded;
    for (const auto& side : {condition.between(0, *sign), condition.between(*sign + 1, condition.tokens.size())})
      if (auto column = indexed(side, columns); column && std::ranges::find(into, *column) == into.end()) {
        into.push_back(*std::move(column));
        break;
      }
  }
  if (!bounded.empty() && std::ranges::find(equal, bounded.front()) == equal.end()) equal.push_back(bounded.front());
  return equal;
}

Conditions conditions_in(std::string_view filter, const std::set<std::string, std::less<>>& columns) {
  auto tokens = sql::scan(filter);
  if (!tokens || tokens->empty()) return {};
  Conditions found;
  for (auto& condition : conjuncts({filter, *std::move(tokens)})) {
    auto sign = outside_of_brackets(condition, [](auto word) { return word == "="; });
    bool compared = false;
    if (sign) {
      auto left = condition.between(0, *sign), right = condition.between(*sign + 1, condition.tokens.size());
      for (auto& [side, other] : {std::pair(left, right), std::pair(right, left)})
        if (auto column = indexed(side, columns); column && !compared) {
          found.equal.push_back({*std::move(column), other.shown()});
          compared = true;
        }
    }
    if (!compared) found.others.push_back(condition.shown());
  }
  return found;
}

}  // namespace ante::rehearse
