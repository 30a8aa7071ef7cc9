// Pages of PostgreSQL's files, written and read as bytes. Pure.
//
// The planner reads four things from files: how long they are, a B-tree's height (from its first page), the real ends
// of an index (by walking down to its first and last leaf), and the counters on the first page of GIN and BRIN.
// Everything here serves one of these. The layouts are those of PostgreSQL 12 to 18 (storage/bufpage.h,
// access/nbtree.h, access/itup.h, access/ginblock.h, access/brin_page.h); they have not changed in between.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::twin {

inline constexpr std::size_t page_size = 8192;
using Page = std::array<unsigned char, page_size>;

// A key as it stands on a page, in one index's leaf.
struct Key {
  std::string datum;  // its bytes
  bool variable_width = false;
};

// A B-tree of the given height: block 0 the given metapage with root and height set, block 1 the one leaf with the keys
// (at most two, in index order), block 2 the root above it with the single downlink "everything is below". That levels
// are missing in between, nobody notices who only walks down. The tuples point to rows 1 and 2 of the heap's first
// page.
std::vector<Page> forge_btree(const Page& metapage, int height, const std::vector<Key>& keys, int columns);

// A visibility map that says of the heap's first page that all its rows are visible, so that an index-only scan takes
// the keys from the index and never looks for rows that are not there.
Page forge_visibility_map();

// The counters of GIN's or BRIN's first page (hex of the bytes after the page's header, as captured), put on this one.
Result<void> copy_gin_counters(Page& metapage, std::string_view captured_hex);
Result<void> copy_brin_counters(Page& metapage, std::string_view captured_hex);

// The bytes of the only column of each row on a heap page, in the order of the rows.
std::vector<std::string> single_column_rows(std::span<const unsigned char> page);

}  // namespace ante::twin
