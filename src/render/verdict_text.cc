#include "render/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "render/words.h"

namespace ante::render {
namespace {

using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Rehearsal;

constexpr std::size_t most_evidence = 5;  // lines of one finding

Tone tone_of(const Verdict& verdict) {
  return verdict.exit == Exit::blocked ? Tone::bad : verdict.exit == Exit::fine ? Tone::good : Tone::doubtful;
}

std::string shown(const Finding& finding, const Look& look) {
  auto tone = finding.weight == Weight::blocks ? Tone::bad : Tone::doubtful;
  auto text = fmt::format("\n  {}  {}  {}\n", look.in(tone, word(finding.weight)), look.in(Tone::strong, finding.kind),
                          look.in(Tone::faint, one_line(finding.place, 200)));
  if (!finding.statement.empty()) text += in_lines(look, one_line(finding.statement, 200), 4, Tone::faint);
  text += in_lines(look, finding.says, 4);
  for (std::size_t i = 0; i < finding.evidence.size() && i < most_evidence; ++i)
    text += in_lines(look, finding.evidence[i], 6);
  if (finding.evidence.size() > most_evidence)
    text +=
        in_lines(look, fmt::format("and {} more; --format json has them all", finding.evidence.size() - most_evidence),
                 6, Tone::faint);
  // As it came: the indentation of a traceback says something.
  for (auto& line : finding.output) text += fmt::format("      | {}\n", look.in(Tone::faint, line));
  if (auto what = instead(finding); !what.empty()) text += in_lines(look, "→ " + what, 4, Tone::good);
  for (auto& sql : finding.remedy) text += in_lines(look, sql + ";", 6, Tone::good);
  return text;
}

std::string listed(std::string_view title, const std::vector<std::string>& lines, const Look& look, Tone tone) {
  if (lines.empty()) return {};
  auto text = "\n" + look.in(Tone::strong, title) + "\n";
  for (auto& one : lines) text += in_lines(look, one, 2, tone);
  return text;
}

}  // namespace

std::string text(const Rehearsal& rehearsal, const Verdict& verdict, const Look& look) {
  auto text = fmt::format("{}  {}\n", look.in(tone_of(verdict), headline(verdict)), counts(verdict, rehearsal));
  text += in_lines(look, what_was_rehearsed(rehearsal), 0, Tone::faint);
  for (auto& finding : verdict.findings) text += shown(finding, look);
  text += listed("Not looked at", rehearsal.not_looked_at, look, Tone::doubtful);
  text += listed("Notes", rehearsal.notes, look, Tone::faint);
  return text;
}

}  // namespace ante::render
