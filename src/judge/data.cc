// Whether the rows keep to what a statement demands of them from now on.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {
namespace {

using rehearse::DataQuestion;
using rehearse::StatementOutcome;
using Statistics = DataQuestion::Statistics;

constexpr std::int64_t most_counted = 1'000;

// blocks, open or warns; nothing where the rows themselves were asked, and keep to it.
std::optional<Weight> weight_of(const StatementOutcome& statement, const DataQuestion& question) {
  if (question.answer) {
    if (*question.answer == 0) return {};
    return question.at_next_update ? Weight::warns : Weight::blocks;
  }
  if (question.at_next_update)
    return question.statistics == Statistics::certain ? std::optional(Weight::warns) : std::nullopt;
  if (question.only_the_rows) return {};
  if (question.mended) return Weight::warns;
  if (question.statistics == Statistics::certain) return Weight::blocks;
  auto& seen_in_the_lab = statement.on_rows.error;
  return seen_in_the_lab && seen_in_the_lab->sqlstate == question.sqlstate ? Weight::open : Weight::warns;
}

std::string told(const DataQuestion& question) {
  if (question.at_next_update) {
    auto many = question.answer ? fmt::format("there are {}{}", *question.answer >= most_counted ? "at least " : "",
                                              *question.answer)
                                : question.statistics_say + ", as the statistics say";
    return fmt::format("From now on every UPDATE fails on {}, whatever it sets: {}", question.what, many);
  }
  if (question.answer)
    return fmt::format("There are {}{} {}: it fails", *question.answer >= most_counted ? "at least " : "",
                       *question.answer, question.what);
  if (question.statistics == Statistics::certain)
    return fmt::format("It fails on {}: {}, as the statistics say", question.what, question.statistics_say);
  auto text = fmt::format("It would fail on {}", question.what);
  if (!question.statistics_say.empty()) text += "; " + question.statistics_say;
  if (question.mended) text += ", which the change may have mended before";
  return text;
}

}  // namespace

bool data_decides(const StatementOutcome& statement) {
  return statement.on_rows.error && std::ranges::any_of(statement.questions, [&](auto& question) {
           bool silent = question.only_the_rows && !question.answer;
           bool leaves_it_open = question.answer == 0 && !question.settles;
           return !silent && !leaves_it_open && question.sqlstate == statement.on_rows.error->sqlstate;
         });
}

void add_data(Case& found) {
  auto& statements = found.rehearsal.statements;
  for (std::size_t i = 0; i < statements.size(); ++i)
    for (auto& question : statements[i].questions) {
      auto weight = weight_of(statements[i], question);
      if (!weight) continue;
      auto finding = found.at(i, "data-refuses", *weight);
      finding.says = told(question);
      if (!question.error.empty()) finding.evidence.push_back(question.error);
      finding.advice = question.answer ? "mend these rows first" : "ask the rows, here or with --data";
      finding.remedy = {question.sql};
      found.findings.push_back(std::move(finding));
    }
}

}  // namespace ante::judge
