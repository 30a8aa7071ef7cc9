// Changes of a column's type: which the server makes by itself, and which may not hold all values.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

// A type as format_type writes it, without its modifiers: "numeric(10,2)" → "numeric", "timestamp(3) without time
// zone" → "timestamp without time zone".
struct Spelled {
  std::string base, modifiers;
  bool array = false;
};
Spelled spelled(std::string type) {
  Spelled result;
  if (type.ends_with("[]")) result.array = true, type.resize(type.size() - 2);
  const auto open = type.find('('), close = type.find(')');
  if (!type.starts_with('"') && open != std::string::npos && close != std::string::npos) {
    result.modifiers = type.substr(open + 1, close - open - 1);
    type.erase(open, close - open + 1);
  }
  result.base = type;
  return result;
}

constexpr std::array texts = {"text", "character varying", "character", "name", "\"char\""};
constexpr std::array numbers = {"smallint", "integer", "bigint", "numeric", "real", "double precision"};
constexpr std::array times = {"date", "timestamp without time zone", "timestamp with time zone"};
bool is_one_of(const auto& list, const std::string& type) { return std::ranges::find(list, type) != list.end(); }
auto place(const auto& list, const std::string& type) { return std::ranges::find(list, type) - list.begin(); }

// Assignment, which ALTER … TYPE uses where nothing else is said.
bool by_itself(const Spelled& was, const Spelled& is) {
  if (was.array != is.array) return is_one_of(texts, is.base) && !is.array;
  return was.base == is.base || is_one_of(texts, is.base) ||
         (is_one_of(numbers, was.base) && is_one_of(numbers, is.base)) ||
         (is_one_of(times, was.base) && is_one_of(times, is.base));
}

// There is a cast of its own; else the way leads over text, which every type can be written as.
bool has_cast(const Plan& plan, const Spelled& was, const Spelled& is) {
  if (was.array != is.array) return false;
  if (is_one_of(texts, was.base)) return true;
  const auto both = [&](const char* a, const char* b) {
    return (was.base == a && is.base == b) || (was.base == b && is.base == a);
  };
  if (both("integer", "boolean") || both("json", "jsonb") || both("inet", "cidr")) return true;
  if (was.base == "jsonb" && (is.base == "boolean" || is_one_of(numbers, is.base))) return true;
  const auto cast = fmt::format("({} AS {})", was.base, is.base);
  return std::ranges::any_of(plan.to.others,
                             [&](const OtherObject& one) { return one.kind == "cast" && one.name == cast; });
}

int number(const std::string& modifiers, std::size_t part) {
  std::size_t at = 0;
  for (; part > 0 && at != std::string::npos; --part)
    at = modifiers.find(',', at) == std::string::npos ? std::string::npos : modifiers.find(',', at) + 1;
  int value = 0;
  if (at != std::string::npos) std::from_chars(modifiers.data() + at, modifiers.data() + modifiers.size(), value);
  return value;
}

// Of one type: whether all that fits into the first fits into the second.
bool modifiers_hold(const Spelled& was, const Spelled& is) {
  if (is.modifiers.empty() && is.base != "character") return true;
  if (was.modifiers.empty()) return false;
  if (is.base == "numeric") {
    const int scale = number(was.modifiers, 1), new_scale = number(is.modifiers, 1);
    return new_scale >= scale && number(is.modifiers, 0) - new_scale >= number(was.modifiers, 0) - scale;
  }
  return number(is.modifiers, 0) >= number(was.modifiers, 0);
}

}  // namespace

std::string using_clause(const Plan& plan, const Column& was, const Column& is) {
  const auto before = spelled(was.type), after = spelled(is.type);
  if (!was.generated.empty() || by_itself(before, after)) return {};
  if (has_cast(plan, before, after)) return fmt::format(" USING {}::{}", is.name, is.type);
  return fmt::format(" USING {}::text::{}", is.name, is.type);
}

bool narrows(const std::string& was, const std::string& is) {
  const auto before = spelled(was), after = spelled(is);
  if (before.array != after.array) return !(after.base == "text" && !after.array);
  if (before.base == after.base) return !modifiers_hold(before, after);
  if (after.base == "text") return false;
  if (after.base == "character varying") return !after.modifiers.empty() || !is_one_of(texts, before.base);
  if (is_one_of(numbers, before.base) && is_one_of(numbers, after.base)) {
    const bool whole = place(numbers, before.base) < 3;
    if (after.base == "numeric") return !after.modifiers.empty() || before.base != "numeric" ? !whole : false;
    if (place(numbers, after.base) < 3) return !whole || place(numbers, after.base) < place(numbers, before.base);
    return after.base == "real" ? before.base != "smallint" : before.base == "bigint" || before.base == "numeric";
  }
  if (is_one_of(times, before.base) && is_one_of(times, after.base)) return after.base == "date";
  return true;
}

}  // namespace ante::catalog
