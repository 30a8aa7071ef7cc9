#include "twin/size_model.h"

#include <algorithm>
#include <cmath>

namespace ante::twin {
namespace {

constexpr double page = 8192, page_header = 24, btree_special = 16, line_pointer = 4;

double aligned(double size, int to) { return std::ceil(size / to) * to; }

// A length that adds up: once a value of varying width is in it, it is an average, and alignment adds half a step to it
// instead of rounding it up.
struct Length {
  double bytes = 0;
  bool varies = false;
  void align(int to) { bytes = varies ? bytes + (to - 1) / 2.0 : aligned(bytes, to); }
};

// The bytes of a row's values: a fixed-width value is aligned, a short varlena is not.
Length with_values(double header, const std::vector<KeyColumn>& columns) {
  Length length{header, header != aligned(header, 8)};
  for (auto& column : columns) {
    if (!column.variable && column.null_fraction < 1) length.align(column.align);
    length.bytes += column.width * (1 - column.null_fraction);
    length.varies |= column.variable || (column.null_fraction > 0 && column.null_fraction < 1);
  }
  length.align(8);
  return length;
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

}  // namespace

BtreeSize btree_size(const BtreeFacts& facts) {
  if (facts.rows < 1) return {1, 0};
  auto columns = facts.columns;
  double rows = facts.rows, bytes = 0;
  // The NULLs of an index on one column are a group of their own, and the other keys need no bitmap of NULLs.
  if (columns.size() == 1 && facts.deduplicates) {
    double nulls = rows * columns[0].null_fraction;
    bytes += group_bytes(nulls, 16);
    rows -= nulls;
    columns[0].null_fraction = 0;
  }
  double tuple = with_values(any_null(columns) ? 16 : 8, columns).bytes;
  double distinct = std::clamp(facts.distinct, 1.0, std::max(1.0, rows));
  if (facts.deduplicates) {
    double rest_rows = rows, rest_distinct = distinct;
    for (double fraction : facts.common_fractions) {
      double group = fraction * facts.rows;
      if (group < 1 || rest_distinct <= 1) break;
      bytes += group_bytes(group, tuple);
      rest_rows -= group, rest_distinct -= 1;
    }
    if (rest_rows >= 1 && rest_distinct >= 1) bytes += rest_distinct * group_bytes(rest_rows / rest_distinct, tuple);
  } else {
    bytes = rows * (tuple + line_pointer);
  }
  double usable = page - page_header - btree_special;
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

std::int64_t heap_blocks(const HeapFacts& facts) {
  if (facts.rows < 1) return 0;
  // Only a row with a NULL in it has a bitmap of them.
  double without_null = 1;
  for (auto& column : facts.columns) without_null *= 1 - column.null_fraction;
  double bitmap = std::ceil(static_cast<double>(facts.columns.size()) / 8);
  double header = without_null * 24 + (1 - without_null) * aligned(23 + bitmap, 8);
  double tuple = with_values(header, facts.columns).bytes + line_pointer;
  double usable = page - page_header - page * (100 - facts.fill_factor) / 100;
  double per_page = std::max(1.0, std::floor(usable / tuple));
  return static_cast<std::int64_t>(std::ceil(facts.rows / per_page));
}

}  // namespace ante::twin
