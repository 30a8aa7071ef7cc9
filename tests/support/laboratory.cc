#include "support/laboratory.h"

#include <fmt/format.h>

#include <algorithm>

namespace ante::tests {

Laboratory::Laboratory(int major, std::string_view schema, std::string_view superuser_sql)
    : cluster(private_server(major)), superuser(connect(cluster)) {
  tests::run(superuser, "CREATE ROLE app LOGIN; ALTER DATABASE postgres OWNER TO app");
  if (!superuser_sql.empty()) tests::run(superuser, superuser_sql);
  auto app = connect(cluster, "postgres", "app");
  tests::run(superuser, "GRANT ALL ON SCHEMA public TO app");
  tests::run(app, schema);
}

twin::ChangeRun Laboratory::run(const std::vector<std::string>& statements, bool in_transaction) {
  change::Migration migration{
      .name = "change", .in_transaction = in_transaction, .transaction_assumed = assumed, .steps = {}};
  for (auto& statement : statements) migration.steps.push_back({statement, "change.sql", 1, ""});
  NoProgress quiet;
  auto run = twin::run_change({cluster.target("postgres"), cluster.target("postgres", "app"), cluster.data()}, limits,
                              {"", {migration}}, quiet);
  if (!run) {
    ADD_FAILURE() << run.error().what;
    return twin::ChangeRun{std::vector<twin::StepRun>(statements.size()), false, {}};
  }
  return std::move(*run);
}

change::Effects Laboratory::run_one(const std::string& statement, bool in_transaction) {
  auto done = run({statement}, in_transaction);
  for (auto& reservation : done.reservations) ADD_FAILURE() << reservation;
  return std::move(done.steps.front().effects);
}

std::vector<std::string> shown(const std::vector<change::Lock>& locks) {
  std::vector<std::string> lines;
  for (auto& lock : locks) lines.push_back(fmt::format("{} {} {}", lock.relation, lock.kind, lock.mode));
  std::ranges::sort(lines);
  return lines;
}

bool holds(const change::Effects& effects, std::string_view relation, std::string_view mode) {
  return std::ranges::any_of(effects.locks, [&](auto& lock) { return lock.relation == relation && lock.mode == mode; });
}

}  // namespace ante::tests
