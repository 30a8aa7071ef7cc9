#include "rehearse/narrowing.h"

#include <fmt/format.h>

#include <cmath>
#include <regex>

#include "base/text.h"

namespace ante::rehearse {
namespace {

bool is_whole(std::string_view type) { return type == "smallint" || type == "integer" || type == "bigint"; }
bool is_number(std::string_view type) { return is_whole(type) || type.starts_with("numeric"); }

Narrowing by_pattern(const std::string& column, std::string_view pattern, std::string what) {
  return {fmt::format("{} !~ '{}'", column, pattern), std::move(what), "22P02"};
}

Narrowing beyond(const std::string& column, double most, std::string what) {
  return {fmt::format("abs({}) > {:.0f}", column, most), std::move(what), "22003"};
}

// varchar(40): 40; numeric(10,2): 10 and 2
std::optional<std::pair<int, int>> modifiers_in(const std::string& type) {
  static const std::regex form(R"(\((\d{1,8})(?:,(\d{1,4}))?\))");
  std::smatch match;
  if (!std::regex_search(type, match, form)) return {};
  return std::pair(std::stoi(match[1]), match[2].matched ? std::stoi(match[2]) : 0);
}

}  // namespace

bool is_text(std::string_view type) { return type == "text" || type.starts_with("character"); }

std::optional<Narrowing> narrowing_of(const std::string& column, const std::string& before, const std::string& after) {
  auto limits = modifiers_in(after);
  if (is_text(before) && after.starts_with("character") && limits) {
    auto known = modifiers_in(before);
    if (known && known->first <= limits->first) return {};
    int most = limits->first;
    // Blanks at the end are cut off, and anything else is refused.
    return Narrowing{fmt::format("char_length(rtrim({})) > {}", column, most),
                     fmt::format("longer than {} characters", most), "22001"};
  }
  if (is_text(before) && is_whole(after))
    return by_pattern(column, R"(^\s*[-+]?[0-9]+\s*$)", fmt::format("that are no {}", after));
  if (is_text(before) && after.starts_with("numeric"))
    return by_pattern(column, R"(^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$)", "that are no number");
  if (is_text(before) && after == "uuid")
    return by_pattern(column, R"(^\s*\{?([0-9a-fA-F]{4}-?){8}\}?\s*$)", "that are no uuid");
  if (is_number(before) && before != "smallint" && (after == "smallint" || (after == "integer" && before != "integer")))
    return beyond(column, after == "smallint" ? 32767 : 2147483647, fmt::format("beyond {}", after));
  if (is_number(before) && after.starts_with("numeric") && limits) {
    auto known = modifiers_in(before);
    int digits = limits->first - limits->second;
    if (known && known->first - known->second <= digits) return {};
    return beyond(column, std::pow(10, digits) - 1, fmt::format("with more than {} digits before the point", digits));
  }
  return {};
}

}  // namespace ante::rehearse
