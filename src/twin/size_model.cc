#include "twin/size_model.h"

#include <algorithm>
#include <cmath>

namespace ante::twin {
namespace {

constexpr double page = 8192, page_header = 24, btree_special = 16, line_pointer = 4;

double aligned(double size, int to) { return std::ceil(size / to) * to; }

// The bytes of a row's values: a fixed-width value is aligned, a short varlena is not.
double data_width(const std::vector<KeyColumn>& columns) {
  double width = 0;
  for (auto& column : columns) {
    double one = column.width;
    if (!column.variable) width = aligned(width, column.align);
    width += one * (1 - column.null_fraction);
  }
  return width;
}

bool any_null(const std::vector<KeyColumn>& columns) {
  return std::ranges::any_of(columns, [](auto& c) { return c.null_fraction > 0; });
}

// Bytes on leaf pages of `rows` equal keys, kept as posting lists.
double group_bytes(double rows, double key) {
  if (rows < 1.5) return rows * (aligned(key, 8) + line_pointer);
  // nbtsort keeps a posting list under a tenth of a page.
  double largest = std::floor(page * 0.10 / 8) * 8 - line_pointer;
  double most = std::max(2.0, std::floor((largest - aligned(key, 8)) / 6));
  double lists = std::ceil(rows / most);
  double each = rows / lists;
  return lists * (aligned(aligned(key, 8) + 6 * each, 8) + line_pointer);
}

}  // namespace

BtreeSize btree_size(const BtreeFacts& facts) {
  if (facts.rows < 1) return {1, 0};
  double key = (any_null(facts.columns) ? 16 : 8) + data_width(facts.columns);
  double tuple = aligned(key, 8);
  double distinct = std::clamp(facts.distinct, 1.0, facts.rows);
  double bytes = 0;
  if (facts.deduplicates) {
    double rest_rows = facts.rows, rest_distinct = distinct;
    for (double fraction : facts.common_fractions) {
      double rows = fraction * facts.rows;
      if (rows < 1 || rest_distinct <= 1) break;
      bytes += group_bytes(rows, key);
      rest_rows -= rows, rest_distinct -= 1;
    }
    if (rest_rows >= 1 && rest_distinct >= 1) bytes += rest_distinct * group_bytes(rest_rows / rest_distinct, key);
  } else {
    bytes = facts.rows * (tuple + line_pointer);
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
  double bitmap = any_null(facts.columns) ? std::ceil(static_cast<double>(facts.columns.size()) / 8) : 0;
  double tuple = aligned(aligned(23 + bitmap, 8) + data_width(facts.columns), 8) + line_pointer;
  double usable = page - page_header - page * (100 - facts.fill_factor) / 100;
  double per_page = std::max(1.0, std::floor(usable / tuple));
  return static_cast<std::int64_t>(std::ceil(facts.rows / per_page));
}

}  // namespace ante::twin
