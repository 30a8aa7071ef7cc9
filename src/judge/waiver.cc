#include "judge/waiver.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/text.h"

namespace ante::judge {
namespace {

bool is_of(const Finding& finding, const Waiver& waiver) {
  return finding.kind == waiver.kind &&
         (waiver.file == "*" || finding.place == waiver.file || finding.place.starts_with(waiver.file + ":"));
}

}  // namespace

Result<Waiver> read_waiver(std::string_view text) {
  static const std::regex form(
      R"(\s*([a-z-]+)\s+(.*\S)\s+until\s+(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))\s*:\s*(.*\S)\s*)");
  std::match_results<std::string_view::const_iterator> match;
  constexpr std::size_t longest = 1'000;
  if (text.size() > longest || !std::regex_match(text.begin(), text.end(), match, form))
    return bad_input(
        fmt::format("'{}' is no waiver", one_line(text, 120)),
        "a kind, a file, a last day and a reason: \"plan-worse 0042_split.sql until 2026-12-01: the report is "
        "run by hand\"");
  return Waiver{match[1], match[2], match[3], match[6]};
}

void waive(std::vector<Finding>& findings, const std::vector<Waiver>& waivers, std::string_view today) {
  for (auto& finding : findings)
    for (auto& waiver : waivers) {
      if (finding.weight == Weight::warns || !is_of(finding, waiver)) continue;
      if (waiver.until < today) {
        finding.evidence.push_back(fmt::format("it was waived until {}: {}", waiver.until, waiver.reason));
        continue;
      }
      finding.weight = Weight::warns;
      finding.waived = waiver.reason;
      finding.evidence.push_back(fmt::format("waived until {}: {}", waiver.until, waiver.reason));
    }
}

}  // namespace ante::judge
