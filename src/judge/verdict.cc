#include "judge/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {

std::string place_of(const rehearse::StatementOutcome& statement) {
  return fmt::format("{}:{}", statement.step.file, statement.step.line);
}

std::string a_second(double rate) {
  if (rate <= 0) return "an unknown number of requests";
  if (rate < 1) return fmt::format("a request every {:.0f} s", std::round(1 / rate));
  return fmt::format("{} requests a second", rate < 10 ? fmt::format("{:.1f}", rate) : fmt::format("{:.0f}", rate));
}

Finding Case::at(std::size_t statement, std::string kind, Weight weight) const {
  auto& outcome = rehearsal.statements[statement];
  return {
      .kind = std::move(kind), .weight = weight, .place = place_of(outcome), .statement = outcome.step.sql, .says = {}};
}

namespace {

// What a migration tool does in its own ledger is no finding; that it fails there is one.
void forget_bookkeeping(Case& found) {
  for (auto& statement : found.rehearsal.statements) {
    if (!statement.step.bookkeeping) continue;
    std::erase_if(found.findings, [&](auto& finding) {
      return finding.place == place_of(statement) && !finding.kind.starts_with("statement-");
    });
  }
}

}  // namespace

Verdict judge(const rehearse::Rehearsal& rehearsal, const Policy& policy) {
  Case found{rehearsal, policy};
  for (auto& statement : rehearsal.statements)
    found.works.push_back(statement.reached ? works_of(statement, rehearsal) : std::vector<Work>{});
  add_failures(found);
  add_traffic(found);
  add_bodies(found);
  add_new_queries(found);
  add_locks(found);
  add_written_rows(found);
  add_replicas(found);
  add_lost_data(found);
  add_cascades(found);
  add_kept_invalid(found);
  add_data(found);
  add_ways_back(found);
  add_clocks(found);
  add_boot(found);
  forget_bookkeeping(found);
  waive(found.findings, policy.waivers, policy.today);
  std::ranges::stable_sort(found.findings, {}, &Finding::weight);

  Verdict verdict{.exit = Exit::fine, .works = std::move(found.works), .findings = std::move(found.findings)};
  auto has = [&](Weight weight) {
    return std::ranges::find(verdict.findings, weight, &Finding::weight) != verdict.findings.end();
  };
  if (has(Weight::blocks))
    verdict.exit = Exit::blocked;
  else if (has(Weight::open) || !rehearsal.not_looked_at.empty())
    verdict.exit = Exit::undecided;
  return verdict;
}

}  // namespace ante::judge
