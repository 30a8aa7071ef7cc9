#include "ship/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "judge/findings.h"
#include "judge/physics.h"
#include "os/sha256.h"
#include "rehearse/definition.h"
#include "ship/backfill.h"
#include "ship/beside.h"
#include "ship/column_order.h"
#include "ship/drift.h"
#include "ship/lowered.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::ship {
namespace {

using rehearse::StatementOutcome;

std::string first_word(std::string_view sql) {
  auto tokens = sql::scan(sql);
  if (!tokens) return "";
  for (auto& token : *tokens)
    if (token.kind == sql::Token::Kind::word) return lower(sql::text_of(token, sql));
  return "";
}

// What a statement is to its migration, apart from what it does.
enum class Part { statement, begins_or_commits, goes_back, setting, limit };
Part part_of(const std::string& sql) {
  auto facts = sql::facts(sql);
  if (!facts) return Part::statement;
  auto word = first_word(sql);
  if (facts->transaction_control)
    return word == "begin" || word == "start" || word == "commit" || word == "end" ? Part::begins_or_commits
                                                                                   : Part::goes_back;
  if (facts->kind != "VariableSetStmt") return Part::statement;
  // How long to wait is the runner's to say.
  return contains(lower(sql), "lock_timeout") || contains(lower(sql), "statement_timeout") ? Part::limit
                                                                                           : Part::setting;
}

std::string locks_of(const StatementOutcome& outcome, const std::vector<judge::Work>& works) {
  std::vector<std::string> locks;
  for (auto& lock : outcome.effects.locks)
    if (lock.stops_reads || lock.stops_writes) locks.push_back(lock.mode + " on " + lock.relation);
  if (locks.empty()) return "";
  auto seconds = judge::seconds_of(works);
  return join(locks, ", ") + (seconds.middle >= 0.01 ? ", " + judge::human(seconds) : ", for a moment");
}

class Lower {
 public:
  explicit Lower(const Lowering& what) : what_(what) {
    plan_.name = what.change.folder.empty() ? "change" : what.change.folder;
    plan_.content = content_of(what.change);
    plan_.server = what.snapshot.source.system_identifier;
    plan_.database = what.snapshot.source.database;
    plan_.role = what.rehearsal.role;
    plan_.schema = hash_of_schema(what.snapshot.catalog);
    plan_.verdict = what.verdict.hash;
  }

  Result<Lowered> plan() {
    auto& outcomes = what_.rehearsal.statements;
    for (place_ = 0; place_ < outcomes.size(); ++place_) {
      bool new_migration = place_ == 0 || outcomes[place_].migration != outcomes[place_ - 1].migration;
      if (new_migration) close(), settings_.clear();
      TRY(take(outcomes[place_]));
      note_added(outcomes[place_]);
    }
    close();
    weigh();
    if (plan_.steps.empty())
      return bad_input("there is nothing to ship: the change has no statement that does anything");
    return Lowered{std::move(plan_), std::move(as_they_stand_)};
  }

 private:
  std::unexpected<Error> cannot(const StatementOutcome& outcome, std::string_view why, std::string next) const {
    return bad_input(fmt::format("{}: {}: {}", judge::place_of(outcome), one_line(outcome.step.sql, 100), why),
                     std::move(next));
  }

  Result<void> take(const StatementOutcome& outcome) {
    auto& sql = outcome.step.sql;
    if (outcome.step.bookkeeping) return {};
    if (outcome.step.secret)
      return cannot(outcome, "holds a secret, which the plan, the journal and the way back would show",
                    "set it by hand (a password: \\password in psql) and leave it out of the change");
    if (!outcome.reached || outcome.fails())
      return cannot(outcome, outcome.effects.error ? outcome.effects.error->what : "is never reached in the lab",
                    "a change that does not run to its end is not shipped: ante check says why");
    if (!outcome.step.copy_data.empty())
      return cannot(outcome, "COPY with its rows in the file is not shipped", "write INSERTs, or load them by hand");
    switch (part_of(sql)) {
      case Part::begins_or_commits:
        close();
        return {};
      case Part::goes_back:
        return cannot(outcome, "takes back what came before it", "leave both out");
      case Part::limit:
        return {};
      case Part::setting:
        settings_.push_back(sql);
        if (open_) group_.up.sql.push_back(sql);
        return {};
      case Part::statement:
        break;
    }
    if (lower_it(outcome)) return {};
    if (outcome.effects.outside_transaction)
      return cannot(outcome, "runs in no transaction, and nothing in the catalog shows that it is done",
                    "run it by hand, before or after");
    keep(outcome);
    return {};
  }

  bool lower_it(const StatementOutcome& outcome) {
    Statement statement{outcome, what_.snapshot, fmt::format("{}_{}", plan_.content.substr(0, 8), place_ + 1),
                        what_.rehearsal, added_};
    auto steps = built_online(statement);
    if (steps.empty()) steps = dropped_online(statement);
    std::string why_not;
    if (steps.empty()) steps = in_batches(statement);
    if (steps.empty()) steps = by_a_column_beside(statement);
    if (steps.empty() && what_.keeps) {
      steps = put_aside(statement, why_not);
      if (!steps.empty()) column_stays(outcome);
    }
    if (!why_not.empty())
      plan_.refusals.push_back({judge::place_of(outcome), "data-lost",
                                "what it drops cannot be put aside, so that nothing brings it back: " + why_not});
    if (steps.empty()) return false;
    close();
    lowered_.insert(place_);
    for (auto& step : steps) step.from = judge::place_of(outcome);
    std::ranges::move(steps, std::back_inserter(plan_.steps));
    return true;
  }

  // What must be one piece, and is large, is refused with what it costs.
  std::vector<Step> in_batches(const Statement& statement) {
    auto& changed = statement.outcome.changed;
    if (!changed || changed->rows < what_.batched_from) return {};
    std::string why_not;
    auto steps = filled_in_batches(statement, settings_, why_not);
    if (!why_not.empty() && changed->rows >= judge::Policy{}.rows_in_one_go)
      plan_.refusals.push_back(
          {judge::place_of(statement.outcome), "bulk-write",
           fmt::format("{:.0f} rows of {} in one go, {}, in which whoever writes one of them waits; it does not go in "
                       "batches: {}",
                       changed->rows, changed->table, judge::human(judge::seconds_of(what_.verdict.works.at(place_))),
                       why_not)});
    return steps;
  }

  // Where the table would be written again, and is large enough that somebody would wait for it.
  std::vector<Step> by_a_column_beside(const Statement& statement) {
    auto table = typed_table(statement);
    auto& outcome = statement.outcome;
    bool again = std::ranges::find(outcome.effects.rewritten, table) != outcome.effects.rewritten.end() ||
                 std::ranges::find(outcome.on_rows.rewritten, table) != outcome.on_rows.rewritten.end();
    auto figures = std::ranges::find(what_.rehearsal.tables, table, &rehearse::TableFigures::table);
    if (!again || figures == what_.rehearsal.tables.end() || figures->rows < what_.beside_from) return {};
    auto steps = typed_beside(statement, settings_, one_piece_[place_]);
    if (steps.empty()) return steps;
    refuse_where_order_counts(
        outcome, table,
        fmt::format("the column comes last in {} by this way, and what it was before stays in its place for a while",
                    table));
    return steps;
  }

  void refuse_where_order_counts(const StatementOutcome& outcome, const std::string& table, std::string_view says) {
    for (auto& who : who_counts_on_the_columns(what_.rehearsal, what_.snapshot.catalog, table))
      plan_.refusals.push_back(
          {judge::place_of(outcome), "column-order",
           fmt::format("{}: somebody counts on the columns and their order; name the columns there: {}", says, who)});
  }

  // It stays where it was, under another name.
  void column_stays(const StatementOutcome& outcome) {
    using What = catalog::Difference::What;
    auto& all = outcome.effects.catalog;
    if (std::ranges::any_of(all, [](auto& one) { return one.what == What::removed && one.kind == "table"; })) return;
    for (auto& one : all) {
      if (one.what != What::removed || one.kind != "column") continue;
      auto table = rehearse::parted(one.object).first;
      refuse_where_order_counts(
          outcome, table,
          fmt::format("the column that is put aside stays in its place in {} for a while (with --no-keep it goes now)",
                      table));
    }
  }

  // What goes where another one comes may be the same under another name.
  void note_added(const StatementOutcome& outcome) {
    using What = catalog::Difference::What;
    auto& all = outcome.effects.catalog;
    auto is = [](What what) { return [=](auto& one) { return one.kind == "column" && one.what == what; }; };
    if (std::ranges::any_of(all, is(What::removed))) return;
    for (auto& one : all)
      if (is(What::added)(one)) added_.insert(one.object);
  }

  // As it stands, in the transaction that its tool would use.
  void keep(const StatementOutcome& outcome) {
    if (open_ && (transaction_ != outcome.transaction || apart(place_))) close();
    if (!open_) {
      group_ = {.title = one_line(outcome.step.sql, 120), .from = judge::place_of(outcome)};
      group_.up.sql = settings_;
      transaction_ = outcome.transaction;
      statements_ = 0;
      open_ = true;
    }
    group_.up.sql.push_back(outcome.step.sql);
    if (++statements_ == 2) group_.title += " …";
    add(group_.locks, locks_of(outcome, what_.verdict.works.at(place_)));
    add(group_.loses, loses(outcome));
    if (apart(place_)) close();
  }

  static void add(std::string& list, const std::string& more) {
    if (!more.empty()) list += (list.empty() ? "" : "; ") + more;
  }

  // What no catalog brings back.
  std::string loses(const StatementOutcome& outcome) const {
    std::vector<std::string> lost;
    for (auto& table : outcome.effects.emptied) lost.push_back("the rows of " + table);
    auto facts = sql::facts(outcome.step.sql);
    bool renames = facts && (facts->kind == "RenameStmt" || facts->kind == "AlterObjectSchemaStmt");
    for (auto& one : outcome.effects.catalog)
      if (!renames && one.what == catalog::Difference::What::removed && holds_data(one))
        lost.push_back(fmt::format("the data of {} {}", one.kind, one.object));
    if (auto& changed = outcome.changed)
      lost.push_back(fmt::format("what {} had before: the way back leaves its rows as they are then", changed->table));
    return join(lost, "; ");
  }

  bool holds_data(const catalog::Difference& one) const {
    if (one.kind != "table" && one.kind != "column") return false;
    auto relation = one.kind == "table" ? one.object : rehearse::parted(one.object).first;
    auto& tables = what_.snapshot.catalog.tables;
    auto table = std::ranges::find(tables, relation, &catalog::Table::name);
    return table == tables.end() || table->kind != "view";
  }

  bool apart(std::size_t place) const {
    return std::ranges::any_of(what_.verdict.findings, [&](auto& finding) {
      return finding.stands == judge::Stands::apart && finding.of == place;
    });
  }

  void close() {
    if (open_) {
      as_they_stand_.insert(plan_.steps.size());
      plan_.steps.push_back(std::move(group_));
    }
    open_ = false;
  }

  // What stands against the change, and does not any more by the way that was chosen.
  bool solved(const judge::Finding& finding) const {
    if (finding.kind == "lock-queue") return true;  // the runner gives up early and lets others go first
    static const std::set<std::string> holds{"table-rewrite", "index-build", "table-scan", "lock-held"};
    if (!holds.contains(finding.kind)) return false;
    return finding.stands == judge::Stands::apart || lowered_.contains(finding.of);
  }

  std::string why_one_piece(const judge::Finding& finding) const {
    auto why = one_piece_.find(finding.of);
    return why == one_piece_.end() || why->second.empty() ? "" : "; it does not go by a column beside: " + why->second;
  }

  void weigh() {
    for (auto& finding : what_.verdict.findings) {
      if (finding.weight == judge::Weight::blocks && !solved(finding))
        plan_.refusals.push_back({finding.place, finding.kind, one_line(finding.says, 400) + why_one_piece(finding)});
      if (finding.weight == judge::Weight::open) plan_.open.push_back(one_line(finding.says, 400));
    }
    for (auto& open : what_.rehearsal.not_looked_at) plan_.open.push_back(one_line(open, 400));
  }

  const Lowering& what_;
  Plan plan_;
  std::size_t place_ = 0;
  std::set<std::size_t> lowered_, as_they_stand_;
  std::set<std::string> added_;                   // columns that the change has made so far
  std::map<std::size_t, std::string> one_piece_;  // why a statement has no way by a column beside
  std::vector<std::string> settings_;             // of the migration's session so far
  Step group_;
  bool open_ = false;
  int transaction_ = 0, statements_ = 0;
};

}  // namespace

std::string content_of(const change::Change& change) {
  std::string text;
  auto add = [&](std::string_view part) { text += fmt::format("{}:{}\n", part.size(), part); };
  for (auto& migration : change.migrations) {
    add(migration.name);
    add(migration.in_transaction ? "in" : "out");
    for (auto& step : migration.steps) add(step.sql);
  }
  return os::sha256_hex(text);
}

Result<Lowered> lower_change(const Lowering& what) { return Lower(what).plan(); }

}  // namespace ante::ship
