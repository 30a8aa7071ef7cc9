#include "change/names.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace ante::change {

bool comes_before(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    auto number = [](std::string_view text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      auto start = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(start, at - start);
    };
    auto x = number(a, i), y = number(b, j);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  return a.size() - i < b.size() - j;
}

std::string leading_digits(std::string_view name) {
  return std::string(name.substr(0, std::min(name.find_first_not_of("0123456789"), name.size())));
}

std::string number_of(std::string_view name) {
  auto digits = leading_digits(name);
  return digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
}

bool larger(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() > b.size() : a > b; }

std::string dotted_version(std::string_view text) {
  std::vector<std::string> parts;
  for (auto& part : split(replace_all(std::string(text), "_", "."), '.')) parts.push_back(number_of(part));
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  return join(parts, ".");
}

bool version_less(const std::string& a, const std::string& b) {
  auto x = split(a, '.'), y = split(b, '.');
  for (std::size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
    auto p = i < x.size() ? x[i] : "", q = i < y.size() ? y[i] : "";
    if (p != q) return larger(q, p);
  }
  return false;
}

std::string diesel_version(const std::string& name) { return replace_all(name.substr(0, name.find('_')), "-", ""); }

std::string shown(std::string_view name) {
  auto plain = replace_all(without_controls(replace_all(std::string(name), "\r", "?")), "\n", "?");
  plain = replace_all(std::move(plain), "\t", "?");
  if (!valid_utf8(plain)) std::ranges::replace_if(plain, [](char c) { return static_cast<signed char>(c) < 0; }, '?');
  return plain;
}

}  // namespace ante::change
