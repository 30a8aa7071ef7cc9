#include "twin/base_page.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace ante::twin {
namespace {

using nlohmann::json;

// Keys are bytes, which JSON's text has no place for.
json shown(const Inflation& i) {
  json keys = json::array();
  for (auto& key : i.keys) keys.push_back({json::binary({key.datum.begin(), key.datum.end()}), key.variable_width});
  return {i.relation, i.path, i.method, i.blocks, i.height, keys, i.columns, i.metapage};
}

Inflation read_inflation(const json& page) {
  std::string path = page.at(1);
  if (!path.starts_with("base/") || contains(path, "..")) throw std::runtime_error("no path of a relation: " + path);
  Inflation i{page.at(0), path, page.at(2), page.at(3), page.at(4), {}, page.at(6), page.at(7)};
  for (auto& key : page.at(5)) {
    auto& bytes = key.at(0).get_binary();
    i.keys.push_back({{bytes.begin(), bytes.end()}, key.at(1)});
  }
  return i;
}

}  // namespace

std::string page_of(const Base& base) {
  json page{{"database", base.database},
            {"placed", json::array()},
            {"missing", json::array()},
            {"inflations", json::array()},
            {"refused_settings", base.refused_settings}};
  for (auto& p : base.placed) page["placed"].push_back({p.oid, p.file_node, p.relation});
  for (auto& m : base.missing) page["missing"].push_back({m.object, m.why});
  for (auto& i : base.inflations) page["inflations"].push_back(shown(i));
  auto bytes = json::to_cbor(page);
  return {bytes.begin(), bytes.end()};
}

std::optional<Base> base_of_page(std::string_view text, const std::filesystem::path& data,
                                 const pg::ClusterSpec& spec) {
  try {
    auto page = json::from_cbor(text);
    Base base{.data = data, .spec = spec, .database = page.at("database")};
    for (auto& p : page.at("placed")) base.placed.push_back({p.at(0), p.at(1), p.at(2)});
    for (auto& m : page.at("missing")) base.missing.push_back({m.at(0), m.at(1)});
    for (auto& i : page.at("inflations")) base.inflations.push_back(read_inflation(i));
    for (auto& r : page.at("refused_settings")) base.refused_settings.push_back(r);
    return base;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace ante::twin
