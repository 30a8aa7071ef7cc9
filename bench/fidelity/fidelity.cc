// How true a ghost is: the plans of many queries on a real database and on its ghost, node for node; then the same
// after each index is dropped in turn, and after each of some new ones is made. Beside it, the usual twin: the same
// schema and statistics without production's sizes.
//
//   bench_fidelity MAJOR ROWS [--verbose] [SCHEMA]
#include <algorithm>
#include <cstring>
#include <set>

#include "fidelity/plans.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/real_server.h"
#include "twin/ghost.h"

using namespace ante;
using namespace ante::bench;

namespace {

bool verbose = false;

struct Score {
  int queries = 0, shape = 0, cost = 0, rows = 0;
  void add(const Plan& real, const Plan& twin) {
    ++queries;
    bool same = same_shape(real, twin);
    shape += same;
    cost += same && cost_gap(real, twin) <= 0.001;
    rows += same && same_rows(real, twin);
  }
};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  for (auto& line : split(slurp(path), '\n'))
    if (!trim(line).empty()) lines.push_back(line);
  return lines;
}

using Plans = std::vector<Plan>;
Plans plans_of(pg::Connection& server, const std::vector<std::string>& queries) {
  Plans plans;
  for (auto& query : queries) {
    auto plan = plan_of(server, query);
    if (!plan) fmt::print(stderr, "  {}\n    {}\n", query, plan.error().what);
    plans.push_back(plan ? std::move(*plan) : Plan{});
  }
  return plans;
}

void show_plan(const char* who, const Plan& plan) {
  if (!verbose) return;
  for (auto& node : plan)
    fmt::print(stderr, "    {} {:.2f}..{:.2f} rows {} {}\n", who, node.startup_cost, node.total_cost, node.rows,
               node.what);
}

Score compare(const std::vector<std::string>& queries, const Plans& real, const Plans& twin, bool show) {
  Score score;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    score.add(real[i], twin[i]);
    double gap = cost_gap(real[i], twin[i]);
    if (!show || (same_shape(real[i], twin[i]) && gap <= 0.001)) continue;
    fmt::print(stderr, "  differs (cost by {:.3f} %): {}\n", gap * 100, queries[i]);
    show_plan("real ", real[i]), show_plan("ghost", twin[i]);
  }
  return score;
}

std::set<std::size_t> changed(const Plans& before, const Plans& after) {
  std::set<std::size_t> changes;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!same_shape(before[i], after[i])) changes.insert(i);
  return changes;
}

struct Toggles {
  int cases = 0, changes = 0, missed = 0, invented = 0, different = 0, ties = 0, wrong_ties = 0;
  // `leaning`: with estimated indexes as small and as large as they may be. Where these plans differ, the ghost says
  // that it is a tie; it is right where the real database took one of them.
  void add(const std::vector<std::string>& queries, const std::string& what, const Plans& real_before,
           const Plans& real_after, const Plans& twin_before, const Plans& twin_after,
           const std::vector<Plans>& leaning = {}) {
    auto real = changed(real_before, real_after), twin = changed(twin_before, twin_after);
    cases += static_cast<int>(queries.size());
    changes += static_cast<int>(real.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
      auto same_as = [&](const Plan& plan) {
        return [&, i](const Plans& other) { return same_shape(other[i], plan); };
      };
      bool keeps = same_shape(twin_before[i], twin_after[i]);
      auto kept = std::ranges::count_if(leaning, same_as(twin_before[i]));
      if (kept == (keeps ? std::ssize(leaning) : 0)) continue;
      ++ties;
      bool one_of_them =
          same_shape(twin_after[i], real_after[i]) || std::ranges::any_of(leaning, same_as(real_after[i]));
      if (!one_of_them) ++wrong_ties;
      fmt::print(stderr, "  {} after {}: {}\n", one_of_them ? "tie" : "a tie of other plans", what, queries[i]);
      real.erase(i), twin.erase(i);
    }
    for (auto i : real) {
      if (!twin.contains(i))
        ++missed, fmt::print(stderr, "  missed after {}: {}\n", what, queries[i]), show_plan("real ", real_after[i]);
      else if (!same_shape(real_after[i], twin_after[i]) &&
               std::ranges::none_of(leaning, [&, i](auto& plans) { return same_shape(plans[i], real_after[i]); }))
        ++different, fmt::print(stderr, "  other plan after {}: {}\n", what, queries[i]);
    }
    for (auto i : twin) {
      if (real.contains(i)) continue;
      ++invented, fmt::print(stderr, "  invented after {}: {}\n", what, queries[i]);
      show_plan("real ", real_after[i]), show_plan("ghost", twin_after[i]);
    }
  }
};

double pages_of_candidate(pg::Connection& server) {
  return must(server.query("SELECT coalesce(pg_relation_size(to_regclass('candidate')), 0) / 8192")).real(0, 0);
}

// What CREATE INDEX counts is written in place, and no ROLLBACK takes it back: the next case would begin elsewhere.
std::string table_counts(pg::Connection& server) {
  return must(
      server.scalar("SELECT string_agg(format('UPDATE pg_class SET relpages = %s, reltuples = %s, relallvisible = %s "
                    "WHERE oid = %s', "
                    "relpages, reltuples, relallvisible, oid), ';') FROM pg_class "
                    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
}

Plans after(pg::Connection& server, const std::string& statement, const std::vector<std::string>& queries,
            double* pages = nullptr) {
  auto as_it_was = table_counts(server);
  must(server.execute("BEGIN"));
  must(server.execute(statement));
  auto plans = plans_of(server, queries);
  if (pages) *pages = pages_of_candidate(server);
  must(server.execute("ROLLBACK"));
  must(server.execute("SET allow_system_table_mods = on;" + as_it_was + "; RESET allow_system_table_mods"));
  return plans;
}

void measure(int major, const std::string& name, const std::string& rows) {
  std::filesystem::path folder = std::filesystem::path(ANTE_SOURCE) / "bench/fidelity";
  auto real_cluster = real_server(major, name + rows, [&](pg::Connection& server) {
    must(server.execute("SELECT setseed(0.42)"));
    for (auto& statement :
         split(replace_all(replace_all(slurp(folder / (name + ".sql")), ":rows", rows), ":shrink", "1"), ';'))
      if (!trim(statement).empty()) must(server.execute(statement));
  });
  auto queries = lines_of(folder / (name + ".queries"));
  Told progress;
  auto snapshot = must(snapshot::capture(real_cluster.target("bench"), {}, progress));
  auto temporary = must(os::TemporaryFolder::make("fidelity"));
  auto file = temporary.path() / "bench.ante";
  must(snapshot::save(snapshot, file));
  snapshot = must(snapshot::load(file));
  auto key = must(snapshot::content_hash(file));
  auto ghost = must(twin::Ghost::raise(snapshot, key, progress));
  for (auto& reservation : ghost.reservations()) fmt::print(stderr, "  reservation: {}\n", reservation);

  auto real = must(pg::Connection::open(real_cluster.target("bench"), {.call = Millis(600'000)}));
  auto twin = must(ghost.connect());
  auto real_plans = plans_of(real, queries), ghost_plans = plans_of(twin, queries);
  auto score = compare(queries, real_plans, ghost_plans, true);
  // The baseline: the base as it is, statistics restored and sizes not.
  auto base = must(twin::raise_base(snapshot, key, progress));
  auto plain_cluster = must(pg::Cluster::copy_of(base.data, base.spec));
  must(plain_cluster.start());
  Score plain;
  {
    auto server = must(pg::Connection::open(plain_cluster.target(base.database)));
    plain = compare(queries, real_plans, plans_of(server, queries), false);
  }
  fmt::print(
      "PostgreSQL {} {:<7} {} queries | ghost: same plan {}, cost within 0.1 % {}, same rows {} | statistics alone: "
      "{}, {}, {}\n",
      major, name, score.queries, score.shape, score.cost, score.rows, plain.shape, plain.cost, plain.rows);

  Toggles dropped, added;
  for (auto& index : snapshot.catalog.indexes) {
    if (index.parent) continue;
    auto drop = index.constraint
                    ? fmt::format("ALTER TABLE {} DROP CONSTRAINT {} CASCADE", index.table, *index.constraint)
                    : fmt::format("DROP INDEX {} CASCADE", index.name);
    dropped.add(queries, "dropping " + index.name, real_plans, after(real, drop, queries), ghost_plans,
                after(twin, drop, queries));
  }
  fmt::print(
      "PostgreSQL {} {:<7} dropping each index: {} cases, {} changed plans, {} missed, {} invented, {} changed to "
      "another plan\n",
      major, name, dropped.cases, dropped.changes, dropped.missed, dropped.invented, dropped.different);
  for (auto& create : lines_of(folder / (name + ".indexes"))) {
    auto lab = must(pg::Cluster::copy_of(base.data, base.spec));
    must(lab.start());
    must(must(pg::Connection::open(lab.target(base.database))).execute(create));
    auto future = must(twin::Ghost::after(std::move(lab), base, snapshot, {}, progress));
    auto server = must(future.connect());
    double pages = 0;
    auto real_after = after(real, create, queries, &pages);
    fmt::print(stderr, "  {}: {} pages, predicted {}\n", create, pages, pages_of_candidate(server));
    auto expected = plans_of(server, queries);
    std::vector<Plans> leaning;
    for (int direction : {-1, 1}) {
      must(future.lean(direction));
      auto leaned = must(future.connect());
      leaning.push_back(plans_of(leaned, queries));
    }
    added.add(queries, create, real_plans, real_after, ghost_plans, expected, leaning);
  }
  fmt::print(
      "PostgreSQL {} {:<7} adding indexes: {} cases, {} changed plans, {} missed, {} invented, {} changed to another "
      "plan; {} ties, {} of them of other plans\n",
      major, name, added.cases, added.changes, added.missed, added.invented, added.different, added.ties,
      added.wrong_ties);
}

}  // namespace

int main(int argc, char** argv) {
  int major = argc > 1 ? std::atoi(argv[1]) : 15;
  std::string rows = argc > 2 ? argv[2] : "5000000";
  verbose = argc > 3 && std::strcmp(argv[3], "--verbose") == 0;
  std::string only = argc > 4 ? argv[4] : "";
  if (only.empty() || only == "school") measure(major, "school", rows);
  if (only.empty() || only == "habits") measure(major, "habits", "");
  return 0;
}
