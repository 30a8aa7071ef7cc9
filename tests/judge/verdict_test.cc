// What is said of made-up facts: which of them block, which are open, and who is named as the cause.
#include "judge/verdict.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "judge/holding.h"
#include "judge/remedies.h"

namespace ante::tests {
namespace {

using catalog::Difference;
using judge::Finding;
using judge::Weight;
using rehearse::Fate;
using rehearse::Rehearsal;
using rehearse::StatementOutcome;

const change::Lock all_of_orders{"public.orders", "table", "AccessExclusiveLock", true, true};
const change::Lock writes_of_orders{"public.orders", "table", "ShareLock", false, true};

StatementOutcome statement(int line, int transaction, std::vector<change::Lock> locks = {}) {
  StatementOutcome outcome;
  outcome.step = {.sql = "ALTER TABLE orders", .file = "1.sql", .line = line};
  outcome.transaction = transaction;
  outcome.reached = true;
  outcome.effects.locks = std::move(locks);
  outcome.effects.lock_timeout = Millis{2'000};
  return outcome;
}

class Verdicts : public testing::Test {
 protected:
  Verdicts() {
    rehearsal_.demand_known = true;
    rehearsal_.tables.push_back({.table = "public.orders", .rows = 10e6, .size = {1'000'000'000}});
    orders().demand = {.read = true, .written = true, .reads = 50, .writes = 5};
  }
  rehearse::TableFigures& orders() { return rehearsal_.tables[0]; }
  StatementOutcome& add(StatementOutcome outcome) {
    rehearsal_.statements.push_back(std::move(outcome));
    return rehearsal_.statements.back();
  }
  // The only finding; one of no kind where there is none, or more.
  Finding only() const {
    auto findings = judge::judge(rehearsal_).findings;
    EXPECT_EQ(findings.size(), 1u);
    return findings.size() == 1 ? findings[0] : Finding{.kind = "", .place = "", .says = ""};
  }
  Rehearsal rehearsal_;
};

TEST_F(Verdicts, WhatWasNotLookedAtIsNeverFine) {
  EXPECT_EQ(judge::judge(rehearsal_).exit, Exit::fine);
  rehearsal_.not_looked_at.emplace_back("the traffic");
  EXPECT_EQ(judge::judge(rehearsal_).exit, Exit::undecided);
  rehearsal_.queries.push_back({.text = "SELECT 1", .fate = Fate::breaks});
  EXPECT_EQ(judge::judge(rehearsal_).exit, Exit::blocked);
}

TEST_F(Verdicts, WhatHangsOnRowsIsOpen) {
  add(statement(1, 1)).on_rows.error = Error{"contains null values"};
  EXPECT_EQ(judge::judge(rehearsal_).exit, Exit::undecided);
  EXPECT_EQ(only().weight, Weight::open);
  rehearsal_.statements.back().effects.error = Error{"no such column"};
  EXPECT_EQ(judge::judge(rehearsal_).exit, Exit::blocked);
}

// A column that is new has no value in any row there is.
TEST_F(Verdicts, NewColumnThatMustHaveAValueFailsWhereThereAreRows) {
  auto& outcome = add(statement(1, 1));
  outcome.on_rows.error = Error{"column \"term\" contains null values"};
  outcome.on_rows.error->sqlstate = "23502";
  outcome.effects.catalog = {{Difference::What::added, "column", "public.orders.term", "", "", ""}};
  EXPECT_EQ(only().weight, Weight::blocks);
  orders().rows = 0;
  EXPECT_EQ(only().weight, Weight::open);
}

TEST_F(Verdicts, LongHoldOfAWantedTableBlocks) {
  add(statement(4, 1, {all_of_orders})).effects.rewritten = {"public.orders"};
  auto finding = only();
  EXPECT_EQ(finding.kind, "table-rewrite");
  EXPECT_EQ(finding.weight, Weight::blocks);
  EXPECT_EQ(finding.place, "1.sql:4");
  EXPECT_TRUE(contains(finding.says, "55 requests a second want it")) << finding.says;
  orders().demand = {};
  EXPECT_EQ(only().weight, Weight::warns) << "somebody may want it all the same";
  EXPECT_TRUE(contains(only().says, "none of the captured traffic")) << only().says;
  rehearsal_.demand_known = false;
  EXPECT_EQ(only().weight, Weight::blocks) << "who wants it is not known";
}

// The indexes of a table that is written again come with it, whatever they take.
TEST_F(Verdicts, RewriteIsNamedBeforeTheIndexesThatItBuilds) {
  orders().indexes = {{"public.orders_pkey", {3'000'000'000}}};
  auto& effects = add(statement(4, 1, {all_of_orders})).effects;
  effects.rewritten = {"public.orders"}, effects.built = {"public.orders_pkey"};
  EXPECT_EQ(only().kind, "table-rewrite");
}

TEST_F(Verdicts, SmallAndIdleTableIsQuiet) {
  add(statement(4, 1, {all_of_orders})).effects.rewritten = {"public.orders"};
  orders().rows = 1000, orders().size = {100'000};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty()) << "it is over at once";
  rehearsal_.statements[0].effects.lock_timeout = Millis{0};
  EXPECT_EQ(only().kind, "lock-queue");
  orders().demand = {};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
}

TEST_F(Verdicts, OnlyWhoIsStoppedWaits) {
  orders().rows = 30e6;
  auto& outcome = add(statement(4, 1, {writes_of_orders}));
  outcome.effects.scanned = {"public.orders"}, outcome.effects.built = {"public.orders_idx"};
  outcome.effects.catalog = {{Difference::What::added, "index", "public.orders_idx", "", "",
                              "CREATE INDEX orders_idx ON public.orders USING btree (customer)"}};
  auto finding = only();
  EXPECT_EQ(finding.kind, "index-build");
  EXPECT_TRUE(contains(finding.says, "Nobody can write public.orders")) << finding.says;
  EXPECT_TRUE(contains(finding.says, "5.0 requests a second want it")) << finding.says;
  EXPECT_EQ(finding.remedy,
            std::vector<std::string>{"CREATE INDEX CONCURRENTLY orders_idx ON public.orders USING btree (customer)"});
  orders().demand.written = false, orders().demand.writes = 0;
  EXPECT_EQ(only().weight, Weight::warns);
}

// A lock is kept to the end of the transaction, whatever comes then.
TEST_F(Verdicts, LockIsHeldOverWhatFollowsInItsTransaction) {
  add(statement(1, 1, {all_of_orders}));
  add(statement(2, 1)).effects.rewritten = {"public.other"};
  rehearsal_.tables.push_back({.table = "public.other", .rows = 10e6, .size = {1'000'000'000}});
  auto finding = only();
  EXPECT_EQ(finding.kind, "lock-held");
  EXPECT_EQ(finding.place, "1.sql:2");
  EXPECT_EQ(finding.weight, Weight::blocks);
  EXPECT_TRUE(contains(join(finding.evidence, "\n"), "locked since 1.sql:1"));
  rehearsal_.statements[1].transaction = 2;
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
}

TEST_F(Verdicts, QueueBehindALongTransactionBlocks) {
  add(statement(3, 1, {all_of_orders})).effects.lock_timeout = Millis{0};
  add(statement(4, 1, {all_of_orders})).effects.lock_timeout = Millis{0};
  EXPECT_EQ(only().weight, Weight::warns);
  EXPECT_EQ(only().evidence.size(), 1u) << "who has a lock does not wait for it again";
  orders().longest_transaction = 60;
  EXPECT_EQ(only().weight, Weight::blocks);
  EXPECT_TRUE(contains(only().evidence[0], "some 3300 would wait")) << only().evidence[0];
  rehearsal_.statements[0].effects.lock_timeout = Millis{500};
  rehearsal_.statements[1].effects.lock_timeout = Millis{500};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
}

TEST_F(Verdicts, LimitOfMinutesIsNoneToThoseWhoWait) {
  add(statement(3, 1, {all_of_orders})).effects.lock_timeout = Millis{10'000};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
  rehearsal_.statements[0].effects.lock_timeout = Millis{600'000};
  EXPECT_EQ(only().weight, Weight::warns);
  EXPECT_TRUE(contains(only().says, "up to 10 min")) << only().says;
  orders().longest_transaction = 3'600;
  EXPECT_TRUE(contains(only().evidence[0], "some 33000 would wait")) << only().evidence[0];
}

TEST_F(Verdicts, CauseIsTheStatementThatTookWhatThePlanLivedOn) {
  add(statement(1, 1)).effects.catalog = {{Difference::What::added, "column", "public.orders.note", "", "", ""}};
  add(statement(2, 2)).effects.catalog = {{Difference::What::removed, "index", "public.orders_idx", "", "", ""}};
  add(statement(3, 3)).effects.catalog = {{Difference::What::removed, "column", "public.orders.state", "", "", ""}};
  rehearse::PlanNode index_scan{.what = "Index Scan", .relation = "orders", .index = "orders_idx"};
  rehearse::PlanNode scan{.what = "Seq Scan", .relation = "orders"};
  rehearsal_.queries.push_back({.text = "SELECT 1", .fate = Fate::worse, .before = index_scan, .after = scan});
  rehearsal_.queries.push_back({.text = "SELECT state FROM orders",
                                .fate = Fate::breaks,
                                .before = scan,
                                .error = "column \"state\" does not exist"});
  auto findings = judge::judge(rehearsal_).findings;
  auto place = [&](std::string_view kind) { return std::ranges::find(findings, kind, &Finding::kind)->place; };
  EXPECT_EQ(place("query-breaks"), "1.sql:3");
  EXPECT_EQ(place("plan-worse"), "1.sql:2");
}

TEST_F(Verdicts, WhatIsThrownAwayIsSaidAndWhatIsRenamedIsNot) {
  add(statement(1, 1)).effects.catalog = {{Difference::What::removed, "column", "public.orders.state", "", "", ""}};
  EXPECT_EQ(only().kind, "data-lost");
  rehearsal_.statements[0].step.sql = "ALTER TABLE orders RENAME state TO status";
  rehearsal_.statements[0].effects.catalog.push_back(
      {Difference::What::added, "column", "public.orders.status", "", "", ""});
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
  rehearsal_.statements[0].effects.catalog = {{Difference::What::removed, "column", "public.views.state", "", "", ""}};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty()) << "of a view";
}

TEST_F(Verdicts, WhatGoesUnnamedIsNamed) {
  auto& outcome = add(statement(1, 1));
  outcome.step.sql = "DROP TABLE Customer CASCADE";
  outcome.effects.catalog = {{Difference::What::removed, "table", "public.customer", "", "", ""},
                             {Difference::What::removed, "constraint", "public.customer.customer_pkey", "", "", ""},
                             {Difference::What::removed, "constraint", "public.b.b_customer_fkey", "", "", ""}};
  EXPECT_EQ(only().kind, "cascade");
  EXPECT_TRUE(only().says.ends_with("name: constraint public.b.b_customer_fkey")) << only().says;
}

TEST_F(Verdicts, InvalidIndexThatIsKeptBlocks) {
  auto& outcome = add(statement(1, 1));
  outcome.effects.notices = {"relation \"orders_idx\" already exists, skipping"};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
  rehearsal_.invalid_indexes = {{"public.orders_idx", "public.orders", false}};
  EXPECT_EQ(only().kind, "invalid-index-kept");
  EXPECT_EQ(only().remedy, std::vector<std::string>{"DROP INDEX CONCURRENTLY public.orders_idx"});
}

TEST_F(Verdicts, InvalidIndexIsBuiltAgainOrPassedOver) {
  auto& outcome = add(statement(1, 1));
  outcome.step.sql = "REINDEX INDEX CONCURRENTLY orders_idx";
  rehearsal_.invalid_indexes = {{"public.orders_idx", "public.orders", false}};
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty()) << "of one that is not UNIQUE it is the cure";
  rehearsal_.invalid_indexes[0].unique = true;
  EXPECT_EQ(only().kind, "invalid-index");
  outcome.step.sql = "REINDEX TABLE CONCURRENTLY orders";
  rehearsal_.invalid_indexes[0].unique = false;
  EXPECT_TRUE(contains(only().says, "passes over"));
}

TEST_F(Verdicts, ManyRowsInOneGoAreSaid) {
  add(statement(1, 1)).changed = rehearse::ChangedRows{"Update", "public.orders", 5e6};
  EXPECT_EQ(only().kind, "bulk-write");
  rehearsal_.statements[0].changed->rows = 50;
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
}

TEST_F(Verdicts, WaivedFindingIsSaidAndNoLongerBlocks) {
  add(statement(4, 1, {all_of_orders})).effects.rewritten = {"public.orders"};
  judge::Policy policy{.today = "2026-11-30"};
  auto with = [&](std::string_view text) {
    auto waiver = judge::read_waiver(text);
    EXPECT_TRUE(waiver) << text;
    policy.waivers = {*waiver};
    return judge::judge(rehearsal_, policy);
  };
  auto waived = with("table-rewrite 1.sql until 2026-11-30: at night nobody orders");
  EXPECT_EQ(waived.exit, Exit::fine);
  EXPECT_EQ(waived.findings[0].evidence.back(), "waived until 2026-11-30: at night nobody orders");
  EXPECT_EQ(with("table-rewrite * until 2027-01-01: x").exit, Exit::fine);
  EXPECT_EQ(with("table-rewrite 11.sql until 2027-01-01: x").exit, Exit::blocked);
  EXPECT_EQ(with("index-build 1.sql until 2027-01-01: x").exit, Exit::blocked);
  auto over = with("table-rewrite 1.sql until 2026-11-29: x");
  EXPECT_EQ(over.exit, Exit::blocked);
  EXPECT_EQ(over.findings[0].evidence.back(), "it was waived until 2026-11-29: x");
  for (auto* text : {"", "table-rewrite 1.sql", "table-rewrite 1.sql until tomorrow: x",
                     "table-rewrite 1.sql until 2027-01-01:", "table-rewrite until 2027-01-01: x",
                     "table-rewrite 1.sql until 2027-13-01: x"})
    EXPECT_FALSE(judge::read_waiver(text)) << text;
}

// It commits in between: what it locked at its beginning it has let go when it works.
TEST_F(Verdicts, WhatWorksConcurrentlyHoldsNothingForLong) {
  auto& outcome = add(statement(1, 1, {writes_of_orders}));
  outcome.effects.built = {"public.orders_key"};
  orders().indexes = {{"public.orders_key", {500'000'000}}};
  outcome.step.sql = "REINDEX TABLE orders";
  outcome.effects.outside_transaction = true;
  EXPECT_EQ(only().kind, "index-build");
  outcome.step.sql = "REINDEX TABLE CONCURRENTLY orders";
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
}

std::vector<std::string> instead_of(std::vector<Difference> differences) {
  StatementOutcome outcome;
  outcome.effects.catalog = std::move(differences);
  return judge::online_way(outcome, {});
}

TEST(Remedies, LeadToTheSameEndWithoutALongLock) {
  using What = Difference::What;
  EXPECT_EQ(
      instead_of({{What::added, "constraint", "public.\"a.b\".c_fkey", "", "", "FOREIGN KEY (c) REFERENCES d(id)"}}),
      (std::vector<std::string>{
          "ALTER TABLE public.\"a.b\" ADD CONSTRAINT c_fkey FOREIGN KEY (c) REFERENCES d(id) NOT VALID",
          "ALTER TABLE public.\"a.b\" VALIDATE CONSTRAINT c_fkey"}));
  EXPECT_EQ(instead_of({{What::added, "constraint", "public.t.t_key", "", "", "UNIQUE (a)"},
                        {What::added, "index", "public.t_key", "", "", "CREATE UNIQUE INDEX t_key ON public.t (a)"}}),
            (std::vector<std::string>{"CREATE UNIQUE INDEX CONCURRENTLY t_key ON public.t (a)",
                                      "ALTER TABLE public.t ADD CONSTRAINT t_key UNIQUE USING INDEX t_key"}));
  EXPECT_EQ(instead_of({{What::changed, "column", "public.t.a", "not_null", "false", "true"}}).size(), 4u);
  EXPECT_TRUE(instead_of({{What::changed, "column", "public.t.a", "type", "integer", "bigint"}}).empty());
  EXPECT_TRUE(instead_of({{What::added, "index", "public.i", "", "", "CREATE INDEX i ON t (a)"},
                          {What::changed, "column", "public.t.a", "type", "integer", "bigint"}})
                  .empty())
      << "half of the way is none";
}

TEST(Remedies, StandWhereTheirFindingsSay) {
  judge::Verdict verdict;
  auto add = [&](judge::Stands stands, std::size_t of, std::vector<std::string> remedy) {
    verdict.findings.push_back({.kind = "index-build", .says = "", .remedy = remedy, .stands = stands, .of = of});
  };
  add(judge::Stands::instead, 1, {"CREATE INDEX CONCURRENTLY one", "other"});
  add(judge::Stands::before, 1, {"SET lock_timeout = '2s'"});
  add(judge::Stands::before, 2, {"SET lock_timeout = '2s'"});
  add(judge::Stands::instead, 3, {"ALTER TABLE one"});
  add(judge::Stands::before, 3, {"SET lock_timeout = '2s'"});
  add(judge::Stands::behind, 0, {"index"});
  add(judge::Stands::behind, 0, {"index"});
  add(judge::Stands::by_hand, 0, {"no more"});
  auto mend = judge::remedies_of(verdict);
  EXPECT_EQ(mend.instead.at(1), (std::vector<std::string>{"CREATE INDEX CONCURRENTLY one", "other"}));
  EXPECT_TRUE(mend.before.at(1).empty()) << "what stands in its place keeps nobody waiting";
  EXPECT_EQ(mend.before.at(3).size(), 1u) << "what stands in its place locks for a moment";
  EXPECT_EQ(mend.before.at(2).size(), 1u);
  EXPECT_EQ(mend.behind, std::vector<std::string>{"index"});
}

TEST(Remedies, ThatDoNotLeadThereAreNone) {
  judge::Verdict verdict;
  verdict.findings.push_back(
      {.kind = "index-build", .place = "1.sql:1", .says = "", .remedy = {"x"}, .stands = judge::Stands::instead});
  auto well = verdict;
  judge::tell_trial({true, ""}, well);
  EXPECT_EQ(well.findings[0].remedy.size(), 1u);
  judge::tell_trial({false, "it leads elsewhere"}, verdict);
  EXPECT_TRUE(verdict.findings[0].remedy.empty());
  EXPECT_TRUE(contains(verdict.findings[0].advice, "it leads elsewhere"));
}

TEST_F(Verdicts, BookkeepingInALedgerIsNoFindingButItsFailureIs) {
  auto& outcome = add(statement(1, 1, {all_of_orders}));
  outcome.step.bookkeeping = true;
  outcome.effects.lock_timeout = Millis{0};
  orders().longest_transaction = 1'000;
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
  outcome.step.bookkeeping = false;
  EXPECT_EQ(only().kind, "lock-queue");
  outcome.step.bookkeeping = true;
  outcome.effects.error = Error{"there is no such version"};
  EXPECT_EQ(only().kind, "statement-fails");
}

TEST_F(Verdicts, ApplicationThatDoesNotStartBlocks) {
  rehearsal_.boot = rehearse::Boot{.command = "bin/smoke", .role = "web", .tried = true, .started = true};
  EXPECT_EQ(judge::judge(rehearsal_).exit, Exit::fine);
  rehearsal_.boot->started = false;
  rehearsal_.boot->ended = "exit code 1";
  rehearsal_.boot->output = {"a", "b"};
  auto finding = only();
  EXPECT_EQ(finding.kind, "boot-fails");
  EXPECT_EQ(finding.weight, Weight::blocks);
  EXPECT_TRUE(contains(finding.says, "exit code 1"));
  EXPECT_EQ(finding.output, rehearsal_.boot->output);
  rehearsal_.boot->tried = false;  // the change does not run to its end
  EXPECT_TRUE(judge::judge(rehearsal_).findings.empty());
}

}  // namespace
}  // namespace ante::tests
