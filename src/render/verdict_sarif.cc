#include "render/verdict_sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "render/kinds.h"
#include "render/place.h"
#include "render/strangers.h"
#include "render/words.h"

namespace ante::render {
namespace {

// In the order in which keys are written, so that two outputs can be compared line by line.
using json_object = nlohmann::ordered_json;
using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Rehearsal;

const char* level_of(Weight weight) {
  switch (weight) {
    case Weight::blocks:
      return "error";
    case Weight::open:
      return "warning";
    case Weight::warns:
      return "note";
  }
  return "none";
}

// In a message {0} stands for an argument, and [text](target) for a link: what a stranger wrote is neither.
json_object message(std::string_view text) {
  auto plain = replace_all(replace_all(readable(text), "{", "{{"), "}", "}}");
  return {{"text", replace_all(plain, "](", "] (")}};
}

// A path as a relative reference, or as a file's address where it is absolute.
std::string address_of(std::string_view file) {
  auto parts = split(file, '/');
  for (auto& part : parts) part = url_encoded(part);
  return (file.starts_with('/') ? "file://" : "") + join(parts, "/");
}

// One whom no statement is to blame for is about the change as a whole, which begins with its first: GitHub refuses a
// file with a result that has no place.
json_object locations_of(const Finding& finding, const Rehearsal& rehearsal) {
  auto place = place_of(finding, rehearsal);
  if (!place && !rehearsal.statements.empty())
    place = Place{rehearsal.statements[0].step.file, rehearsal.statements[0].step.line};
  if (!place) return json_object::array();
  json_object location{{"artifactLocation", {{"uri", address_of(place->file)}}},
                       {"region", {{"startLine", place->line}}}};
  return json_object::array({{{"physicalLocation", std::move(location)}}});
}

// What a finding is known by from run to run: its kind, its file and what stands there. Lines move and figures change.
std::string identity_of(const Finding& finding, const Rehearsal& rehearsal) {
  auto place = place_of(finding, rehearsal);
  auto text = fmt::format("{}\n{}\n{}", finding.kind, place ? place->file : "",
                          one_line(finding.statement, finding.statement.size() + 1));
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (unsigned char c : text) hash = (hash ^ c) * 1099511628211u;
  return fmt::format("{:016x}", hash);
}

json_object rule_of(const std::string& kind) {
  json_object meaning{{"text", meaning_of(kind)}};
  return {
      {"id", kind},
      {"shortDescription", meaning},
      {"fullDescription", meaning},
      // No helpUri: it must be absolute, and the documentation is where antemortem is.
      {"help",
       {{"text", fmt::format("{} See docs/findings.md#{} in antemortem's documentation.", meaning_of(kind), kind)}}}};
}

json_object results_of(const Rehearsal& rehearsal, const Verdict& verdict, std::vector<std::string>& kinds) {
  auto results = json_object::array();
  std::map<std::string, int> seen;
  for (auto& finding : verdict.findings) {
    auto kind = std::ranges::find(kinds, finding.kind);
    auto index = kind - kinds.begin();
    if (kind == kinds.end()) kinds.push_back(finding.kind);
    auto identity = identity_of(finding, rehearsal);
    results.push_back({{"ruleId", finding.kind},
                       {"ruleIndex", index},
                       {"level", level_of(finding.weight)},
                       {"message", message(as_lines(finding))},
                       {"locations", locations_of(finding, rehearsal)},
                       // Not under GitHub's own name, whose value it works out itself and wants to be right.
                       {"partialFingerprints", {{"anteFinding/v1", fmt::format("{}:{}", identity, ++seen[identity])}}},
                       {"properties", {{"weight", word(finding.weight)}}}});
    if (!finding.waived.empty())
      results.back()["suppressions"] = json_object::array({{{"kind", "external"}, {"justification", finding.waived}}});
  }
  return results;
}

// What could not be looked at leaves the results incomplete, which is what a notification of level "error" says.
json_object invocation_of(const Rehearsal& rehearsal, const Verdict& verdict) {
  auto notifications = json_object::array();
  for (auto& one : rehearsal.not_looked_at)
    notifications.push_back({{"level", "error"}, {"message", message("not looked at: " + one)}});
  for (auto& one : rehearsal.notes) notifications.push_back({{"level", "note"}, {"message", message(one)}});
  return {{"executionSuccessful", rehearsal.not_looked_at.empty()},
          {"exitCode", static_cast<int>(verdict.exit)},
          {"exitCodeDescription", word(verdict.exit)},
          {"toolExecutionNotifications", std::move(notifications)}};
}

}  // namespace

std::string sarif(const Rehearsal& rehearsal, const Verdict& verdict) {
  std::vector<std::string> kinds;
  auto results = results_of(rehearsal, verdict, kinds);
  auto rules = json_object::array();
  for (auto& kind : kinds) rules.push_back(rule_of(kind));
  json_object run{
      {"tool", {{"driver", {{"name", "antemortem"}, {"version", ANTE_VERSION}, {"rules", std::move(rules)}}}}},
      {"invocations", json_object::array({invocation_of(rehearsal, verdict)})},
      {"results", std::move(results)},
      {"properties",
       {{"outcome", word(verdict.exit)},
        {"snapshot", readable(rehearsal.snapshot)},
        {"source_version", readable(rehearsal.source_version)},
        {"captured_at", readable(rehearsal.captured_at)},
        {"role", readable(rehearsal.role)}}}};
  json_object document{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                       {"version", "2.1.0"},
                       {"runs", json_object::array({std::move(run)})}};
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace ante::render
