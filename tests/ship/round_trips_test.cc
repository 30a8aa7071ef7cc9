// A schema, rows, a change and writes by lot. There and back again the database is what the old schema would have made
// of the same writes. A few here, more by ./campaign roundtrips.
#include <gtest/gtest.h>

#include <filesystem>

#include "campaign.h"
#include "lowering.h"
#include "support/random_change.h"
#include "support/random_schema.h"

namespace {

using namespace ante;
using namespace ante::tests;

class RoundTrips : public Lowering {
 protected:
  struct Drawn {
    std::string changed, kept_as_it_was;  // databases
    std::vector<std::string> change;
    catalog::Catalog before;
  };

  std::string empty_database(const std::string& suffix, const std::string& from = "template1") {
    auto name = fmt::format("drawn_{}_{}", number_, suffix);
    auto server = connect(cluster);
    run(server, fmt::format("CREATE DATABASE {} OWNER app TEMPLATE {}", name, from));
    return name;
  }

  // Of what is drawn only that stays which the server takes, on a copy.
  Drawn drawn(std::uint64_t seed) {
    auto server = connect(cluster);
    for (const char* suffix : {"a", "b", "c"})
      run(server, fmt::format("DROP DATABASE IF EXISTS drawn_{}_{}", number_, suffix));
    ++number_;
    Drawn all{.changed = empty_database("a"), .kept_as_it_was = "", .change = {}, .before = {}};
    {
      auto owner = connect(cluster, all.changed, "app");
      run(owner, random_schema(seed));
      auto made = catalog(all.changed);
      RandomChange rows(made, seed + 1);
      for (int i = 0; i < 60; ++i)
        if (auto sql = rows.insert(made); !sql.empty()) (void)owner.execute(sql);
      (void)owner.execute("ANALYZE");
    }
    all.before = catalog(all.changed);
    all.kept_as_it_was = empty_database("b", all.changed);
    auto scratch = empty_database("c", all.changed);
    RandomChange lots(all.before, seed + 2);
    auto owner = connect(cluster, scratch, "app");
    for (int tries = 0; all.change.size() < 1 + seed % 4 && tries < 60; ++tries) {
      auto sql = lots.statement();
      if (sql.empty() || !owner.execute(sql)) continue;
      for (auto part : split(sql, ';')) all.change.emplace_back(trim(part));
    }
    return all;
  }

  // The same writes to both, of which only those stay that both take. How many there were.
  int write_to_both(const Drawn& all, std::uint64_t seed) {
    auto one = connect(cluster, all.changed, "app"), other = connect(cluster, all.kept_as_it_was, "app");
    auto now = catalog(all.changed);
    RandomChange lots(all.before, seed + 3);
    int written = 0;
    for (int i = 0; i < 60; ++i) {
      auto sql = lots.write(now);
      if (sql.empty()) continue;
      run(one, "BEGIN"), run(other, "BEGIN");
      bool both = one.execute(sql).has_value() & other.execute(sql).has_value();
      for (auto* connection : {&one, &other}) run(*connection, both ? "COMMIT" : "ROLLBACK");
      written += both;
      if (!both) same_sequences(all, one, other);
    }
    return written;
  }
  // What was drawn from them does not come back with a transaction.
  static void same_sequences(const Drawn& all, pg::Connection& one, pg::Connection& other) {
    for (auto& sequence : all.before.sequences) {
      auto name = pg::quote_literal(sequence.name);
      auto ask = fmt::format("SELECT last_value, is_called FROM {}", sequence.name);
      auto at = other.query(ask);
      if (!at || at->size() != 1) continue;
      (void)one.query(fmt::format("SELECT setval(to_regclass({}), $1, $2)", name),
                      {std::string(at->text(0, 0)), std::string(at->text(0, 1))});
    }
  }

  // The columns by their names: after a way back their order may be another.
  std::string rows_of(const std::string& database, const catalog::Catalog& of) {
    auto connection = connect(cluster, database);
    std::string all;
    for (auto& table : of.tables) {
      if (table.kind != "table") continue;
      std::vector<std::string> columns;
      for (auto& column : of.columns)
        if (column.relation == table.name && !column.dropped) columns.push_back(column.name);
      auto text = connection.scalar(fmt::format(
          "SELECT coalesce(string_agg(line, E'\\n' ORDER BY line), '') FROM (SELECT ROW({})::text AS line FROM {}) t",
          join(columns, ", "), table.name));
      all += fmt::format("{}:\n{}\n", table.name, text ? *text : text.error().what);
    }
    return all;
  }

  // Why ante apply would not ship it without --accept: something does not come back.
  static std::string refused(const ship::Plan& plan) {
    for (auto& refusal : plan.refusals)
      if (refusal.kind == "data-lost" || refusal.kind == "no-way-back") return refusal.says;
    return "";
  }
  static std::string losses(const ship::Plan& plan) {
    std::string all;
    for (auto& step : plan.steps) all += step.loses;
    return all;
  }

  std::string one(std::uint64_t seed) {
    shipped_ = false;
    auto all = drawn(seed);
    std::filesystem::remove_all(cache.path() / "twins");
    auto story = join(all.change, ";\n");
    auto plan = plan_of(all.changed, all.change);
    // What is not planned, or refused, is not shipped: it says why, and nothing is done.
    auto why_not = !plan ? plan.error().what : !plan->tried.failed.empty() ? plan->tried.failed : refused(plan->plan);
    if (!why_not.empty()) return "";
    story += "\n" + ship::text_of(plan->plan);
    auto there = apply(target(all.changed), plan->plan);
    // The rows may refuse what a lab without rows took; from wherever it stands it goes back.
    auto written = write_to_both(all, seed);
    auto back = undo(target(all.changed));
    if (!back) return fmt::format("back: {}\n{}", said(back), story);
    auto lossy = losses(plan->plan);
    // Counted where it was shipped, and all rows are to be as they were.
    shipped_ = there && written > 0 && !says_that_rows_are_lost(plan->plan);
    // What does not come back of the schema was said, word for word.
    std::string differs;
    for (auto line : split(differences(all.before, catalog(all.changed)), '\n'))
      if (!contains(lossy, one_line(line, 300))) differs.append(line).append("\n");
    if (!differs.empty()) return fmt::format("{} writes; differs:\n{}\n{}", written, differs, story);
    auto is = rows_of(all.changed, all.before), was = rows_of(all.kept_as_it_was, all.before);
    if (is == was || says_that_rows_are_lost(plan->plan)) return "";
    return fmt::format("{} writes; the rows are\n{}\nand not\n{}\n{}", written, is, was, story);
  }
  static bool says_that_rows_are_lost(const ship::Plan& plan) {
    auto lossy = losses(plan);
    return contains(lossy, "the data of") || contains(lossy, " had before");
  }

  bool shipped_ = false;

 private:
  int number_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Majors, RoundTrips, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(RoundTrips, LeadBackToWhatTheOldSchemaWouldHave) {
  Campaign("roundtrips")
      .play(
          static_cast<int>(environment_number("ANTE_TEST_ROUND_TRIPS", 4)),
          [&](std::uint64_t seed) { return one(seed); }, [&] { return std::int64_t{shipped_}; });
}

}  // namespace
