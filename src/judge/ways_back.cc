// Whether a change can be taken back, from its end and from between its statements.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {
namespace {

using What = catalog::Difference::What;

constexpr std::size_t most_lines = 6;

std::vector<std::string> shortened(std::vector<std::string> lines) {
  if (lines.size() <= most_lines) return lines;
  auto more = lines.size() - most_lines + 1;
  lines.resize(most_lines - 1);
  lines.push_back(fmt::format("and {} more", more));
  return lines;
}

// What becomes valid, an index or a constraint that finds its parent, a column that is proved to have values, and a
// type with one label more take nothing away.
bool comes_whole(const catalog::Difference& difference) {
  auto& [what, kind, object, field, before, after] = difference;
  if (field == "validated" || field == "valid" || field == "parent" || field == "inherited_from" || field == "local")
    return true;
  if (field == "not_null") return after == "true";
  if (field == "definition") return before == after + " NOT VALID";
  return field == "labels" && after.starts_with(before);
}

// What was there before the migration is gone or otherwise: whoever stops here has a database that nobody planned.
// `own`: what the migration has made itself, until here.
bool takes_away(const rehearse::StatementOutcome& statement, std::set<std::string>& own) {
  bool away = false;
  for (auto& difference : statement.effects.catalog) {
    auto name = difference.kind + " " + difference.object;
    if (difference.what == What::added)
      own.insert(name);
    else if (difference.kind != "grant" && difference.kind != "comment" && !own.contains(name))
      away |= !comes_whole(difference);
  }
  return away;
}

void add_half_way(Case& found, const rehearse::ReturnTrip& trip) {
  auto& statements = found.rehearsal.statements;
  std::vector<std::string> lines;
  std::optional<std::size_t> first;
  bool away = false;
  std::set<std::string> own;
  for (auto& stop : trip.stops) {
    away |= takes_away(statements[stop.statement], own);
    // Within a transaction nothing stays of what was done in it.
    auto next = stop.statement + 1;
    if (next < statements.size() && statements[next].transaction == statements[stop.statement].transaction) continue;
    bool goes_back = trip.has_back && stop.back.empty();
    if (!away || stop.again.empty() || goes_back) continue;
    if (!first) first = stop.statement;
    lines.push_back(fmt::format("stopped after line {}: run again, {}{}", statements[stop.statement].step.line,
                                stop.again, trip.has_back ? "; its way back, " + stop.back : "; it has no way back"));
  }
  if (!first) return;
  auto finding = found.at(*first, "half-applied", Weight::warns);
  finding.says = fmt::format("{} runs in pieces, and stopped between them it goes neither on nor back", trip.migration);
  finding.evidence = shortened(std::move(lines));
  finding.advice =
      "one transaction for what takes something away, and what cannot run in one in a migration of its own";
  found.findings.push_back(std::move(finding));
}

// Who goes back wants the application to run as it did.
void add_broken_by_way_back(Case& found, const rehearse::ReturnTrip& trip) {
  if (trip.broken.empty()) return;
  std::vector<std::string> lines;
  for (auto& query : trip.broken) {
    auto rate = query.calls_per_second > 0 ? a_second(query.calls_per_second) : "rate unknown";
    lines.push_back(fmt::format("{}, as {}: {} [{}]", rate, query.user, one_line(query.text, 160), query.error));
  }
  found.findings.push_back(
      {.kind = "way-back-breaks",
       .weight = Weight::blocks,
       .place = trip.migration,
       .says = fmt::format("There and back again the database refuses {} of the application that runs today",
                           counted(std::ssize(trip.broken), "query shape")),
       .evidence = shortened(std::move(lines)),
       .advice = "write the way back so that it puts back all that the application uses"});
}

}  // namespace

void add_ways_back(Case& found) {
  for (auto& trip : found.rehearsal.return_trips) {
    auto place = fmt::format("{}:{}", trip.failed_at.file, trip.failed_at.line);
    if (trip.error) {
      found.findings.push_back({.kind = "way-back-fails",
                                .weight = trip.stopped ? Weight::open : Weight::blocks,
                                .place = trip.failed_at.file.empty() ? trip.migration : place,
                                .statement = trip.failed_at.sql,
                                .says = fmt::format("The way back of {} fails: {}", trip.migration, trip.error->what),
                                .advice = "write it so that it runs right after the way up"});
    } else if (!trip.left.empty()) {
      found.findings.push_back({.kind = "way-back-differs",
                                .weight = Weight::warns,
                                .place = trip.migration,
                                .says = "There and back again the database is not what it was",
                                .evidence = shortened(trip.left)});
    }
    add_broken_by_way_back(found, trip);
    if (!trip.lost.empty())
      found.findings.push_back(
          {.kind = "way-back-loses",
           .weight = Weight::warns,
           .place = trip.migration,
           .says = "There and back again these hold other values than before: " + join(shortened(trip.lost), ", "),
           .advice = "keep what goes away under another name until nobody has missed it"});
    add_half_way(found, trip);
  }
}

}  // namespace ante::judge
