#include "written_folder.h"

namespace ante::tests {
namespace {

class Sqitch : public WrittenFolder {
 protected:
  void plan(std::string_view lines) {
    std::string text = "%syntax-version=1.0.0\n%project=school\n\n";
    for (auto& line : split(lines, '\n'))
      text += line.empty() ? "\n" : line + " 2024-01-01T00:00:00Z A. Nonym <a@example.org> # a note\n";
    write("sqitch.plan", text);
  }
  void script(const std::string& name, std::string_view up, std::string_view down = "SELECT 0;") {
    write("deploy/" + name + ".sql", up);
    write("revert/" + name + ".sql", down);
  }
};

TEST_F(Sqitch, PlanGivesTheOrder) {
  plan("users\n@v1\nposts [users]");
  script("posts", "SELECT 2;");
  script("users", "SELECT 1;", "\nSELECT -1;");
  auto change = read();
  EXPECT_EQ(names(change), (Names{"users", "posts"}));
  EXPECT_EQ(steps(change.migrations.at(0).steps), (Names{"deploy/users.sql:1 SELECT 1"}));
  EXPECT_EQ(back(change.migrations.at(0)), (Names{"revert/users.sql:2 SELECT -1"}));
}

TEST_F(Sqitch, StatementsRunAloneUnlessTheScriptSaysOtherwise) {
  plan("users");
  script("users", "BEGIN;\nSELECT 1;\nCOMMIT;\n");
  auto migration = read().migrations.at(0);
  EXPECT_FALSE(migration.in_transaction);
  EXPECT_FALSE(migration.transaction_assumed);
  EXPECT_EQ(migration.steps.size(), 3u);
}

TEST_F(Sqitch, DeployedChangesAreLeftOut) {
  plan("users\nposts");
  for (auto* name : {"users", "posts"}) script(name, "SELECT 1;");
  EXPECT_EQ(names(read({{"sqitch", "sqitch.changes", {{"users"}}}})), (Names{"posts"}));
}

TEST_F(Sqitch, ReworkedChangeIsThereTwice) {
  plan("users\n@v1\nposts\n@v2\nusers [users@v1]");
  script("users@v2", "SELECT 1;");
  script("posts", "SELECT 2;");
  script("users", "SELECT 3;", "SELECT -3;");
  EXPECT_EQ(steps(read().migrations.at(0).steps), (Names{"deploy/users@v2.sql:1 SELECT 1"}));
  auto change = read({{"sqitch", "sqitch.changes", {{"users"}, {"posts"}}}});
  ASSERT_EQ(names(change), (Names{"users"}));
  EXPECT_EQ(steps(change.migrations[0].steps), (Names{"deploy/users.sql:1 SELECT 3"}));
  EXPECT_EQ(names(read({{"sqitch", "sqitch.changes", {{"users"}, {"posts"}, {"users"}}}})), (Names{}));
}

TEST_F(Sqitch, CommandsOfPsqlThatChangeNothingArePassedOver) {
  plan("users");
  script("users",
         "\\set ON_ERROR_STOP on\n\\echo it's here\nSELECT '\\connect x', $$\n\\connect y\n$$;\n/* \\connect z */\n"
         "COPY t FROM stdin;\n\\N\tit's\n\\.\n\\timing\nSELECT E'\\'\\connect';\n");
  EXPECT_EQ(read().migrations.at(0).steps.size(), 3u);
  EXPECT_EQ(read().migrations.at(0).steps.at(1).copy_data, "\\N\tit's\n");
  EXPECT_EQ(read().migrations.at(0).steps.at(2).line, 11);
}

TEST_F(Sqitch, OtherCommandsOfPsqlAreNamed) {
  plan("users");
  for (std::string_view command : {"\\connect production", "\\i other.sql", "\\set name value", "SELECT 1 \\gexec"}) {
    script("users", "SELECT 0;\n" + std::string(command) + "\nSELECT 1;\n");
    EXPECT_TRUE(refused().starts_with("deploy/users.sql:2: '\\")) << command;
  }
}

TEST_F(Sqitch, VariablesHaveTheirValuesFromItsSettings) {
  plan("users");
  write("sqitch.conf", "[core]\n\tengine = pg\n[deploy \"variables\"]\n\tschema = app\n");
  script("users", "CREATE TABLE :schema.users (a int, b text DEFAULT 'x'::text);");
  EXPECT_EQ(read().migrations.at(0).steps.at(0).sql, "CREATE TABLE app.users (a int, b text DEFAULT 'x'::text)");
}

TEST_F(Sqitch, FoldersAreWhereItsSettingsSay) {
  write("sqitch.conf", "[core]\n\ttop_dir = db\n[engine \"pg\"]\n\tdeploy_dir = up\n");
  write("db/sqitch.plan", "%project=x\n\na 2024-01-01T00:00:00Z A <a@example.org>\n");
  write("up/a.sql", "SELECT 1;");
  EXPECT_EQ(steps(read().migrations.at(0).steps), (Names{"up/a.sql:1 SELECT 1"}));
}

TEST_F(Sqitch, RefusesWhatSqitchRefuses) {
  plan("users");
  EXPECT_EQ(refused(), "deploy/users.sql is not there, and sqitch.plan:4 names it");
  EXPECT_TRUE(refused("deploy").starts_with("there is no "));
  script("users", "SELECT 1;");
  EXPECT_TRUE(refused("deploy").ends_with("deploy holds no sqitch.plan"));
  plan("users\nusers");
  EXPECT_EQ(refused(), "sqitch.plan:5: a second change 'users' since the last tag, and sqitch refuses the plan");
  plan("users [posts]\nposts");
  EXPECT_EQ(refused(), "sqitch.plan:4: 'posts' is required and does not stand above, and sqitch refuses the plan");
  write("sqitch.plan", "users 2024-01-01T00:00:00Z A <a@example.org>\n");
  EXPECT_EQ(refused(), "sqitch.plan: there is no %project in it, and sqitch refuses it");
}

}  // namespace
}  // namespace ante::tests
