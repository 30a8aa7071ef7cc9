#include "snapshot/disguise.h"

#include <algorithm>
#include <numeric>

namespace ante::snapshot {
namespace {

// A text as characters of UTF-8.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> result;
  for (char c : text) {
    if (result.empty() || (static_cast<unsigned char>(c) & 0xC0) != 0x80) result.emplace_back();
    result.back() += c;
  }
  return result;
}

// `count` of the numbers below `size`, in order; where there are too few, neighbours share one.
std::vector<std::size_t> spread(std::size_t count, std::size_t size, std::mt19937_64& random) {
  std::vector<std::size_t> all(size), chosen;
  std::iota(all.begin(), all.end(), 0u);
  if (count <= size) {
    std::ranges::sample(all, std::back_inserter(chosen), static_cast<std::ptrdiff_t>(count), random);
    return chosen;
  }
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(i * size / count);
  return chosen;
}

}  // namespace

NumberDisguise::NumberDisguise(const std::set<std::int64_t>& known, std::mt19937_64& random) {
  std::uniform_real_distribution<double> factor(0.5, 1.0);
  to_[0] = 0;
  std::int64_t before = 0, image = 0;
  auto shrunk = [&](std::int64_t value) {
    auto gap = static_cast<double>(value) - static_cast<double>(before);
    auto step = std::max(1.0, std::floor(std::abs(gap) * factor(random)));
    image += static_cast<std::int64_t>(gap < 0 ? -step : step);
    before = value;
    to_[value] = image;
  };
  for (auto value = known.upper_bound(0); value != known.end(); ++value) shrunk(*value);
  before = image = 0;
  for (auto value = std::make_reverse_iterator(known.lower_bound(0)); value != known.rend(); ++value) shrunk(*value);
}

std::int64_t NumberDisguise::operator()(std::int64_t value) const {
  auto found = to_.find(value);
  return found == to_.end() ? 0 : found->second;
}

TextDisguise::TextDisguise(const std::set<std::string>& known, std::string alphabet, bool keep_others,
                           std::mt19937_64& random)
    : alphabet_(std::move(alphabet)), keep_others_(keep_others) {
  std::vector<std::vector<std::string>> texts;
  for (auto& text : known) texts.push_back(characters(text));
  replaced_.resize(texts.size());
  assign(texts, 0, texts.size(), 0, random);
  std::size_t i = 0;
  for (auto& text : known) to_[text] = replaced_[i++];
}

// Texts [begin, end) are sorted and alike in their first `depth` characters. Deeper texts are handled one character a
// call; the depth is a text's length, which statistics keep below a kilobyte.
void TextDisguise::assign(const std::vector<std::vector<std::string>>& texts, std::size_t begin, std::size_t end,
                          std::size_t depth, std::mt19937_64& random) {
  while (begin < end && texts[begin].size() <= depth) ++begin;  // ends here
  struct Group {
    std::size_t begin, end;
  };
  std::vector<Group> groups;
  for (std::size_t i = begin; i < end; ++i) {
    if (groups.empty() || texts[i][depth] != texts[groups.back().begin][depth]) groups.push_back({i, i});
    groups.back().end = i + 1;
  }
  auto letters = spread(groups.size(), alphabet_.size(), random);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    auto& original = texts[groups[g].begin][depth];
    bool keep = keep_others_ && (original.size() != 1 || alphabet_.find(original[0]) == std::string::npos);
    auto letter = keep ? original : std::string(1, alphabet_[letters[g]]);
    for (std::size_t i = groups[g].begin; i < groups[g].end; ++i) replaced_[i] += letter;
    assign(texts, groups[g].begin, groups[g].end, depth + 1, random);
  }
}

const std::string& TextDisguise::operator()(const std::string& value) const {
  static const std::string none;
  auto found = to_.find(value);
  return found == to_.end() ? none : found->second;
}

}  // namespace ante::snapshot
