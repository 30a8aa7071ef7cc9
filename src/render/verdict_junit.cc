#include "render/verdict_junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "render/place.h"
#include "render/strangers.h"
#include "render/words.h"

namespace ante::render {
namespace {

using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Rehearsal;

// XML makes a space of an attribute's line ends, unless they are written so.
std::string attribute(std::string_view text) {
  return replace_all(replace_all(escaped(text), "\n", "&#10;"), "\t", "&#9;");
}

struct TestCase {
  std::string group, name, file;
  int line = 0;
  std::string statement = {};
  bool reached = true;
  std::vector<const Finding*> findings = {};
  std::string not_looked_at = {};

  bool has(Weight weight) const {
    return std::ranges::any_of(findings, [&](auto* finding) { return finding->weight == weight; });
  }
  bool fails() const { return has(Weight::blocks); }
  // How it ends is not known, and so it must not look as if it had gone well.
  bool errs() const { return !fails() && (has(Weight::open) || !not_looked_at.empty()); }
  bool skipped() const { return !fails() && !errs() && !reached; }
};

TestCase case_of(const rehearse::StatementOutcome& statement) {
  auto& step = statement.step;
  return {.group = step.file,
          .name = fmt::format("line {}: {}", step.line, one_line(step.sql, 120)),
          .file = step.file,
          .line = step.line,
          .statement = step.sql,
          .reached = statement.reached};
}

TestCase case_of(const Finding& finding, const Rehearsal& rehearsal) {
  auto place = place_of(finding, rehearsal);
  return {.group = place ? place->file : "the change as a whole",
          .name = fmt::format("{}: {}", finding.kind,
                              one_line(finding.statement.empty() ? finding.says : finding.statement, 120)),
          .file = place ? place->file : "",
          .line = place ? place->line : 0,
          .statement = finding.statement};
}

// The statements in their order, then what concerns none of them, then what could not be looked at.
std::vector<TestCase> cases_of(const Rehearsal& rehearsal, const Verdict& verdict) {
  std::vector<TestCase> cases;
  for (auto& statement : rehearsal.statements) cases.push_back(case_of(statement));
  auto statements = cases.size();
  for (auto& finding : verdict.findings) {
    auto is_its = [&](auto& one) {
      return finding.statement == one.statement && finding.place == fmt::format("{}:{}", one.file, one.line);
    };
    auto end = cases.begin() + static_cast<std::ptrdiff_t>(statements);
    auto its = std::find_if(cases.begin(), end, is_its);
    if (its == end) its = cases.insert(cases.end(), case_of(finding, rehearsal));
    its->findings.push_back(&finding);
  }
  for (auto& one : rehearsal.not_looked_at)
    cases.push_back({.group = "not looked at", .name = one_line(one, 120), .file = "", .not_looked_at = one});
  return cases;
}

// Some readers know a test case by its name, and forget the first of two.
void make_names_unique(std::vector<TestCase>& cases) {
  std::set<std::pair<std::string, std::string>> known;
  for (auto& one : cases) {
    auto name = one.name;
    for (int i = 2; !known.insert({one.group, one.name}).second; ++i) one.name = fmt::format("{} ({})", name, i);
  }
}

std::string told(const Finding& finding) {
  return fmt::format("{} {}: {}", word(finding.weight), finding.kind, as_lines(finding));
}

// What fails it, or leaves it open, in one element: readers show the first only.
std::string complaint(const TestCase& one) {
  if (!one.not_looked_at.empty())
    return fmt::format("<error type=\"not-looked-at\" message=\"{0}\">{1}</error>", attribute(one.not_looked_at),
                       escaped(one.not_looked_at));
  auto element = one.fails() ? "failure" : "error";
  const Finding* first = nullptr;
  std::vector<std::string> parts;
  for (auto* finding : one.findings) {
    if (finding->weight == Weight::warns) continue;
    if (!first) first = finding;
    parts.push_back(told(*finding));
  }
  if (!one.statement.empty()) parts.push_back(readable(one.statement, 4'000));
  return fmt::format("<{0} type=\"{1}\" message=\"{2}\">{3}</{0}>", element, attribute(first->kind),
                     attribute(first->says), escaped(join(parts, "\n\n")));
}

std::string element_of(const TestCase& one) {
  auto xml = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", attribute(one.group), attribute(one.name));
  if (!one.file.empty()) xml += fmt::format(" file=\"{}\" line=\"{}\"", attribute(one.file), one.line);
  xml += ">\n";
  if (one.fails() || one.errs())
    xml += fmt::format("      {}\n", complaint(one));
  else if (one.skipped())
    xml += "      <skipped message=\"not reached: an earlier statement fails\"/>\n";
  std::vector<std::string> warnings;
  for (auto* finding : one.findings)
    if (finding->weight == Weight::warns) warnings.push_back(told(*finding));
  if (!warnings.empty()) xml += fmt::format("      <system-out>{}</system-out>\n", escaped(join(warnings, "\n\n")));
  return xml + "    </testcase>\n";
}

// Whatever the reason: a verdict that is not fine is not green.
void add_verdict_where_nothing_is_red(std::vector<TestCase>& cases, const Rehearsal& rehearsal,
                                      const Verdict& verdict) {
  bool red = std::ranges::any_of(cases, [](auto& one) { return one.fails() || one.errs(); });
  if (verdict.exit == Exit::fine || red) return;
  cases.push_back({.group = "the change as a whole",
                   .name = "verdict",
                   .file = "",
                   .not_looked_at = fmt::format("{}: {}", headline(verdict), counts(verdict, rehearsal))});
}

}  // namespace

std::string junit(const Rehearsal& rehearsal, const Verdict& verdict) {
  auto cases = cases_of(rehearsal, verdict);
  add_verdict_where_nothing_is_red(cases, rehearsal, verdict);
  make_names_unique(cases);
  auto sums = fmt::format("name=\"ante check\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", cases.size(),
                          std::ranges::count_if(cases, &TestCase::fails), std::ranges::count_if(cases, &TestCase::errs),
                          std::ranges::count_if(cases, &TestCase::skipped));
  auto xml = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite {0}>\n", sums);
  xml += fmt::format(
      "    <properties>\n      <property name=\"verdict\" value=\"{}\"/>\n"
      "      <property name=\"rehearsed\" value=\"{}\"/>\n    </properties>\n",
      attribute(fmt::format("{}: {}", headline(verdict), counts(verdict, rehearsal))),
      attribute(what_was_rehearsed(rehearsal)));
  for (auto& one : cases) xml += element_of(one);
  if (!rehearsal.notes.empty())
    xml += fmt::format("    <system-out>{}</system-out>\n", escaped(join(rehearsal.notes, "\n")));
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace ante::render
