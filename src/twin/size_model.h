// How large a B-tree or a table will be, built afresh from so many rows. Pure arithmetic on what nbtsort.c and heapam
// do: tuples, line pointers, fill factors, and the deduplication of equal keys (PostgreSQL 13 and later).
#pragma once

#include <cstdint>
#include <vector>

namespace ante::twin {

struct KeyColumn {
  double width = 4;       // average bytes of a value that is not NULL
  int align = 4;          // 1, 2, 4, 8
  bool variable = false;  // a varlena: short values have a one-byte header and no alignment
  double null_fraction = 0;
  // Of a varlena, where the statistics show values: how long they are on a page, and how many of them.
  std::vector<std::pair<int, double>> lengths = {};
};

// The values of one key column.
struct KeyValues {
  double distinct = 0;
  double null_fraction = 0;
  std::vector<double> common = {};  // shares of the most common ones, where they are known
  // Of several columns together: shares of the rows, and how many different keys each of them has.
  std::vector<std::pair<double, double>> groups = {};
};

// Columns of which extended statistics say how many different combinations there are: as uneven as if the columns had
// nothing to do with each other, but so many.
KeyValues together(const std::vector<KeyValues>& columns, double distinct, double rows);

struct BtreeFacts {
  double rows = 0;
  std::vector<KeyColumn> columns;
  std::vector<KeyValues> values;
  bool deduplicates = true;  // 13 and later, no INCLUDE, not unique
  int fill_factor = 90;
};

struct BtreeSize {
  std::int64_t blocks = 1;
  int height = 0;
};

BtreeSize btree_size(const BtreeFacts& facts);

// A BRIN index over so many ranges of a table, with the smallest and largest value of each.
std::int64_t brin_blocks(double ranges, const std::vector<KeyColumn>& columns);

struct HeapFacts {
  double rows = 0;
  std::vector<KeyColumn> columns;
  int fill_factor = 100;
};
std::int64_t heap_blocks(const HeapFacts& facts);

}  // namespace ante::twin
