// What a change holds while others want it, and what it waits for while others wait behind it.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/text.h"
#include "judge/findings.h"
#include "judge/holding.h"
#include "judge/remedies.h"
#include "judge/replicas.h"

namespace ante::judge {
namespace {

using rehearse::StatementOutcome;

// Nothing, where it is quiet enough.
std::optional<Weight> weight_of(const Hold& hold, bool demand_known, const Policy& policy) {
  auto& demand = hold.table->demand;
  bool is_wanted = !demand_known || wanted(demand, hold.stops_reads, hold.stops_writes);
  double seconds = hold.seconds.middle;
  if (is_wanted && seconds >= policy.longest_hold) return Weight::blocks;
  bool many_wait = hold.waiting >= policy.waiting_worth_a_word || !demand_known || !demand.rates_known;
  if (is_wanted && many_wait && seconds >= policy.hold_worth_a_word) return Weight::warns;
  if (seconds >= policy.idle_hold_worth_a_word) return Weight::warns;
  return {};
}

std::string kind_of(const Hold& hold, const Work& work) {
  if (hold.taken != hold.longest) return "lock-held";
  switch (work.kind) {
    case Work::Kind::writes_again:
      return "table-rewrite";
    case Work::Kind::builds:
      return "index-build";
    case Work::Kind::reads:
      return "table-scan";
    case Work::Kind::changes_rows:
      return "lock-held";
  }
  return "lock-held";
}

std::string who_waits(bool reads, bool writes) { return reads && writes ? "read or write" : reads ? "read" : "write"; }

std::string size_of(const Work& work) { return fmt::format("{} rows, {}", human_count(work.rows), human(work.size)); }

// A statement's work, the heaviest kinds first as they are written; indexes together.
std::vector<std::string> told(const std::vector<Work>& works) {
  std::vector<std::string> lines, indexes;
  Bytes built;
  for (auto& work : works) {
    if (work.kind == Work::Kind::writes_again)
      lines.push_back(fmt::format("it writes {} again, whole ({})", work.table, size_of(work)));
    else if (work.kind == Work::Kind::reads)
      lines.push_back(fmt::format("it reads {} from end to end ({})", work.table, size_of(work)));
    else if (work.kind == Work::Kind::changes_rows)
      lines.push_back(fmt::format("it changes {} rows of {}", human_count(work.rows), work.table));
    else
      indexes.push_back(work.table), built.count += work.size.count;
  }
  if (indexes.size() == 1) lines.push_back(fmt::format("it builds {} ({})", indexes[0], human(built)));
  if (indexes.size() > 1) lines.push_back(fmt::format("it builds {} indexes ({})", indexes.size(), human(built)));
  double wal = 0, disk = 0;
  for (auto& work : works) wal += work.wal, disk += work.disk;
  constexpr double worth_a_word = 64 << 20;
  if (wal >= worth_a_word)
    lines.push_back(fmt::format("about {} of WAL, which every standby replays, and {} more disk until it is done",
                                human(Bytes{static_cast<std::int64_t>(wal)}),
                                human(Bytes{static_cast<std::int64_t>(disk)})));
  return lines;
}

std::string demand_told(const Hold& hold, bool demand_known) {
  if (!demand_known) return "how many want it was not captured";
  auto& demand = hold.table->demand;
  if (!wanted(demand, hold.stops_reads, hold.stops_writes)) return "none of the captured traffic wants it";
  if (!demand.rates_known) return "the traffic wants it, how often was not captured";
  return fmt::format("{} want it: {} would wait",
                     a_second(wanted_a_second(demand, hold.stops_reads, hold.stops_writes)),
                     hold.waiting >= 1 ? fmt::format("some {:.0f}", hold.waiting) : "hardly one");
}

void advise(Finding& finding, const Hold& hold, const Work& work, const StatementOutcome& statement,
            const catalog::Catalog& after) {
  finding.remedy = online_way(statement, after);
  finding.of = hold.longest;
  finding.stands = !finding.remedy.empty()      ? Stands::instead
                   : hold.taken != hold.longest ? Stands::apart
                                                : Stands::by_hand;
  if (finding.stands == Stands::apart)
    finding.advice = "commit before this statement: in a migration of its own it holds only what it needs itself";
  else if (finding.stands == Stands::instead)
    finding.advice = "in a migration without a transaction, or each in its own";
  else if (work.kind == Work::Kind::writes_again)
    finding.advice = "add a column beside the old one, keep both in step, fill it in batches, and swap them at the end";
}

// Tables that the same statement holds for the same reason are one finding.
void add_holds(Case& found) {
  std::map<std::pair<std::string, std::size_t>, std::size_t> known;  // kind and statement: the finding
  auto holds = holds_of(found.rehearsal, found.works);
  // First the table that is worked on, and then those that are locked with it.
  std::ranges::stable_partition(holds, [&](auto& hold) {
    auto* work = heaviest(found.works[hold.longest]);
    auto& indexes = hold.table->indexes;
    return work && (work->table == hold.table->table ||
                    std::ranges::find(indexes, work->table, &rehearse::IndexFigures::index) != indexes.end());
  });
  for (auto& hold : holds) {
    auto weight = weight_of(hold, found.rehearsal.demand_known, found.policy);
    auto* work = heaviest(found.works[hold.longest]);
    if (!weight || !work) continue;
    auto kind = kind_of(hold, *work);
    auto sentence =
        fmt::format("Nobody can {} {} for {}: {}", who_waits(hold.stops_reads, hold.stops_writes), hold.table->table,
                    human(hold.seconds), demand_told(hold, found.rehearsal.demand_known));
    auto [place, is_new] = known.try_emplace({kind, hold.longest}, found.findings.size());
    if (!is_new) {
      auto& finding = found.findings[place->second];
      finding.evidence.push_back(std::move(sentence));
      finding.weight = std::min(finding.weight, *weight);
      continue;
    }
    auto& statement = found.rehearsal.statements[hold.longest];
    auto finding = found.at(hold.longest, kind, *weight);
    finding.says = std::move(sentence);
    finding.evidence = told(found.works[hold.longest]);
    std::ranges::move(lags_told(found.rehearsal, found.works[hold.longest]), std::back_inserter(finding.evidence));
    if (hold.taken != hold.longest)
      finding.evidence.push_back(fmt::format("locked since {}, to the end of the transaction",
                                             place_of(found.rehearsal.statements[hold.taken])));
    advise(finding, hold, *work, statement, found.rehearsal.after);
    found.findings.push_back(std::move(finding));
  }
}

// DETACH … CONCURRENTLY locks the partition when nobody can come to it through the whole any more.
bool is_taken_out(const StatementOutcome& statement, const std::string& table) {
  return statement.effects.outside_transaction && std::ranges::any_of(statement.effects.catalog, [&](auto& one) {
           return one.kind == "table" && one.object == table && one.field == "parents" && one.after.empty();
         });
}

// A statement that waits for a lock lets everybody wait who comes after it, for as long as those last who came before.
void add_queues(Case& found) {
  auto& statements = found.rehearsal.statements;
  std::map<std::string, std::size_t> of_file;
  std::set<std::pair<int, std::string>> held;  // by a transaction: who has it does not wait for it again
  for (std::size_t i = 0; i < statements.size(); ++i) {
    auto& effects = statements[i].effects;
    if (!statements[i].reached || !effects.lock_timeout) continue;
    double limit = std::chrono::duration<double>(*effects.lock_timeout).count();
    if (limit > 0 && limit <= found.policy.longest_wait) continue;
    for (auto& lock : effects.locks) {
      if ((!lock.stops_reads && !lock.stops_writes) || is_taken_out(statements[i], lock.relation)) continue;
      auto table = std::ranges::find(found.rehearsal.tables, lock.relation, &rehearse::TableFigures::table);
      if (table == found.rehearsal.tables.end() || !wanted(table->demand, lock.stops_reads, lock.stops_writes))
        continue;
      if (!held.insert({statements[i].transaction, lock.relation}).second) continue;
      double rate = wanted_a_second(table->demand, lock.stops_reads, lock.stops_writes);
      // Whoever only reads stands in the way of those alone that stop readers.
      double longest = lock.stops_reads ? table->longest_transaction : 0;
      if (limit > 0) longest = std::min(longest, limit);
      double waiting = rate * longest;
      auto weight = waiting >= found.policy.queue_that_blocks ? Weight::blocks : Weight::warns;
      auto sentence = fmt::format("line {}: {} want {}", statements[i].step.line, a_second(rate), lock.relation);
      if (longest >= 1)
        sentence += fmt::format(", where a transaction of {:.0f} s was seen: some {:.0f} would wait", longest, waiting);
      auto [place, is_new] = of_file.try_emplace(statements[i].step.file, found.findings.size());
      if (is_new) {
        auto finding = found.at(i, "lock-queue", weight);
        finding.says = fmt::format(
            "It waits for its lock as long as there is a transaction before it{}, and whoever comes after waits behind "
            "it",
            limit > 0 ? fmt::format(", up to {}", ante::human(*effects.lock_timeout)) : "");
        finding.remedy = {"SET lock_timeout = '2s'"};
        finding.stands = Stands::before;
        finding.of = i;
        finding.advice = "give up early, and try again later";
        found.findings.push_back(std::move(finding));
      }
      auto& finding = found.findings[place->second];
      finding.weight = std::min(finding.weight, weight);
      finding.evidence.push_back(std::move(sentence));
    }
  }
}

}  // namespace

void add_locks(Case& found) {
  add_holds(found);
  add_queues(found);
}

}  // namespace ante::judge
