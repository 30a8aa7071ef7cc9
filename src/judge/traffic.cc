// Queries of the running application that the change breaks, slows down or answers otherwise, each by the statement
// that does it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {
namespace {

using catalog::Difference;
using rehearse::Fate;
using rehearse::PlanNode;
using rehearse::QueryOutcome;
using What = Difference::What;

constexpr std::size_t most_shown = 3;  // queries of one finding

void names_of(const PlanNode& plan, std::set<std::string>& relations, std::set<std::string>& indexes) {
  if (!plan.relation.empty()) relations.insert(plan.relation);
  if (!plan.index.empty()) indexes.insert(plan.index);
  for (auto& child : plan.children) names_of(child, relations, indexes);
}

// public.submission.status: is it a part of submission, or it itself?
bool is_of(const std::string& object, const std::string& relation) {
  return contains("." + object + ".", "." + relation + ".");
}

// How much speaks for a statement: what it did to the objects that the query lives on.
class Suspicion {
 public:
  // `of_answer`: for the columns of its answer, to which no index adds anything.
  Suspicion(const QueryOutcome& query, bool of_answer) : error_(query.error), of_answer_(of_answer) {
    names_of(query.before, relations_, indexes_before_);
    names_of(query.after, relations_, indexes_after_);
    names_of(query.unstable, relations_, indexes_after_);
    for (auto& column : query.leaves_out) error_ += fmt::format(" \"{}\"", column);
    for (auto& check : query.refused_by) error_ += fmt::format(" \"{}\"", check);
    for (auto& may : query.may_be_refused) error_ += fmt::format(" \"{}\"", may.check);
  }
  int of(const rehearse::StatementOutcome& statement) const {
    int most = 0;
    for (auto& difference : statement.effects.catalog)
      if (!of_answer_ || difference.kind != "index") most = std::max(most, of(difference));
    if (of_answer_) return most;
    for (auto& table : statement.effects.rewritten) most = std::max(most, touches(table) ? 2 : 0);
    for (auto& table : statement.on_rows.rewritten) most = std::max(most, touches(table) ? 2 : 0);
    return most;
  }

 private:
  int of(const Difference& difference) const {
    auto bare = difference.object.substr(difference.object.rfind('.') + 1);
    if (difference.kind == "index") {
      if (difference.what == What::removed && indexes_before_.contains(bare)) return 4;
      return difference.what == What::added && indexes_after_.contains(bare) ? 3 : 0;
    }
    if (difference.kind == "comment") return 0;
    // "public.balance(integer)", and an error that names balance(unknown).
    if (difference.kind == "function") {
      auto name = difference.object.substr(0, difference.object.find('('));
      name = replace_all(name.substr(name.rfind('.') + 1), "\"", "");
      return contains(error_, name + "(") ? 4 : 0;
    }
    bool goes = difference.what != What::added;
    bool touched = std::ranges::any_of(relations_, [&](auto& relation) { return is_of(difference.object, relation); });
    bool named = touched && contains(error_, fmt::format("\"{}\"", replace_all(bare, "\"", "")));
    if (difference.field == "not_null" && named) return 5;
    if (difference.kind == "constraint" && named) return 5;
    // The error names what is missing, mostly: column "status" does not exist.
    if (goes && named) return 5;
    if (difference.kind == "grant") return !error_.empty() && goes && touches_in_name(difference.object) ? 2 : 0;
    return touched ? (goes ? 2 : 1) : 0;
  }
  bool touches(const std::string& table) const {
    return std::ranges::any_of(relations_, [&](auto& relation) { return is_of(table, relation); });
  }
  bool touches_in_name(const std::string& object) const {
    return std::ranges::any_of(relations_, [&](auto& relation) { return contains(object, "." + relation); });
  }

  std::set<std::string> relations_, indexes_before_, indexes_after_;
  std::string error_;
  bool of_answer_;
};

// The statement that most speaks for; of several the last one. None where nothing does.
std::optional<std::size_t> cause_of(const QueryOutcome& query, const rehearse::Rehearsal& rehearsal, bool of_answer) {
  Suspicion suspicion(query, of_answer);
  std::optional<std::size_t> cause;
  int most = 0;
  for (std::size_t i = 0; i < rehearsal.statements.size(); ++i)
    if (int weight = suspicion.of(rehearsal.statements[i]); weight > 0 && weight >= most) most = weight, cause = i;
  return cause;
}

std::vector<std::string> possibly_refused(const QueryOutcome& query) {
  std::vector<std::string> lines;
  for (auto& may : query.may_be_refused)
    lines.push_back(
        may.seen == 0
            ? fmt::format("{}: no value of it is known", may.column)
            : fmt::format("{}: {} refuses {} of {} values that ANALYZE kept{}", may.column, may.check, may.refused,
                          may.seen,
                          may.share > 0 ? fmt::format(", which {:.1f} % of the rows have", 100 * may.share) : ""));
  return lines;
}

std::string told(const QueryOutcome& query, std::string_view kind) {
  auto rate = query.calls_per_second > 0 ? a_second(query.calls_per_second) : "rate unknown";
  auto text = one_line(query.text, 160);
  if (kind == "plan-unstable")
    return fmt::format("{}, as {}: {} [with {} another plan: {}]", rate, query.user, text, query.unstable_with,
                       join(rehearse::nodes_only_in(query.unstable, query.after), "; "));
  if (kind == "answer-changes")
    return fmt::format("{}, as {}: {} [{}]", rate, query.user, text, join(query.answers_otherwise, ", "));
  if (kind == "answers-nothing")
    return fmt::format("{}, as {}: {} [{}]", rate, query.user, text, join(query.sees_nothing_of, ", "));
  if (!query.leaves_out.empty())
    return fmt::format("{}, as {}: {} [gives no value for {}]", rate, query.user, text, join(query.leaves_out, ", "));
  if (!query.refused_by.empty())
    return fmt::format("{}, as {}: {} [refused by {}]", rate, query.user, text, join(query.refused_by, ", "));
  if (kind == "write-may-be-refused")
    return fmt::format("{}, as {}: {} [{}]", rate, query.user, text, join(possibly_refused(query), "; "));
  if (query.fate == Fate::breaks) return fmt::format("{}, as {}: {} [{}]", rate, query.user, text, query.error);
  return fmt::format("cost {:.0f} → {:.0f}{}, {}: {}", query.before.cost, query.after.cost,
                     query.with.empty() ? "" : " with " + query.with, rate, text);
}

std::string summed(long count, double rate, std::string_view one, std::string_view many) {
  auto what = fmt::format("{} of the running application {}", counted(count, "query shape"), count == 1 ? one : many);
  return rate > 0 ? fmt::format("{}: {}", what, a_second(rate)) : what;
}

struct Sort {
  const char* kind;
  Weight weight;
  const char *one, *many, *advice;
};

template <class Which>
void add(Case& found, const Sort& sort, Which which) {
  std::map<std::optional<std::size_t>, std::vector<const QueryOutcome*>> by_cause;
  bool of_answer = sort.kind == std::string_view("answer-changes");
  for (auto& query : found.rehearsal.queries)
    if (which(query)) by_cause[cause_of(query, found.rehearsal, of_answer)].push_back(&query);
  std::vector<Finding> findings;
  for (auto& [cause, queries] : by_cause) {
    Finding finding = cause ? found.at(*cause, sort.kind, sort.weight)
                            : Finding{.kind = sort.kind, .weight = sort.weight, .place = "", .says = ""};
    double rate = 0;
    for (auto* query : queries) rate += query->calls_per_second;
    finding.says = summed(static_cast<long>(queries.size()), rate, sort.one, sort.many);
    for (auto* query : queries)
      if (finding.evidence.size() < most_shown) finding.evidence.push_back(told(*query, sort.kind));
    if (queries.size() > most_shown)
      finding.evidence.push_back(fmt::format("and {} more", queries.size() - most_shown));
    finding.advice = sort.advice;
    if (finding.kind == "write-may-be-refused")
      for (auto* query : queries)
        for (auto& may : query->may_be_refused)
          if (std::ranges::find(finding.remedy, may.question) == finding.remedy.end())
            finding.remedy.push_back(may.question);
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace

void add_traffic(Case& found) {
  add(found,
      {"query-breaks", Weight::blocks, "is refused", "are refused",
       "add beside what is there, deploy code that needs only the new, and remove the old one when nobody asks for it"},
      [](auto& query) { return query.fate == Fate::breaks; });
  add(found,
      {"insert-refused", Weight::blocks, "writes what is refused from now on", "write what is refused from now on",
       "give the column a default that is allowed, or deploy code that fills it before it must be filled so"},
      [](auto& query) { return !query.leaves_out.empty() || !query.refused_by.empty(); });
  auto settled = [&](auto& may) {
    return std::ranges::any_of(found.rehearsal.statements, [&](auto& statement) {
      return std::ranges::any_of(statement.questions,
                                 [&](auto& one) { return one.answer == 0 && one.sql == may.question; });
    });
  };
  add(found,
      {"write-may-be-refused", Weight::warns, "may write what is refused from now on",
       "may write what is refused from now on",
       "ask whether the application still writes such values: these rows are what it has written so far"},
      [&](auto& query) { return query.refused_by.empty() && !std::ranges::all_of(query.may_be_refused, settled); });
  add(found,
      {"answers-nothing", Weight::blocks, "sees no row of a table any more", "see no row of a table any more",
       "give the application a policy that lets it see its rows, in the same transaction"},
      [](auto& query) { return !query.sees_nothing_of.empty(); });
  add(found,
      {"plan-worse", Weight::blocks, "gets clearly slower", "get clearly slower",
       "what its plan lived on goes with this statement: keep it, or make what replaces it first"},
      [](auto& query) { return query.fate == Fate::worse; });
  add(found,
      {"plan-unstable", Weight::warns, "has a plan that hangs by a thread", "have plans that hang by a thread",
       "where both plans are quick enough, let it be; else give it an index that serves all of its conditions and its "
       "order"},
      [](auto& query) { return query.fate != Fate::breaks && !query.unstable_with.empty(); });
  add(found,
      {"answer-changes", Weight::warns, "answers with other columns", "answer with other columns",
       "sessions that prepared them before are refused (cached plan must not change result type) until they prepare "
       "them again"},
      [](auto& query) { return query.fate != Fate::breaks && !query.answers_otherwise.empty(); });
}

}  // namespace ante::judge
