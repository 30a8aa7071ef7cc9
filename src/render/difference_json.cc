#include "render/difference_json.h"

#include <nlohmann/json.hpp>

#include "render/words.h"

namespace ante::render {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string difference_json(const std::vector<catalog::Difference>& differences, const catalog::Way& way) {
  Json document;
  document["version"] = 1;
  document["same"] = differences.empty();
  document["differences"] = Json::array();
  for (const auto& one : differences) {
    Json entry = {{"what", word(one.what)}, {"kind", one.kind}, {"object", one.object}};
    if (!one.field.empty()) entry["field"] = one.field;
    if (!one.before.empty()) entry["before"] = one.before;
    if (!one.after.empty()) entry["after"] = one.after;
    entry["sentence"] = catalog::sentence(one);
    document["differences"].push_back(std::move(entry));
  }
  document["way"] = Json::array();
  for (const auto& step : way.steps) {
    Json entry = {{"sql", step.sql}, {"object", step.object}};
    if (!step.owner.empty()) entry["owner"] = step.owner;
    if (!step.loses.empty()) entry["loses"] = step.loses;
    document["way"].push_back(std::move(entry));
  }
  document["cannot"] = way.cannot;
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ante::render
