#include "render/impact.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/units.h"
#include "render/times.h"

namespace ante::render {
namespace {

using incident::Event;
using incident::Figures;
using incident::Incident;
using incident::Pulse;
using incident::Span;
using incident::Struck;

constexpr std::size_t queries_at_most = 10, longest_query = 160;

class Told {
 public:
  Told(const Incident& incident, const Figures& figures)
      : incident_(incident),
        figures_(figures),
        harm_(incident::harm_of(incident, figures.last_seen)),
        struck_(incident::struck(figures.before, figures.meanwhile)) {}

  Impact impact() {
    sessions();
    calls();
    people();
    return std::move(impact_);
  }

 private:
  // The day, too, where it is not the one on which it began.
  std::string when(double at) const {
    auto day = utc_day(at);
    return day == utc_day(incident_.from) ? utc_clock(at) : day + " " + utc_clock(at);
  }
  std::string between(const Span& span) const { return when(span.from) + "–" + when(span.to); }
  std::string counted_then() const { return fmt::format("[work {}]", between(figures_.meanwhile.over)); }
  std::string counted_then_and_before() const {
    return fmt::format("[work {} and {}]", between(figures_.meanwhile.over), between(figures_.before.over));
  }

  // The most of one kind, and the most that there was of it before.
  void sessions(std::int64_t Pulse::* which, std::string_view what) {
    const Pulse* most = nullptr;
    std::optional<std::int64_t> before;
    for (auto& one : figures_.pulse) {
      if (one.at < harm_.from) before = std::max(before.value_or(0), one.*which);
      if (one.at >= harm_.from && one.at <= harm_.to && (!most || one.*which > most->*which)) most = &one;
    }
    if (!most || most->*which == 0) return;
    impact_.sentences.push_back(fmt::format("At most {} {}, at {}{} [moment {}]", counted(most->*which, "session"),
                                            what, when(most->at),
                                            before ? fmt::format("; at most {} before", *before) : "", when(most->at)));
  }
  void sessions() {
    sessions(&Pulse::active, "at work");
    sessions(&Pulse::waiting, "in line for a lock");
    if (figures_.pulse.empty()) impact_.not_known.emplace_back("how many were at work: nobody looked");
  }

  void calls() {
    if (figures_.meanwhile.seconds <= 0) {
      impact_.not_known.emplace_back("what it did to queries: nothing was counted of them");
      return;
    }
    auto all = figures_.meanwhile.all();
    auto came = fmt::format("{} calls came to their end, with {} rows", human_count(all.calls), human_count(all.rows));
    if (!incident::tells_the_usual(figures_.before)) {
      impact_.sentences.push_back(came + " " + counted_then());
      impact_.not_known.emplace_back("what was usual: nothing, or too little, was counted before it");
      return;
    }
    auto times = figures_.meanwhile.seconds / figures_.before.seconds;
    auto usual = figures_.before.all();
    impact_.sentences.push_back(fmt::format("{}; in as long a time before it were {}, with {} {}", came,
                                            human_count(usual.calls * times), human_count(usual.rows * times),
                                            counted_then_and_before()));
    slower();
    missing();
    list();
  }

  void slower() {
    double slow_calls = 0, ms = 0;
    int queries = 0;
    for (auto& one : struck_)
      if (one.is_slower && !one.is_new) slow_calls += one.meanwhile.calls, ms += one.more_ms, ++queries;
    if (queries == 0) return;
    impact_.sentences.push_back(fmt::format("{} calls of {} took {} more, all together, than such calls took before {}",
                                            human_count(slow_calls), counted(queries, "query"), in_ms(ms),
                                            counted_then_and_before()));
  }

  void missing() {
    double fewer = 0;
    int queries = 0;
    for (auto& one : struck_)
      if (one.is_missing) fewer += one.fewer_calls, ++queries;
    if (queries == 0) return;
    impact_.sentences.push_back(fmt::format("{} calls fewer of {} came to their end than in as long a time before {}",
                                            human_count(fewer), counted(queries, "query"), counted_then_and_before()));
  }

  void list() {
    for (auto& one : struck_) {
      if (impact_.queries.size() == queries_at_most) break;
      auto text =
          one.text.empty() ? "a query whose text is not known" : fmt::format("«{}»", one_line(one.text, longest_query));
      auto ms = [](const incident::Done& done) { return done.calls > 0 ? in_ms(done.ms_a_call()) : "–"; };
      impact_.queries.push_back({human_count(one.meanwhile.calls), human_count(one.before.calls), ms(one.meanwhile),
                                 ms(one.before), text + " " + counted_then_and_before()});
    }
  }

  // Whom it met is what somebody has to say.
  void people() {
    bool is_told = false;
    for (auto& event : incident_.events)
      for (auto& shown : event.shown) {
        if (event.kind != Event::Kind::note || !shown.starts_with(incident::affected)) continue;
        is_told = true;
        auto whom = shown.substr(std::string_view(incident::affected).size());
        auto who = event.about.empty() ? "somebody" : one_line(event.about, 60);
        impact_.sentences.push_back(fmt::format("Affected were {}, says {}: {} [{}]", one_line(whom, longest_query),
                                                who, one_line(event.says, longest_query), event.number));
      }
    if (!is_told) impact_.not_known.emplace_back("which people it met, and how many: no database knows that");
  }

  const Incident& incident_;
  const Figures& figures_;
  Span harm_;
  std::vector<Struck> struck_;
  Impact impact_;
};

}  // namespace

std::string in_ms(double ms) {
  if (ms < 10) return fmt::format("{:.1f} ms", ms);
  return human(Millis(std::llround(ms)));
}

Impact impact_of(const Incident& incident, const Figures& figures) { return Told(incident, figures).impact(); }

}  // namespace ante::render
