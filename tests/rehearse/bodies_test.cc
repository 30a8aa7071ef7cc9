// Functions whose bodies name what a change takes away.
#include "rehearse/bodies.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ante::tests
