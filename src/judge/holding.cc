#include "judge/holding.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rehearse/definition.h"

namespace ante::judge {
namespace {

using rehearse::Rehearsal;

// Where each kind of request first has to wait for a table, in one transaction.
struct Taken {
  std::optional<std::size_t> reads, writes;
};

class Transaction {
 public:
  Transaction(const Rehearsal& rehearsal, const std::vector<std::vector<Work>>& works)
      : rehearsal_(rehearsal), works_(works) {}

  void add(std::size_t statement) {
    last_ = statement;
    auto& outcome = rehearsal_.statements[statement];
    for (auto* locks : {&outcome.effects.locks, &outcome.on_rows.locks})
      for (auto& lock : *locks) {
        auto& taken = taken_[table_of(lock)];
        if (lock.stops_reads && !taken.reads) taken.reads = statement;
        // Nobody writes what only REFRESH does.
        bool written = lock.kind != "materialized view";
        if (lock.stops_writes && written && !taken.writes) taken.writes = statement;
      }
  }

  void add_holds(std::vector<Hold>& holds) const {
    for (auto& table : rehearsal_.tables) {
      auto found = taken_.find(table.table);
      if (found == taken_.end() || (!found->second.reads && !found->second.writes)) continue;
      auto& taken = found->second;
      Hold hold{.table = &table, .stops_reads = taken.reads.has_value(), .stops_writes = taken.writes.has_value()};
      hold.taken = std::min(taken.reads.value_or(last_), taken.writes.value_or(last_));
      hold.seconds.middle = from(hold.taken);
      hold.longest = longest_from(hold.taken);
      if (taken.reads) hold.waiting += table.demand.reads * from(*taken.reads);
      if (taken.writes) hold.waiting += table.demand.writes * from(*taken.writes);
      holds.push_back(hold);
    }
  }

 private:
  // Every query of a table asks for all of its indexes too.
  const std::string& table_of(const change::Lock& lock) const {
    if (lock.kind.ends_with("index"))
      for (auto& table : rehearsal_.tables)
        if (std::ranges::find(table.indexes, lock.relation, &rehearse::IndexFigures::index) != table.indexes.end())
          return table.table;
    return lock.relation;
  }
  // What works CONCURRENTLY commits in between, and lets go what it locked before it works.
  double seconds_held(std::size_t statement) const {
    auto& outcome = rehearsal_.statements[statement];
    bool lets_go = outcome.effects.outside_transaction && rehearse::has_word(lower(outcome.step.sql), "concurrently");
    return lets_go ? 0 : seconds_of(works_[statement]).middle;
  }
  double from(std::size_t first) const {
    double seconds = 0;
    for (auto i = first; i <= last_; ++i) seconds += seconds_held(i);
    return seconds;
  }
  std::size_t longest_from(std::size_t first) const {
    auto longest = first;
    for (auto i = first; i <= last_; ++i)
      if (seconds_held(i) > seconds_held(longest)) longest = i;
    return longest;
  }

  const Rehearsal& rehearsal_;
  const std::vector<std::vector<Work>>& works_;
  std::map<std::string, Taken> taken_;
  std::size_t last_ = 0;
};

}  // namespace

std::vector<Hold> holds_of(const Rehearsal& rehearsal, const std::vector<std::vector<Work>>& works) {
  std::vector<Hold> holds;
  std::optional<Transaction> transaction;
  for (std::size_t i = 0; i < rehearsal.statements.size(); ++i) {
    if (!rehearsal.statements[i].reached) continue;
    bool goes_on =
        i > 0 && transaction && rehearsal.statements[i].transaction == rehearsal.statements[i - 1].transaction;
    if (!goes_on) {
      if (transaction) transaction->add_holds(holds);
      transaction.emplace(rehearsal, works);
    }
    transaction->add(i);
  }
  if (transaction) transaction->add_holds(holds);
  return holds;
}

double wanted_a_second(const rehearse::Demand& demand, bool stops_reads, bool stops_writes) {
  return (stops_reads ? demand.reads : 0) + (stops_writes ? demand.writes : 0);
}

bool wanted(const rehearse::Demand& demand, bool stops_reads, bool stops_writes) {
  return (stops_reads && demand.read) || (stops_writes && demand.written);
}

}  // namespace ante::judge
