#include "twin/size_model.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ante::twin {
namespace {

constexpr double page = 8192, page_header = 24, btree_special_bytes = 16, line_pointer = 4;

double aligned(double size, int to) { return std::ceil(size / to) * to; }

// The lengths that a row can have so far, and how likely each is. Alignment makes the average of lengths say little: 9
// bytes and 15 take 16 both. Values of unknown length count as one value of the average length that may end anywhere.
using Lengths = std::map<int, double>;

void align(Lengths& lengths, int to) {
  Lengths aligned_lengths;
  for (auto [length, share] : lengths) aligned_lengths[(length + to - 1) / to * to] += share;
  lengths = std::move(aligned_lengths);
}

std::vector<std::pair<int, double>> lengths_of(const KeyColumn& column) {
  if (!column.variable) return {{static_cast<int>(column.width), 1.0}};
  if (!column.lengths.empty()) return column.lengths;
  std::vector<std::pair<int, double>> around;
  for (int i = -4; i < 4; ++i) around.emplace_back(std::max(1, static_cast<int>(column.width) + i), 0.125);
  return around;
}

// The average bytes of a header and a row's values: a fixed-width value is aligned, a short varlena is not.
double with_values(const Lengths& header, const std::vector<KeyColumn>& columns) {
  Lengths lengths = header;
  for (auto& column : columns) {
    Lengths with, without;
    for (auto [length, share] : lengths) {
      if (column.null_fraction > 0) without[length] += share * column.null_fraction;
      with[length] += share * (1 - column.null_fraction);
    }
    if (!column.variable) align(with, column.align);
    auto values = lengths_of(column);
    lengths = std::move(without);
    for (auto [length, share] : with)
      for (auto [value, likely] : values) lengths[length + value] += share * likely;
  }
  align(lengths, 8);
  double average = 0, shares = 0;
  for (auto [length, share] : lengths) average += length * share, shares += share;
  return average / shares;
}

bool any_null(const std::vector<KeyColumn>& columns) {
  return std::ranges::any_of(columns, [](auto& c) { return c.null_fraction > 0; });
}

// Bytes on leaf pages of `rows` equal keys, kept as posting lists.
double group_bytes(double rows, double key) {
  if (rows < 1.5) return rows * (key + line_pointer);
  // nbtsort keeps a posting list under a tenth of a page.
  double largest = std::floor(page * 0.10 / 8) * 8 - line_pointer;
  double most = std::max(2.0, std::floor((largest - key) / 6));
  double lists = std::ceil(rows / most);
  return lists * (aligned(key + 6 * rows / lists, 8) + line_pointer);
}

// `keys` different keys that have `share` of the rows together, about equally many each.
struct Group {
  double share, keys;
};

std::vector<Group> groups_of(const KeyValues& values, double rows) {
  std::vector<Group> groups;
  for (auto [share, keys] : values.groups) groups.push_back({share, keys});
  if (!groups.empty()) return groups;
  double rest = 1 - values.null_fraction, distinct = std::clamp(values.distinct, 1.0, std::max(1.0, rows));
  if (values.null_fraction > 0) groups.push_back({values.null_fraction, 1});
  for (double fraction : values.common) {
    if (rest - fraction < -0.01 || distinct < 1) break;
    groups.push_back({fraction, 1});
    rest -= fraction, distinct -= 1;
  }
  if (rest * rows >= 1) groups.push_back({rest, std::max(1.0, distinct)});
  return groups;
}

// Groups of about the same rows a key become one, so that a third column does not make a million of them.
std::vector<Group> merged(const std::vector<Group>& groups) {
  std::map<int, Group> by_size;
  for (auto& group : groups) {
    auto& one = by_size[static_cast<int>(std::floor(std::log2(group.share / group.keys) * 8))];
    one.share += group.share, one.keys += group.keys;
  }
  std::vector<Group> result;
  for (auto& [size, group] : by_size) result.push_back(group);
  return result;
}

// The combinations of all columns, as if these had nothing to do with each other: how often each comes up, and, where
// there are more combinations than rows, how many of them come up at all.
std::vector<Group> combinations(const BtreeFacts& facts) {
  std::vector<Group> all{{1, 1}};
  for (auto& values : facts.values) {
    std::vector<Group> next;
    for (auto& a : all)
      for (auto& b : groups_of(values, facts.rows)) next.push_back({a.share * b.share, a.keys * b.keys});
    all = facts.values.size() > 1 ? merged(next) : next;
  }
  if (facts.values.size() > 1)
    for (auto& group : all) group.keys *= 1 - std::exp(-facts.rows * group.share / group.keys);
  return all;
}

}  // namespace

KeyValues together(const std::vector<KeyValues>& columns, double distinct, double rows) {
  BtreeFacts facts;
  facts.rows = rows;
  facts.values = columns;
  auto all = combinations(facts);
  double keys = 0;
  for (auto& group : all) keys += group.keys;
  KeyValues values{distinct, 0};
  for (auto& group : all)
    values.groups.emplace_back(group.share, std::clamp(group.keys * distinct / keys, std::min(1.0, group.keys),
                                                       std::max(1.0, group.share * rows)));
  return values;
}

BtreeSize btree_size(const BtreeFacts& facts) {
  if (facts.rows < 1) return {1, 0};
  // In an index on one column a key is either NULL, and nothing but the bitmap, or has no bitmap.
  auto columns = facts.columns;
  if (columns.size() == 1) columns[0].null_fraction = 0;
  double tuple = with_values({{any_null(columns) ? 16 : 8, 1.0}}, columns);
  double bytes = facts.rows * (tuple + line_pointer);
  if (facts.deduplicates) {
    bytes = 0;
    for (auto& group : combinations(facts))
      bytes += group.keys * group_bytes(facts.rows * group.share / group.keys, tuple);
  }
  double usable = page - page_header - btree_special_bytes;
  double pivot = tuple + line_pointer;
  // A leaf takes items until less than its fill factor's reserve is left, and carries a high key.
  double per_leaf = std::max(tuple + line_pointer, usable - page * (100 - facts.fill_factor) / 100 - pivot);
  double pages = std::max(1.0, std::ceil(bytes / per_leaf));
  double per_inner = std::max(2.0, std::floor((usable - page * 0.30) / pivot));
  BtreeSize size{static_cast<std::int64_t>(pages) + 1, 0};  // and the metapage
  while (pages > 1) {
    pages = std::ceil(pages / per_inner);
    size.blocks += static_cast<std::int64_t>(pages);
    ++size.height;
  }
  return size;
}

std::int64_t brin_blocks(double ranges, const std::vector<KeyColumn>& columns) {
  constexpr double revmap_entries = 1360;  // REVMAP_PAGE_MAXITEMS
  double tuple = 8;                        // block number and flags, aligned
  for (auto& column : columns) tuple += 2 * aligned(column.width, column.variable ? 1 : column.align);
  double per_page = std::max(1.0, std::floor((page - page_header - 8) / (aligned(tuple, 8) + line_pointer)));
  ranges = std::max(1.0, std::ceil(ranges));
  return static_cast<std::int64_t>(1 + std::ceil(ranges / revmap_entries) + std::ceil(ranges / per_page));
}

std::int64_t heap_blocks(const HeapFacts& facts) {
  if (facts.rows < 1) return 0;
  // Only a row with a NULL in it has a bitmap of them.
  double without_null = 1;
  for (auto& column : facts.columns) without_null *= 1 - column.null_fraction;
  double bitmap = std::ceil(static_cast<double>(facts.columns.size()) / 8);
  Lengths header{{24, without_null}};
  header[static_cast<int>(aligned(23 + bitmap, 8))] += 1 - without_null;
  double tuple = with_values(header, facts.columns) + line_pointer;
  double usable = page - page_header - page * (100 - facts.fill_factor) / 100;
  double per_page = std::max(1.0, std::floor(usable / tuple));
  return static_cast<std::int64_t>(std::ceil(facts.rows / per_page));
}

}  // namespace ante::twin
