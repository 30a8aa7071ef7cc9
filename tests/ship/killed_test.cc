// ante itself, ended in the middle of a step, and its gate.
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "os/folders.h"
#include "os/process.h"
#include "shipping.h"
#include "support/private_cache.h"
#include "support/run.h"

namespace {

using namespace ante;
using namespace ante::tests;

class Killed : public Shipping {
 protected:
  Killed() : folder_(std::move(*os::TemporaryFolder::make("shipping"))), name(database()) {
    address = fmt::format("'host={} user=app dbname={}'", cluster.socket().string(), name);
    write("plan.sql", ship::text_of(sealed(plan(name))));
  }
  static ship::Plan sealed(ship::Plan plan) {
    plan.verdict = "green";
    return plan;
  }
  void write(const std::string& file, const std::string& text) {
    ASSERT_TRUE(os::write_file(folder_.path() / file, text));
  }
  ante::tests::Ended ante(const std::string& arguments) {
    return ante::tests::run(fmt::format("cd {} && ante {} --database {}", folder_.path().string(), arguments, address));
  }
  // ante apply, ended by a signal while its index is being built: that waits for somebody who still sees what was
  // before.
  void end_it_half_way(int signal, std::vector<std::string> of = {}) {
    auto reader = connect(cluster, name, "app");
    run(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM customer LIMIT 1");
    if (of.empty()) of = {(folder_.path() / "plan.sql").string()};
    std::vector<std::string> arguments{"apply",
                                       "--database",
                                       fmt::format("host={} user=app dbname={}", cluster.socket().string(), name),
                                       "--undo-folder",
                                       folder_.path().string(),
                                       "-q"};
    arguments.insert(arguments.end(), of.begin(), of.end());
    auto process =
        os::Process::start({.path = ANTE_BINARY, .arguments = arguments, .environment = os::environment_with({})});
    ASSERT_TRUE(process);
    auto looker = connect(cluster, name);
    // A folder is rehearsed first.
    auto until = std::chrono::steady_clock::now() + std::chrono::minutes(3);
    while (looker.scalar("SELECT to_regnamespace('ante') IS NULL") == "t" && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(Millis(50));
    ASSERT_TRUE(eventually([&] {
      return looker.scalar(
                 "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' "
                 "AND wait_event_type = 'Lock'") == "1";
    }));
    process->signal(signal);
    ASSERT_TRUE(process->wait(Millis(20'000)));
    run(reader, "COMMIT");
  }

  os::TemporaryFolder folder_;
  std::string name, address;
};
INSTANTIATE_TEST_SUITE_P(Majors, Killed, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Killed, InTheMiddleOfAStepItIsTakenBackOrGoneOnWith) {
  auto before = catalog(name);
  for (int signal : {SIGKILL, SIGINT}) {
    end_it_half_way(signal);
    auto status = ante("status");
    EXPECT_TRUE(contains(status.out, "applying, 1 of 6 steps done")) << status.out << status.err;
    EXPECT_EQ(contains(status.out, "ended before its time"), signal == SIGKILL) << status.out;
    EXPECT_FALSE(contains(status.out, "at it now")) << status.out;
    auto back = ante("undo -q");
    ASSERT_EQ(back.code, 0) << back.err;
    EXPECT_EQ(differences(before, catalog(name)), "");
    end_it_half_way(signal);
    auto there = ante("apply plan.sql -q");
    ASSERT_EQ(there.code, 0) << there.err;
    EXPECT_TRUE(contains(there.out, "is applied")) << there.out;
    auto json = ante("status --json");
    EXPECT_TRUE(contains(json.out, "\"state\": \"applied\"")) << json.out;
    ASSERT_EQ(ante("undo -q").code, 0);
    EXPECT_EQ(differences(before, catalog(name)), "");
  }
}

TEST_P(Killed, AFolderGoesOnByThePlanThatItWasBegunWith) {
  auto snapshot = (folder_.path() / "shop.ante").string(), folder = (folder_.path() / "m").string();
  ASSERT_TRUE(os::make_folder(folder));
  write("m/1_index.sql",
        "CREATE INDEX purchase_price ON purchase (price);\nALTER TABLE purchase ADD COLUMN note text;\n");
  auto captured = ante::tests::run(fmt::format("ante capture {} -o {} -q", address, snapshot));
  ASSERT_TRUE(os::read_file(snapshot)) << captured.err;
  end_it_half_way(SIGKILL, {folder, "--snapshot", snapshot, "--override", "no traffic was captured"});
  // It was agreed to when it was begun, and the schema is no longer the one that a new plan would start from.
  auto there = ante(fmt::format("apply m --snapshot {} -q", snapshot));
  ASSERT_EQ(there.code, 0) << there.err;
  auto looker = connect(cluster, name);
  EXPECT_EQ(looker.scalar("SELECT count(*) FROM ante.change WHERE state = 'applied'").value_or(""), "1");
  EXPECT_EQ(looker.scalar("SELECT indisvalid FROM pg_index WHERE indexrelid = 'purchase_price'::regclass").value_or(""),
            "t");
  EXPECT_EQ(ante("undo -q").code, 0);
}

TEST_P(Killed, WhatIsNotGreenOrWasEditedNeedsAReasonThatIsKept) {
  auto text = ship::text_of(sealed(plan(name)));
  write("edited.sql", replace_all(text, "note text", "note varchar"));
  auto refused = ante("apply edited.sql -q");
  EXPECT_EQ(refused.code, 1);
  EXPECT_TRUE(contains(refused.err, "the plan was edited")) << refused.err;
  auto open = sealed(plan(name));
  open.open = {"nobody knows"};
  write("open.sql", ship::text_of(open));
  refused = ante("apply open.sql -q");
  EXPECT_EQ(refused.code, 3);
  EXPECT_TRUE(contains(refused.err, "open: nobody knows")) << refused.err;
  auto bad = sealed(plan(name));
  bad.refusals = {{"1.sql:1", "table-rewrite", "for 3 s"}};
  write("bad.sql", ship::text_of(bad));
  refused = ante("apply bad.sql -q");
  EXPECT_EQ(refused.code, 1);
  EXPECT_TRUE(contains(refused.err, "refused: 1.sql:1: table-rewrite: for 3 s")) << refused.err;
  EXPECT_EQ(connect(cluster, name).scalar("SELECT to_regnamespace('ante') IS NULL").value_or(""), "t");

  ASSERT_EQ(ante("apply edited.sql -q --override 'Anna has read it'").code, 0);
  EXPECT_EQ(connect(cluster, name).scalar("SELECT override_reason FROM ante.change").value_or(""), "Anna has read it");
  EXPECT_TRUE(contains(ante("status").out, "overridden: Anna has read it"));
}

}  // namespace
