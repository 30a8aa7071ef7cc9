#include "render/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::render {

using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Fate;
using rehearse::Rehearsal;

namespace {

// 2026-11-21T07:41:53Z, to the minute.
std::string when(std::string_view moment) {
  return moment.size() < 16 ? std::string(moment) : fmt::format("{} {}", moment.substr(0, 10), moment.substr(11, 5));
}

}  // namespace

const char* word(Exit exit) {
  switch (exit) {
    case Exit::fine:
      return "fine";
    case Exit::blocked:
      return "blocked";
    case Exit::bad_input:
      return "bad input";
    case Exit::undecided:
      return "undecided";
  }
  return "";
}

const char* word(Weight weight) {
  switch (weight) {
    case Weight::blocks:
      return "blocks";
    case Weight::open:
      return "open";
    case Weight::warns:
      return "warns";
  }
  return "";
}

const char* word(Fate fate) {
  switch (fate) {
    case Fate::breaks:
      return "breaks";
    case Fate::worse:
      return "worse";
    case Fate::changed:
      return "changed";
    case Fate::better:
      return "better";
    case Fate::tie:
      return "tie";
    case Fate::unchanged:
      return "unchanged";
    case Fate::not_judged:
      return "not judged";
  }
  return "";
}

const char* word(catalog::Difference::What what) {
  switch (what) {
    case catalog::Difference::What::added:
      return "added";
    case catalog::Difference::What::removed:
      return "removed";
    case catalog::Difference::What::changed:
      return "changed";
  }
  return "";
}

std::string headline(const Verdict& verdict) {
  return verdict.exit == Exit::blocked ? "BLOCKED" : verdict.exit == Exit::fine ? "FINE" : "UNDECIDED";
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
  auto text = fmt::format("{} against {}, PostgreSQL {}, captured {}{}, run as {}",
                          counted(static_cast<long>(rehearsal.statements.size()), "statement"), rehearsal.snapshot,
                          rehearsal.source_version, when(rehearsal.captured_at),
                          rehearsal.age.empty() ? "" : ", " + rehearsal.age, rehearsal.role);
  if (rehearsal.queries_compared)
    text += fmt::format("; {} of {} keep their plans",
                        std::ranges::count(rehearsal.queries, Fate::unchanged, &rehearse::QueryOutcome::fate),
                        counted(static_cast<long>(rehearsal.queries.size()), "query shape"));
  return text;
}

std::string instead(const Finding& finding) {
  if (!finding.advice.empty()) return finding.advice;
  return finding.remedy.empty() ? "" : "instead";
}

std::string as_lines(const Finding& finding) {
  auto text = finding.says;
  for (auto& evidence : finding.evidence) text += "\n" + evidence;
  for (auto& line : finding.output) text += "\n| " + line;
  if (auto what = instead(finding); !what.empty()) text += "\n→ " + what;
  for (auto& sql : finding.remedy) text += "\n" + sql + ";";
  return text;
}

std::string a_few(std::vector<std::string> names) {
  constexpr std::size_t most_names = 6;
  auto more = names.size() > most_names ? names.size() - most_names : 0;
  if (more) names.resize(most_names);
  return join(names, ", ") + (more ? fmt::format(" and {} more", more) : "");
}

std::string grouped(double number) {
  auto digits = fmt::format("{:.0f}", number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (digits.starts_with('-') ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string cost(double value) { return value < 1000 ? fmt::format("{:.2f}", value) : grouped(value); }

std::string rate(const rehearse::QueryOutcome& query) {
  return query.calls_per_second > 0 ? fmt::format("{:.3g}/s", query.calls_per_second) : "rate unknown";
}

}  // namespace ante::render
