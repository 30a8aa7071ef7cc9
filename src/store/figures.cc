#include "store/figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace ante::store {
namespace {

using incident::Counted;
using incident::Course;
using incident::Figures;

constexpr double looks_back = 3'600;  // seconds
// The intervals that reach into a time, ?1 to ?2: one that only touches it does not. None is longer than an hour.
constexpr const char* reach_into_it = "at > ?1 + 0.5 AND at < ?2 + 3600 AND at - seconds < ?2 - 0.5";

}  // namespace

Result<Counted> History::counted(double from, double to) {
  Counted counted;
  auto whole = TRY(database_.prepare(fmt::format(
      "SELECT coalesce(min(at - seconds), 0), coalesce(max(at), 0), coalesce(sum(seconds), 0) FROM (SELECT DISTINCT "
      "at, seconds FROM work WHERE {})",
      reach_into_it)));
  whole.bind(0, from), whole.bind(1, to);
  TRY(whole.step());
  counted.over = {whole.real(0), whole.real(1)}, counted.seconds = whole.real(2);
  auto row = TRY(database_.prepare(
      fmt::format("SELECT fingerprint, text, sum(calls), sum(ms), sum(rows) FROM work JOIN shape ON shape.number = "
                  "work.shape WHERE {} GROUP BY work.shape",
                  reach_into_it)));
  row.bind(0, from), row.bind(1, to);
  while (TRY(row.step()))
    counted.by_shape[std::string(row.text(0))] = {std::string(row.text(1)), {row.real(2), row.real(3), row.real(4)}};
  return counted;
}

Result<Course> History::course(const std::string& shape, double from, double to) {
  Course course{.shape = shape, .text = {}, .steps = {}};
  auto known = TRY(database_.prepare("SELECT number, text FROM shape WHERE fingerprint = ?"));
  known.bind(0, std::string_view(shape));
  if (!TRY(known.step())) return course;
  course.text = known.text(1);
  auto row = TRY(database_.prepare(fmt::format(
      "SELECT whole.at - whole.seconds, whole.at, coalesce(calls, 0), coalesce(ms, 0), coalesce(rows, 0) FROM (SELECT "
      "DISTINCT at, seconds FROM work WHERE {}) AS whole LEFT JOIN work ON work.at = whole.at AND work.seconds = "
      "whole.seconds AND work.shape = ?3 ORDER BY whole.at",
      reach_into_it)));
  row.bind(0, from), row.bind(1, to), row.bind(2, known.integer(0));
  while (TRY(row.step())) course.steps.push_back({{row.real(0), row.real(1)}, {row.real(2), row.real(3), row.real(4)}});
  return course;
}

Result<Figures> figures_of(History& history, const incident::Incident& incident, double not_before) {
  Figures figures;
  figures.last_seen = TRY(history.last_seen());
  auto shown = incident::shown_of(incident, figures.last_seen), harm = incident::harm_of(incident, figures.last_seen);
  figures.pulse = TRY(history.pulse(shown.from, shown.to));
  // Something that was over at once was in some interval, too.
  figures.meanwhile = TRY(history.counted(harm.from, std::max(harm.to, harm.from + 2)));
  auto begins = figures.meanwhile.seconds > 0 ? std::min(harm.from, figures.meanwhile.over.from) : harm.from;
  figures.before = TRY(history.counted(std::max(begins - looks_back, not_before), begins));
  for (auto& shape : incident::worst(incident, figures.before, figures.meanwhile)) {
    auto course = TRY(history.course(shape, shown.from, shown.to));
    if (!course.steps.empty()) figures.worst.push_back(std::move(course));
  }
  return figures;
}

}  // namespace ante::store
