// A list a kind, a list a record, its fields in their order: what a record is made of stands in its own description.
#include "twin/catalog_page.h"

#include <nlohmann/json.hpp>

namespace ante::twin {
namespace {

using nlohmann::json;

json shown(const catalog::Text& text) { return text ? json(*text) : json(); }
template <class Value>
json shown(const Value& value) {
  return value;
}

void read(const json& cell, catalog::Text& text) {
  if (cell.is_null())
    text.reset();
  else
    text = cell.get<std::string>();
}
template <class Value>
void read(const json& cell, Value& value) {
  cell.get_to(value);
}

template <class Record>
json row_of(const Record& record) {
  json row = json::array();
  for_each_field<Record>([&](auto& field) { row.push_back(shown(record.*field.member)); });
  return row;
}

template <class Record>
Record record_of(const json& row) {
  Record record;
  std::size_t place = 0;
  for_each_field<Record>([&](auto& field) { read(row.at(place++), record.*field.member); });
  return record;
}

}  // namespace

std::string page_of(const catalog::Catalog& catalog) {
  json page{catalog.version, row_of(catalog.database)};
  catalog::for_each_kind(catalog, [&](auto*, auto& records) {
    json rows = json::array();
    for (auto& record : records) rows.push_back(row_of(record));
    page.push_back(std::move(rows));
  });
  auto bytes = json::to_cbor(page);
  return {bytes.begin(), bytes.end()};
}

std::optional<catalog::Catalog> catalog_of_page(std::string_view text) {
  try {
    auto page = json::from_cbor(text);
    catalog::Catalog catalog;
    catalog.version = page.at(0);
    catalog.database = record_of<catalog::Database>(page.at(1));
    std::size_t place = 2;
    catalog::for_each_kind(catalog, [&](auto*, auto& records) {
      using Record = std::remove_cvref_t<decltype(records)>::value_type;
      for (auto& row : page.at(place++)) records.push_back(record_of<Record>(row));
    });
    return catalog;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace ante::twin
