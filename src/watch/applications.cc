#include "watch/applications.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace ante::watch {
namespace {

// Whoever comes in the first minutes may have been there yesterday.
constexpr double learns_for = 120, has_left_after = 15, remembered_for = 3'600;  // seconds
// Beside a version there is the one before it, and maybe one that is tried out.
constexpr int versions_at_once = 3, versions_an_hour = 5;
constexpr int looks_to_stay = 2, sessions_of_a_pool = 2;
constexpr std::size_t families_remembered = 1'000;
constexpr std::size_t random_letters = 5;

// Part of a number, or of what a machine has drawn: their alphabets have no vowels.
bool is_drawn(std::string_view word) {
  if (std::ranges::any_of(word, [](unsigned char c) { return std::isdigit(c) != 0; })) return true;
  return word.size() >= random_letters &&
         std::ranges::none_of(lower(word), [](char c) { return contains("aeiouy", std::string_view(&c, 1)); });
}

// "shop v1.2.10" and "shop v43" are "shop #".
std::string family_of(std::string_view name) {
  std::string family, word;
  auto close = [&] {
    family += !word.empty() && is_drawn(word) ? "#" : word;
    word.clear();
  };
  for (char c : name) {
    bool is_of_a_word = std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0;
    if (is_of_a_word) {
      word += c;
      continue;
    }
    close();
    family += c;
  }
  close();
  while (contains(family, "#.#")) family = replace_all(family, "#.#", "#");
  return family;
}

}  // namespace

ApplicationDetector::Seen ApplicationDetector::see(const Applications& sessions, double now) {
  Seen seen;
  if (began_ == 0) began_ = now;
  for (auto& [name, count] : sessions) {
    if (name.empty() || name.starts_with("ante ")) continue;
    auto family = family_of(name);
    if (!families_.contains(family) && families_.size() >= families_remembered) continue;
    auto& one = families_[family].names.try_emplace(name, Name{.first = now}).first->second;
    one.last = now, one.most = std::max(one.most, count);
    ++one.looks;
  }
  for (auto& [name, family] : families_) look_at(family, now, seen);
  return seen;
}

void ApplicationDetector::look_at(Family& family, double now, Seen& seen) const {
  auto& names = family.names;
  std::erase_if(names, [&](auto& one) { return !one.second.is_known && now - one.second.last > remembered_for; });
  auto is_there = [&](auto& one) { return one.second.last == now; };
  auto is_of_this_hour = [&](auto& one) { return now - one.second.first < remembered_for; };
  if (std::ranges::count_if(names, is_there) > versions_at_once ||
      std::ranges::count_if(names, is_of_this_hour) > versions_an_hour)
    family.is_random = true;
  if (family.is_random) return names.clear();
  // The family is known where somebody of it is: then one session is enough, and else it takes a pool of them.
  bool is_known = std::ranges::any_of(names, [](auto& one) { return one.second.is_known; });
  for (auto& [name, one] : names) {
    if (one.is_known || one.last != now) continue;
    bool is_learnt = now - began_ < learns_for;
    bool has_come = one.looks >= looks_to_stay && (is_known || one.most >= sessions_of_a_pool);
    if (!is_learnt && has_come) seen.came.push_back(name);
    one.is_known = is_learnt || has_come;
  }
  // One that is not there just now has gone for good where another one took its place.
  std::erase_if(names, [&](auto& old) {
    bool is_away = old.second.is_known && now - old.second.last > has_left_after;
    bool is_replaced =
        is_away && std::ranges::any_of(names, [&](auto& other) {
          return other.second.is_known && other.second.last == now && other.second.first > old.second.first;
        });
    if (is_replaced) seen.left.push_back(old.first);
    return is_replaced;
  });
}

}  // namespace ante::watch
