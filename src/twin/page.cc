#include "twin/page.h"

#include <cstring>

namespace ante::twin {
namespace {

constexpr std::size_t header_size = 24;      // PageHeaderData, MAXALIGNed
constexpr std::size_t btree_special = 16;    // BTPageOpaqueData
constexpr std::uint16_t layout_version = 4;  // PG_PAGE_LAYOUT_VERSION
constexpr std::uint16_t leaf_flag = 1, root_flag = 2;
constexpr std::uint16_t tuple_has_nulls = 0x8000, tuple_has_variable_width = 0x4000, tuple_is_pivot = 0x2000;

template <class Number>
void put(Page& page, std::size_t offset, Number value) {
  std::memcpy(page.data() + offset, &value, sizeof value);
}
template <class Number>
Number get(std::span<const unsigned char> page, std::size_t offset) {
  Number value;
  std::memcpy(&value, page.data() + offset, sizeof value);
  return value;
}

constexpr std::size_t max_align(std::size_t size) { return (size + 7) & ~std::size_t{7}; }

Page empty_page(std::size_t special) {
  Page page{};
  put<std::uint16_t>(page, 12, header_size);                                             // pd_lower
  put<std::uint16_t>(page, 14, static_cast<std::uint16_t>(page_size - special));         // pd_upper
  put<std::uint16_t>(page, 16, static_cast<std::uint16_t>(page_size - special));         // pd_special
  put<std::uint16_t>(page, 18, static_cast<std::uint16_t>(page_size | layout_version));  // pd_pagesize_version
  return page;
}

// Appends an item as PageAddItem would: a line pointer below, the bytes above.
void add_item(Page& page, std::span<const unsigned char> item) {
  auto lower = get<std::uint16_t>(page, 12);
  auto upper = static_cast<std::uint16_t>(get<std::uint16_t>(page, 14) - max_align(item.size()));
  std::memcpy(page.data() + upper, item.data(), item.size());
  constexpr std::uint32_t normal = 1u << 15;
  put<std::uint32_t>(page, lower, upper | normal | static_cast<std::uint32_t>(item.size()) << 17);
  put<std::uint16_t>(page, 12, static_cast<std::uint16_t>(lower + 4));
  put<std::uint16_t>(page, 14, upper);
}

Page btree_page(int level, std::uint16_t flags) {
  Page page = empty_page(btree_special);
  put<std::uint32_t>(page, page_size - btree_special + 8, static_cast<std::uint32_t>(level));
  put<std::uint16_t>(page, page_size - btree_special + 12, flags);
  return page;
}

// An index tuple: heap row (0, row), the key, and NULL in every other column.
std::vector<unsigned char> leaf_tuple(const Key& key, std::uint16_t row, int columns) {
  bool nulls = columns > 1;
  std::size_t data = nulls ? 16 : 8;  // after the header and, where there are NULLs, the bitmap of 32 columns
  std::vector<unsigned char> tuple(max_align(data + key.datum.size()));
  std::memcpy(tuple.data() + 4, &row, sizeof row);
  auto info = static_cast<std::uint16_t>(tuple.size() | (nulls ? tuple_has_nulls : 0) |
                                         (key.variable_width ? tuple_has_variable_width : 0));
  std::memcpy(tuple.data() + 6, &info, sizeof info);
  if (nulls) tuple[8] = 1;  // only the first column is not NULL
  std::memcpy(tuple.data() + data, key.datum.data(), key.datum.size());
  return tuple;
}

// A downlink smaller than every key: 8 bytes, no columns.
std::array<unsigned char, 8> minus_infinity(std::uint32_t child) {
  std::array<unsigned char, 8> tuple{};
  auto high = static_cast<std::uint16_t>(child >> 16), low = static_cast<std::uint16_t>(child);
  std::memcpy(tuple.data(), &high, 2);
  std::memcpy(tuple.data() + 2, &low, 2);
  std::uint16_t info = 8 | tuple_is_pivot;
  std::memcpy(tuple.data() + 6, &info, 2);
  return tuple;
}

Result<std::string> bytes_of(std::string_view hex, std::size_t at_least) {
  if (hex.starts_with("\\x")) hex.remove_prefix(2);
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    int value = 0;
    for (char c : hex.substr(i, 2)) {
      int digit = c >= '0' && c <= '9'   ? c - '0'
                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                         : -1;
      if (digit < 0) return bad_input("the snapshot holds an index page that is not hexadecimal");
      value = value * 16 + digit;
    }
    bytes += static_cast<char>(value);
  }
  if (bytes.size() < at_least) return bad_input("the snapshot holds an index page that is cut short");
  return bytes;
}

}  // namespace

std::vector<Page> forge_btree(const Page& metapage, int height, const std::vector<Key>& keys, int columns) {
  std::vector<Page> pages{metapage};
  Page leaf = btree_page(0, static_cast<std::uint16_t>(leaf_flag | (height == 0 ? root_flag : 0)));
  std::uint16_t row = 0;
  for (auto& key : keys) add_item(leaf, leaf_tuple(key, ++row, columns));
  pages.push_back(leaf);
  if (height > 0) {
    Page root = btree_page(height, root_flag);
    add_item(root, minus_infinity(1));
    pages.push_back(root);
  }
  // BTMetaPageData: magic, version, root, level, fastroot, fastlevel.
  std::uint32_t root = height > 0 ? 2 : 1;
  put<std::uint32_t>(pages[0], header_size + 8, root);
  put<std::uint32_t>(pages[0], header_size + 12, static_cast<std::uint32_t>(height));
  put<std::uint32_t>(pages[0], header_size + 16, root);
  put<std::uint32_t>(pages[0], header_size + 20, static_cast<std::uint32_t>(height));
  return pages;
}

Page forge_visibility_map() {
  Page page = empty_page(0);
  page[header_size] = 3;  // heap block 0: all visible, all frozen
  return page;
}

Result<void> copy_gin_counters(Page& metapage, std::string_view captured_hex) {
  // GinMetaPageData: nPendingPages at 12, nPendingHeapTuples, nTotalPages, nEntryPages, nDataPages, nEntries up to 48.
  std::string bytes = TRY(bytes_of(captured_hex, 48));
  std::memcpy(metapage.data() + header_size + 12, bytes.data() + 12, 48 - 12);
  return {};
}

Result<void> copy_brin_counters(Page& metapage, std::string_view captured_hex) {
  // BrinMetaPageData: magic, version, pagesPerRange, lastRevmapPage.
  std::string bytes = TRY(bytes_of(captured_hex, 16));
  std::memcpy(metapage.data() + header_size + 12, bytes.data() + 12, 4);
  return {};
}

std::vector<std::string> single_column_rows(std::span<const unsigned char> page) {
  std::vector<std::string> rows;
  auto lower = get<std::uint16_t>(page, 12);
  for (std::size_t at = header_size; at + 4 <= lower && lower <= page_size; at += 4) {
    auto pointer = get<std::uint32_t>(page, at);
    std::size_t offset = pointer & 0x7FFF, length = pointer >> 17;
    if (offset + length > page_size || length < 24) continue;
    std::size_t data = page[offset + 22];  // t_hoff
    if (data <= length) rows.emplace_back(reinterpret_cast<const char*>(page.data() + offset + data), length - data);
  }
  return rows;
}

}  // namespace ante::twin
