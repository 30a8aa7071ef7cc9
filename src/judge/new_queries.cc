// Queries that come with the change: refused, slow for want of an index, or in a race with themselves.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "judge/findings.h"
#include "judge/partition_ways.h"
#include "rehearse/definition.h"

namespace ante::judge {
namespace {

using rehearse::NewQuery;
using How = rehearse::Race::How;

// Of an index that was tried, what makes it while people go on: over partitions that is a statement each.
Steps statements_of(const std::string& sql, const std::string& index, const rehearse::Rehearsal& rehearsal) {
  auto& tried = rehearsal.tried;
  auto known = std::ranges::find(tried.indexes, index, &catalog::Index::name);
  Partitions partitions(tried);
  if (known == tried.indexes.end() || !partitions.is_partitioned(known->table)) return {sql};
  return partitions.to_index(index).statements();
}

std::string told(const rehearse::Race& race) {
  auto by = join(race.columns, ", ");
  switch (race.how) {
    case How::within:
      return fmt::format(
          "It inserts into {} what it does not find there by {}, and no key keeps two sessions from doing so at once: "
          "both insert it",
          race.table, by);
    case How::after_a_query:
      return fmt::format(
          "The query at {} looks into {} by {}, and this one inserts what it did not find; no key keeps two sessions "
          "from doing so at once: both insert it",
          race.looked_up_at, race.table, by);
    case How::after_an_update:
      return fmt::format(
          "The UPDATE at {} looks for rows of {} by {}, and this one inserts what it did not find; no key keeps two "
          "sessions from doing so at once: both insert it",
          race.looked_up_at, race.table, by);
    case How::no_key:
      return fmt::format(
          "ON CONFLICT finds no conflict: {} has no unique key but what is another value for each row, and the same is "
          "inserted again each time",
          race.table);
  }
  return "";
}

void add_race(Case& found, const NewQuery& query) {
  auto& race = *query.race;
  Finding finding{.kind = "insert-races",
                  .weight = Weight::warns,
                  .place = query.place,
                  .statement = query.text,
                  .says = told(race)};
  if (race.how == How::no_key) {
    finding.advice =
        "a unique index on what makes two rows the same, and ON CONFLICT with its columns; or no ON CONFLICT at all";
  } else if (!race.sql.empty()) {
    finding.stands = Stands::behind;
    finding.remedy = statements_of(race.sql, race.index, found.rehearsal);
    std::vector<std::string> keys;
    for (auto& key : race.key) keys.push_back(key.ends_with(')') ? "(" + key + ")" : key);
    finding.evidence.push_back(
        fmt::format("with the index below, and INSERT … ON CONFLICT ({}){} DO NOTHING, the second one inserts nothing",
                    join(keys, ", "), race.where.empty() ? "" : " WHERE " + race.where));
    finding.evidence.emplace_back("the index is refused as long as there are rows that are the same: mend these first");
  } else {
    finding.advice =
        "no unique index can tell these rows apart: take a lock before you look (pg_advisory_xact_lock), or let the "
        "transaction be serializable";
  }
  found.findings.push_back(std::move(finding));
}

}  // namespace

void add_new_queries(Case& found) {
  for (auto& query : found.rehearsal.new_queries) {
    if (query.race) add_race(found, query);
    if (!query.breaks && query.reads.empty() && !query.needs_the_change) continue;
    Finding finding{.kind = query.breaks          ? "new-query-refused"
                            : query.reads.empty() ? "deploy-order"
                                                  : "new-query-reads-table",
                    .weight = query.blocks() ? Weight::blocks : Weight::warns,
                    .place = query.place,
                    .statement = query.text,
                    .says = ""};
    if (query.breaks) {
      finding.says = fmt::format("It is refused after the change: {}", query.error.what);
    } else if (query.reads.empty()) {
      finding.says = "It is refused before the change: the change must be deployed first";
    } else {
      for (auto& read : query.reads) {
        auto sentence = fmt::format(
            "{} {} ({} rows, {}) to keep {} of them{}",
            read.index.empty() ? "It reads all of" : fmt::format("It goes through the whole index {} on", read.index),
            read.table, human_count(read.rows), human(read.size), human_count(read.kept),
            read.as_today ? ", as the traffic does already" : "");
        if (finding.says.empty())
          finding.says = std::move(sentence);
        else
          finding.evidence.push_back(std::move(sentence));
      }
      finding.stands = Stands::behind;
      for (auto& remedy : query.remedies) {
        std::ranges::move(statements_of(remedy.sql, remedy.index, found.rehearsal), std::back_inserter(finding.remedy));
        finding.evidence.push_back(fmt::format(
            "with the index below it is planned at a cost of {:.0f} instead of {:.0f}; the index takes about {}",
            remedy.cost, query.plan->cost, human(remedy.size)));
      }
    }
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace ante::judge
