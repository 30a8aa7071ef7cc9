// Functions whose bodies name what a change takes away.
#include "rehearse/bodies.h"

#include <gtest/gtest.h>

#include "rehearse/trigger_rows.h"

namespace ante::tests {
namespace {

class Bodies : public testing::Test {
 protected:
  void function(const std::string& name, const std::string& body) {
    auto definition = "CREATE FUNCTION " + name + " RETURNS void LANGUAGE plpgsql AS $function$" + body + "$function$";
    for (auto* catalog : {&snapshot_.catalog, &after_})
      catalog->functions.push_back({.name = name, .language = "plpgsql", .definition = definition});
  }
  void removed(std::string kind, std::string object) {
    rehearse::StatementOutcome outcome;
    outcome.effects.catalog = {{catalog::Difference::What::removed, std::move(kind), std::move(object)}};
    statements_.push_back(std::move(outcome));
  }
  std::vector<std::string> broken() {
    std::vector<std::string> names;
    for (auto& one : rehearse::find_broken_bodies(snapshot_, after_, statements_)) names.push_back(one.function);
    return names;
  }
  using Names = std::vector<std::string>;
  snapshot::Snapshot snapshot_;
  catalog::Catalog after_;
  std::vector<rehearse::StatementOutcome> statements_;
};

TEST_F(Bodies, ColumnIsMissedInAStatementThatNamesItsTableToo) {
  function("public.close(integer)", "BEGIN UPDATE orders SET state = 'done' WHERE id = $1; END");
  function("public.other(integer)", "BEGIN UPDATE items SET state = 'x'; DELETE FROM orders; END");
  removed("column", "public.orders.state");
  EXPECT_EQ(broken(), Names{"public.close(integer)"});
}

TEST_F(Bodies, TriggersKnowTheirRow) {
  function("public.stamp()", "BEGIN NEW.changed_at := now(); RETURN NEW; END");
  after_.triggers.push_back({.relation = "public.orders",
                             .name = "stamp",
                             .definition = "CREATE TRIGGER stamp … EXECUTE FUNCTION stamp()",
                             .enabled = "origin"});
  removed("column", "public.orders.changed_at");
  removed("column", "public.items.changed_at");
  auto found = rehearse::find_broken_bodies(snapshot_, after_, statements_);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].statement, 0u);
  EXPECT_EQ(found[0].triggers, Names{"stamp of public.orders"});
}

TEST_F(Bodies, WhatIsThereAgainIsNotMissed) {
  function("public.next()", "BEGIN PERFORM nextval('invoice_seq'); END");
  removed("sequence", "public.invoice_seq");
  EXPECT_EQ(broken(), Names{"public.next()"});
  rehearse::StatementOutcome again;
  again.effects.catalog = {{catalog::Difference::What::added, "sequence", "public.invoice_seq"}};
  statements_.push_back(again);
  EXPECT_EQ(broken(), Names{});
}

TEST_F(Bodies, FunctionThatTheChangeRewritesKnowsWhatItDoes) {
  function("public.close(integer)", "BEGIN UPDATE orders SET state = 'done'; END");
  removed("column", "public.orders.state");
  after_.functions[0].definition += " ";
  EXPECT_EQ(broken(), Names{});
}

class TriggerRows : public testing::Test {
 protected:
  TriggerRows() {
    after_.columns.push_back({.relation = "public.orders", .name = "id"});
    after_.columns.push_back({.relation = "public.orders", .name = "Grade"});
    after_.triggers.push_back({.relation = "public.orders",
                               .name = "stamp",
                               .definition = "CREATE TRIGGER stamp BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE "
                                             "FUNCTION public.stamp()",
                               .enabled = "origin"});
    rehearse::StatementOutcome made;
    made.effects.catalog = {{catalog::Difference::What::added, "trigger", "public.orders.stamp"}};
    statements_.push_back(made);
  }
  std::vector<std::string> missed(const std::string& body) {
    after_.functions = {{.name = "public.stamp()",
                         .language = "plpgsql",
                         .definition = "CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql AS $function$" +
                                       body + "$function$"}};
    std::vector<std::string> objects;
    for (auto& one : rehearse::find_rows_without_columns(after_, statements_)) objects.push_back(one.object);
    return objects;
  }
  using Names = std::vector<std::string>;
  catalog::Catalog after_;
  std::vector<rehearse::StatementOutcome> statements_;
};

TEST_F(TriggerRows, ColumnThatTheTableDoesNotHaveIsMissed) {
  EXPECT_EQ(missed("BEGIN NEW.changed_at := now(); RETURN NEW; END"), Names{"public.orders.changed_at"});
  EXPECT_EQ(missed("BEGIN IF old.ID = 1 THEN RETURN old; END IF; RETURN new; END"), Names{});
  EXPECT_EQ(missed("BEGIN -- NEW.changed_at\n RETURN new.*; END"), Names{});
}

TEST_F(TriggerRows, BodyThatAsksWhichTableItRunsForIsLeftAlone) {
  EXPECT_EQ(missed("BEGIN IF TG_TABLE_NAME = 'items' THEN NEW.changed_at := now(); END IF; RETURN NEW; END"), Names{});
  EXPECT_EQ(missed("BEGIN NEW.changed_at := now(); RETURN NEW; EXCEPTION WHEN undefined_column THEN RETURN NEW; END"),
            Names{});
}

TEST_F(TriggerRows, WhatTheChangeDoesNotTouchIsNotItsFault) {
  statements_.clear();
  EXPECT_EQ(missed("BEGIN NEW.changed_at := now(); RETURN NEW; END"), Names{});
}

}  // namespace
}  // namespace ante::tests
