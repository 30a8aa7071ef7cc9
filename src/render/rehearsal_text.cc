#include "render/rehearsal_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "render/statement_words.h"
#include "render/trip_words.h"
#include "render/words.h"

namespace ante::render {
namespace {

using rehearse::Fate;
using rehearse::QueryOutcome;
using rehearse::Rehearsal;
using rehearse::StatementOutcome;

constexpr std::size_t most_queries = 8;     // of one fate
constexpr std::size_t most_plan_lines = 4;  // of one plan

class Page {
 public:
  Page(const Rehearsal& rehearsal, const judge::Verdict& verdict, const Look& look)
      : rehearsal_(rehearsal), verdict_(verdict), look_(look) {}
  std::string whole() {
    queries();
    new_queries();
    statements();
    clocks();
    if (!verdict_.hash.empty()) page_ += "\n", line(fmt::format("verdict {}", verdict_.hash), 0, Tone::faint);
    return std::move(page_);
  }

 private:
  void queries();
  void answers();
  void new_queries();
  void new_query(const rehearse::NewQuery& query);
  void query(const QueryOutcome& outcome);
  void plan(std::string_view label, const std::vector<std::string>& nodes);
  void statements();
  void clocks();
  void statement(const StatementOutcome& outcome);
  void line(std::string_view text, std::size_t indent, Tone tone = Tone::plain);
  long count(Fate fate) const { return std::ranges::count(rehearsal_.queries, fate, &QueryOutcome::fate); }

  const Rehearsal& rehearsal_;
  const judge::Verdict& verdict_;
  const Look& look_;
  std::string page_;
};

void Page::line(std::string_view text, std::size_t indent, Tone tone) { page_ += in_lines(look_, text, indent, tone); }

void Page::plan(std::string_view label, const std::vector<std::string>& nodes) {
  for (std::size_t i = 0; i < nodes.size() && i < most_plan_lines; ++i) {
    auto lead = fmt::format("    {:<8}", i == 0 ? label : "");
    auto more = i + 1 == most_plan_lines && nodes.size() > most_plan_lines;
    page_ += look_.in(Tone::faint, lead) + (more ? "…" : one_line(nodes[i], look_.width - columns(lead))) + "\n";
  }
}

void Page::query(const QueryOutcome& outcome) {
  if (outcome.fate == Fate::breaks) {
    page_ += fmt::format("\n  {}  {}, as {}\n", look_.in(Tone::bad, "breaks"), rate(outcome), outcome.user);
    line(one_line(outcome.text, 300), 4);
    line(outcome.error, 4, Tone::bad);
    return;
  }
  auto growth = outcome.growth();
  bool worse = outcome.fate == Fate::worse;
  auto word = worse                          ? look_.in(Tone::bad, "slower")
              : outcome.fate == Fate::better ? look_.in(Tone::good, "faster")
                                             : "other plan";
  page_ += fmt::format(
      "\n  {}  cost {} → {}{}{}, {}, as {}\n", word, cost(outcome.before.cost), cost(outcome.after.cost),
      growth >= 2 ? fmt::format(" (× {})", growth < 10 ? fmt::format("{:.1f}", growth) : grouped(growth)) : "",
      outcome.with.empty() ? "" : " with " + outcome.with, rate(outcome), outcome.user);
  line(one_line(outcome.text, 300), 4);
  plan("before", nodes_only_in(outcome.before, outcome.after));
  plan("after", nodes_only_in(outcome.after, outcome.before));
  if (!outcome.after_is_certain)
    line("or one that costs the same: the exact size of an index decides", 12, Tone::faint);
}

void Page::queries() {
  if (!rehearsal_.queries_compared) return;
  page_ += "\n" + look_.in(Tone::strong, "What becomes of the traffic") + "\n";
  for (auto fate : {Fate::breaks, Fate::worse, Fate::changed, Fate::better}) {
    std::size_t shown = 0;
    for (auto& outcome : rehearsal_.queries) {
      if (outcome.fate != fate || ++shown > most_queries) continue;
      query(outcome);
    }
    if (shown > most_queries)
      line(fmt::format("and {} more like these; --format json has them all", shown - most_queries), 2);
  }
  answers();
  page_ += "\n";
  line(fmt::format("{} of {} keep their plans", count(Fate::unchanged),
                   counted(static_cast<long>(rehearsal_.queries.size()), "query shape")),
       2);
  if (auto ties = count(Fate::tie))
    line(fmt::format("{} may take either of two plans that cost the same: the exact size of an index decides", ties),
         2);
}

void Page::answers() {
  std::size_t shown = 0;
  for (auto& outcome : rehearsal_.queries) {
    if (outcome.answers_otherwise.empty() || ++shown > most_queries) continue;
    page_ +=
        fmt::format("\n  {}  {}, as {}\n", look_.in(Tone::doubtful, "answers otherwise"), rate(outcome), outcome.user);
    line(one_line(outcome.text, 300), 4);
    line(a_few(outcome.answers_otherwise), 4, Tone::doubtful);
  }
  if (shown > most_queries)
    line(fmt::format("and {} more that answer otherwise; --format json has them all", shown - most_queries), 2);
  if (shown)
    line("sessions that prepared them before the change are refused until they prepare them again", 4, Tone::faint);
}

void Page::new_queries() {
  if (rehearsal_.new_queries_role.empty()) return;
  auto& all = rehearsal_.new_queries;
  page_ += "\n" + look_.in(Tone::strong, "Queries that come with it") + "\n";
  for (auto& query : all)
    if (query.breaks || !query.reads.empty()) new_query(query);
  page_ += "\n";
  auto count = [&](auto&& which) { return std::ranges::count_if(all, which); };
  line(fmt::format(
           "{} that the traffic of {} does not have: {} refused, {} reading all of a large table for few of its rows",
           all.size(), rehearsal_.new_queries_role, count(&rehearse::NewQuery::breaks),
           count([](auto& query) { return !query.reads.empty(); })),
       2);
  if (auto early = count(&rehearse::NewQuery::needs_the_change))
    line(fmt::format("{} {} the change: it must be deployed before the new version", early,
                     early == 1 ? "needs" : "need"),
         2, Tone::doubtful);
}

void Page::new_query(const rehearse::NewQuery& query) {
  auto tone = query.blocks() ? Tone::bad : Tone::doubtful;
  page_ += fmt::format("\n  {}  {}, as {}\n", look_.in(tone, query.breaks ? "is refused" : "reads a whole table"),
                       query.place, rehearsal_.new_queries_role);
  line(one_line(query.text, 300), 4);
  if (query.breaks) line(query.error.what, 4, Tone::bad);
  for (auto& read : query.reads)
    line(
        fmt::format("{} {} ({} rows, {}) to keep {} of them{}",
                    read.index.empty() ? "reads all of" : fmt::format("goes through the whole index {} on", read.index),
                    read.table, human_count(read.rows), human(read.size), human_count(read.kept),
                    read.as_today ? ", as the traffic does already" : ""),
        4, tone);
  if (query.plan) plan("plan", rehearse::nodes_only_in(*query.plan, {}));
  for (auto& remedy : query.remedies) {
    line(remedy.sql + ";", 4, Tone::good);
    line(fmt::format("would be taken: cost {} → {}; about {} large", cost(query.plan->cost), cost(remedy.cost),
                     human(remedy.size)),
         6);
  }
}

void Page::statement(const StatementOutcome& outcome) {
  auto place = fmt::format("{:>5}  ", outcome.step.line);
  auto sql = one_line(outcome.step.sql, look_.width - 2 - columns(place));
  page_ += outcome.reached ? fmt::format("{}{}\n", look_.in(Tone::faint, place), sql)
                           : look_.in(Tone::faint, place + sql) + "\n";
  for (auto& told : what_it_does(outcome, rehearsal_.tables)) line(told.text, 6, told.tone);
  auto index = static_cast<std::size_t>(&outcome - rehearsal_.statements.data());
  auto seconds = judge::seconds_of(verdict_.works[index]);
  if (seconds.middle >= 0.01) line("works for " + judge::human(seconds), 6);
}

void Page::statements() {
  page_ += "\n" + look_.in(Tone::strong, "What each statement does") + "\n";
  std::string file;
  for (auto& outcome : rehearsal_.statements) {
    if (outcome.step.file != file) {
      file = outcome.step.file;
      page_ += "\n  " + file + "\n";
    }
    statement(outcome);
  }
}

// Production's clocks, those of tables that the change does not touch too.
void Page::clocks() {
  if (rehearsal_.clocks.empty()) return;
  page_ += "\n" + look_.in(Tone::strong, "What ticks") + "\n";
  for (auto& clock : rehearsal_.clocks) line(what_ticks(clock), 2);
}

}  // namespace

std::string details(const Rehearsal& rehearsal, const judge::Verdict& verdict, const Look& look) {
  return Page(rehearsal, verdict, look).whole();
}

}  // namespace ante::render
