// What ticks: wound up by the change, or already in the tables that it touches.
#include "judge/clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "judge/findings.h"
#include "rehearse/definition.h"

namespace ante::judge {
namespace {

using rehearse::Clock;

std::string share_of(const Clock& clock) {
  return fmt::format("{:.0f} %", std::floor(100 * clock.reached / clock.end));
}

// "; at the captured rate the rest lasts 43 days"
std::string time_left(const Clock& clock) {
  if (clock.per_second <= 0 || clock.reached >= clock.end) return "";
  double days = (clock.end - clock.reached) / clock.per_second / 86400;
  if (days > 100 * 365) return "";
  return fmt::format("; as the traffic was captured, the rest lasts {}",
                     days < 2     ? fmt::format("{:.0f} hours", days * 24)
                     : days < 730 ? fmt::format("{:.0f} days", days)
                                  : fmt::format("{:.0f} years", days / 365));
}

bool soon(const Clock& clock, const Policy& policy) {
  if (clock.reached >= clock.end * policy.key_values_used) return true;
  return clock.per_second > 0 && (clock.end - clock.reached) / clock.per_second < policy.key_lasts_days * 86400;
}

std::string table_of(const Clock& clock) {
  return clock.what == Clock::What::invalid_index ? "" : rehearse::parted(clock.object).first;
}

std::string of_key_that_runs_out(const Clock& clock) {
  if (clock.reached >= clock.end)
    return fmt::format("{} has no values left: {} of {} ends at {}", clock.object, clock.type, clock.object,
                       human_count(clock.end));
  return fmt::format("{} is {} and has used {} of its values{}", clock.object, clock.type, share_of(clock),
                     time_left(clock));
}

std::string of_narrow_key(const Clock& clock) {
  if (clock.end <= 0)
    return fmt::format("{} is {}, and points to {}: what is longer cannot be pointed to", clock.object, clock.type,
                       clock.other);
  return fmt::format("{} is {}, and points to {}: {}", clock.object, clock.type, clock.other,
                     clock.reached > clock.end ? "rows with greater keys are there already, and none can point to them"
                                               : fmt::format("from row {} on none can point there{}",
                                                             human_count(clock.end), time_left(clock)));
}

std::string of_sequence_behind(const Clock& clock) {
  return fmt::format("{} gives {} next, and {} has {} already: where it is a key, INSERTs are refused", clock.other,
                     static_cast<std::int64_t>(clock.reached), clock.object,
                     clock.end > 0 ? fmt::format("values up to {}", static_cast<std::int64_t>(clock.end))
                                   : std::string("such values"));
}

class Telling {
 public:
  explicit Telling(Case& found) : found_(found) {}

  void tell(const Clock& clock) {
    switch (clock.what) {
      case Clock::What::key_runs_out:
        return key_runs_out(clock);
      case Clock::What::key_too_narrow:
        return key_too_narrow(clock);
      case Clock::What::sequence_behind:
        return sequence_behind(clock);
      case Clock::What::age:
        return age(clock);
      case Clock::What::invalid_index:
        return invalid_index(clock);
      case Clock::What::key_without_index:
        return key_without_index(clock);
    }
  }

  // What builds a table's indexes again builds those too that something cut short before.
  void tell_rebuilds(std::size_t statement) {
    auto& outcome = found_.rehearsal.statements[statement];
    auto sql = lower(outcome.step.sql);
    bool reindexes = sql.starts_with("reindex");
    for (auto& [index, table, unique, partitioned] : found_.rehearsal.invalid_indexes) {
      auto named = [&](const std::string& name) {
        return rehearse::has_word(sql, lower(replace_all(name.substr(name.rfind('.') + 1), "\"", "")));
      };
      bool rewritten = std::ranges::find(outcome.effects.rewritten, table) != outcome.effects.rewritten.end();
      bool passes_over = reindexes && contains(sql, "concurrently") && named(table) && !named(index);
      // Of one that is not UNIQUE, a second try is the cure.
      bool tries_again = unique && (rewritten || (reindexes && (named(index) || named(table))));
      if (!passes_over && !tries_again) continue;
      auto finding = found_.at(statement, "invalid-index", Weight::warns);
      finding.says = fmt::format("{} is INVALID{}", index,
                                 passes_over ? ", and REINDEX CONCURRENTLY of a table passes over such an index"
                                             : " and built again: where doubles cut it short before, they do so again, "
                                               "and the statement fails");
      finding.advice = "drop it before, and build it again where it is wanted";
      finding.remedy = {(partitioned ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ") + index};
      finding.stands = Stands::before;
      finding.of = statement;
      found_.findings.push_back(std::move(finding));
    }
  }

  // What the change deletes itself.
  void tell_deletes(std::size_t statement) {
    auto& changed = found_.rehearsal.statements[statement].changed;
    if (!changed || changed->operation != "Delete" || changed->rows < 1) return;
    for (auto& clock : found_.rehearsal.clocks) {
      if (clock.what != Clock::What::key_without_index || clock.other != changed->table) continue;
      if (clock.rows < found_.policy.rows_read_in_vain) continue;
      auto finding = found_.at(statement, "foreign-key-without-index", Weight::warns);
      finding.says = fmt::format(
          "It deletes {} rows of {}, and for each of them the server reads all {} rows of {}: no index finds those "
          "that {} "
          "is about",
          human_count(changed->rows), changed->table, human_count(clock.rows), table_of(clock), clock.object);
      finding.advice = "build the index first";
      finding.remedy = clock.sql;
      finding.stands = Stands::before;
      finding.of = statement;
      found_.findings.push_back(std::move(finding));
    }
  }

 private:
  Finding begun(const Clock& clock, std::string kind, Weight weight) const {
    if (clock.made_by) return found_.at(*clock.made_by, std::move(kind), weight);
    return {.kind = std::move(kind), .weight = weight, .place = "", .says = {}};
  }

  void add(Finding finding, const Clock& clock, std::string says, std::string advice) {
    finding.says = std::move(says);
    finding.advice = std::move(advice);
    finding.remedy = clock.sql;
    bool is_index = clock.what == Clock::What::key_without_index;
    if (is_index) finding.stands = Stands::behind;
    found_.findings.push_back(std::move(finding));
  }

  void key_runs_out(const Clock& clock) {
    // A key that is made now should last longer than one that has to be lived with.
    constexpr double longer = 5;
    double left = (clock.end - clock.reached) / std::max(clock.per_second, 1e-9);
    bool short_lived = clock.per_second > 0 && left < longer * found_.policy.key_lasts_days * 86400;
    if (!clock.made_by || !(soon(clock, found_.policy) || short_lived)) return;
    add(begun(clock, "integer-overflow", clock.reached >= clock.end ? Weight::blocks : Weight::warns), clock,
        of_key_that_runs_out(clock), "make it bigint before: by a column beside it, filled in batches and swapped in");
  }

  void key_too_narrow(const Clock& clock) {
    if (!clock.made_by) return;
    add(begun(clock, "key-too-narrow", clock.end > 0 && clock.reached > clock.end ? Weight::blocks : Weight::warns),
        clock, of_narrow_key(clock), "give it the type of the key that it points to");
  }

  void sequence_behind(const Clock& clock) {
    if (!clock.made_by) return;
    add(begun(clock, "sequence-behind", Weight::blocks), clock, of_sequence_behind(clock),
        "move the sequence behind the rows, in the same transaction");
  }

  void age(const Clock& clock) {
    if (clock.reached < clock.end * found_.policy.age_worth_a_word) return;
    add(begun(clock, "wraparound-near", Weight::warns), clock,
        fmt::format("The oldest of the database's {} is {} ids old; at {} the server refuses to write", clock.object,
                    human_count(clock.reached), human_count(clock.end)),
        "end what holds old rows back (long transactions, prepared ones, slots), and VACUUM the oldest tables first");
  }

  void invalid_index(const Clock& clock) {
    // One that is there already is in the way of what builds it again.
    auto holds = [&](const std::vector<std::string>& built) {
      return std::ranges::find(built, clock.object) != built.end();
    };
    auto builds_it = [&](const rehearse::StatementOutcome& statement) {
      return holds(statement.effects.built) || holds(statement.on_rows.built);
    };
    if (!clock.made_by && std::ranges::none_of(found_.rehearsal.statements, builds_it)) return;
    add(begun(clock, "invalid-index", Weight::warns), clock,
        fmt::format("{} is INVALID: no query can use it, and every write pays for it", clock.object),
        "drop it; build it again where it is wanted");
  }

  // Each row that goes from the other table, or changes its key, reads all of this one.
  void key_without_index(const Clock& clock) {
    bool deleted = clock.per_second > 0;
    bool perhaps = !found_.rehearsal.demand_known && clock.rows >= found_.policy.rows_read_in_vain;
    if (!clock.made_by || !(deleted || perhaps)) return;
    auto deletes = clock.per_second > 1e-6 ? fmt::format(", {}", a_second(clock.per_second)) : std::string();
    add(begun(clock, "foreign-key-without-index", Weight::warns), clock,
        fmt::format("No index finds the rows that {} is about: a DELETE on {}{} reads all {} rows for each of its own",
                    clock.object, clock.other,
                    deleted ? fmt::format(" (the application has some{})", deletes) : std::string(),
                    clock.rows > 0 ? human_count(clock.rows) : std::string("the")),
        "an index that begins with these columns must be there first, and stay");
  }

  Case& found_;
};

}  // namespace

void add_clocks(Case& found) {
  Telling telling(found);
  for (auto& clock : found.rehearsal.clocks) telling.tell(clock);
  for (std::size_t i = 0; i < found.rehearsal.statements.size(); ++i) {
    telling.tell_rebuilds(i);
    telling.tell_deletes(i);
  }
}

void note_clocks(rehearse::Rehearsal& rehearsal, const Policy& policy) {
  for (auto& clock : rehearsal.clocks) {
    auto table = table_of(clock);
    bool touched = std::ranges::find(rehearsal.tables, table, &rehearse::TableFigures::table) != rehearsal.tables.end();
    if (clock.made_by || !touched) continue;
    if (clock.what == Clock::What::key_runs_out && soon(clock, policy))
      rehearsal.notes.push_back("as it is already: " + of_key_that_runs_out(clock));
    if (clock.what == Clock::What::key_too_narrow && clock.end > 0 && soon(clock, policy))
      rehearsal.notes.push_back("as it is already: " + of_narrow_key(clock));
    if (clock.what == Clock::What::sequence_behind)
      rehearsal.notes.push_back("as it is already: " + of_sequence_behind(clock));
  }
}

}  // namespace ante::judge
