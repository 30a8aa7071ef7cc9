#include "render/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::render {
namespace {

using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Fate;
using rehearse::Rehearsal;

constexpr std::size_t most_evidence = 5;  // lines of one finding

// 2026-11-21T07:41:53Z, to the minute.
std::string when(std::string_view moment) {
  return moment.size() < 16 ? std::string(moment) : fmt::format("{} {}", moment.substr(0, 10), moment.substr(11, 5));
}

std::string verdict_word(const Verdict& verdict, const Look& look) {
  return verdict.exit == Exit::blocked ? look.in(Tone::bad, "BLOCKED")
         : verdict.exit == Exit::fine  ? look.in(Tone::good, "FINE")
                                       : look.in(Tone::doubtful, "UNDECIDED");
}

std::string counts(const Verdict& verdict, const Rehearsal& rehearsal) {
  auto count = [&](Weight weight) { return std::ranges::count(verdict.findings, weight, &Finding::weight); };
  std::vector<std::string> parts;
  if (auto n = count(Weight::blocks))
    parts.push_back(fmt::format("{} against it", n == 1 ? "1 finding stands" : fmt::format("{} findings stand", n)));
  if (auto n = count(Weight::open)) parts.push_back(fmt::format("{} open", n == 1 ? "1 is" : fmt::format("{} are", n)));
  if (auto n = count(Weight::warns))
    parts.push_back(fmt::format("{} to know", n == 1 ? "1 is" : fmt::format("{} are", n)));
  if (!rehearsal.not_looked_at.empty()) parts.emplace_back("not all of it could be looked at");
  if (parts.empty()) parts.emplace_back("nothing fails, nobody waits, no plan gets clearly worse");
  return join(parts, ", ");
}

std::string what_was_rehearsed(const Rehearsal& rehearsal) {
  auto text = fmt::format("{} against {}, PostgreSQL {}, captured {}, run as {}",
                          counted(static_cast<long>(rehearsal.statements.size()), "statement"), rehearsal.snapshot,
                          rehearsal.source_version, when(rehearsal.captured_at), rehearsal.role);
  if (rehearsal.queries_compared)
    text += fmt::format("; {} of {} keep their plans",
                        std::ranges::count(rehearsal.queries, Fate::unchanged, &rehearse::QueryOutcome::fate),
                        counted(static_cast<long>(rehearsal.queries.size()), "query shape"));
  return text;
}

std::string shown(const Finding& finding, const Look& look) {
  auto tone = finding.weight == Weight::blocks ? Tone::bad : Tone::doubtful;
  auto word = finding.weight == Weight::blocks ? "blocks" : finding.weight == Weight::open ? "open" : "warns";
  auto text = fmt::format("\n  {}  {}  {}\n", look.in(tone, word), look.in(Tone::strong, finding.kind),
                          look.in(Tone::faint, finding.place));
  if (!finding.statement.empty()) text += in_lines(look, one_line(finding.statement, 200), 4, Tone::faint);
  text += in_lines(look, finding.says, 4);
  for (std::size_t i = 0; i < finding.evidence.size() && i < most_evidence; ++i)
    text += in_lines(look, finding.evidence[i], 6);
  if (finding.evidence.size() > most_evidence)
    text +=
        in_lines(look, fmt::format("and {} more; --format json has them all", finding.evidence.size() - most_evidence),
                 6, Tone::faint);
  if (!finding.advice.empty() || !finding.remedy.empty())
    text += in_lines(look, "→ " + (finding.advice.empty() ? "instead" : finding.advice), 4, Tone::good);
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
  auto text = fmt::format("{}  {}\n", verdict_word(verdict, look), counts(verdict, rehearsal));
  text += in_lines(look, what_was_rehearsed(rehearsal), 0, Tone::faint);
  for (auto& finding : verdict.findings) text += shown(finding, look);
  text += listed("Not looked at", rehearsal.not_looked_at, look, Tone::doubtful);
  text += listed("Notes", rehearsal.notes, look, Tone::faint);
  return text;
}

}  // namespace ante::render
