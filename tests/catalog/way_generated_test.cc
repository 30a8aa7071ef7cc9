// The law of the way, on pairs of schemas that were drawn by lot. A failure names its seeds; ANTE_WAY_SEED=n begins
// there.
#include <fmt/format.h>

#include "base/text.h"
#include "support/on_the_way.h"
#include "support/random_schema.h"

namespace ante::tests {
namespace {

class Drawn : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(On, Drawn, testing::ValuesIn(tested_majors()), testing::PrintToStringParamName());

catalog::Catalog made_and_gone(pg::Connection& session, std::uint64_t seed) {
  run(session, "BEGIN");
  run(session, random_schema(seed));
  auto catalog = catalog_of(session);
  run(session, "ROLLBACK");
  return catalog;
}

TEST_P(Drawn, SchemasAreReachedFromEachOther) {
  constexpr std::uint64_t pairs = 50;
  const char* chosen = std::getenv("ANTE_WAY_SEED");
  const std::uint64_t begin = chosen ? std::stoull(chosen) : 1000;
  const auto server = private_server(GetParam());
  auto session = connect(server);
  run(session, "SET client_min_messages = error");
  std::size_t steps = 0, impossible = 0;
  for (std::uint64_t seed = begin; seed < begin + 2 * pairs && !HasFatalFailure(); seed += 2) {
    SCOPED_TRACE(fmt::format("from {} to {}", seed, seed + 1));
    const auto goal = made_and_gone(session, seed + 1);
    run(session, "BEGIN");
    run(session, random_schema(seed));
    const auto found = catalog::way(catalog_of(session), goal);
    steps += found.steps.size();
    const auto failed = go(session, found.steps);
    EXPECT_EQ(failed, "") << random_schema(seed) << "--\n" << random_schema(seed + 1) << "--\n" << shown(found.steps);
    if (failed.empty()) {
      const auto left = different(session, goal);
      if (!found.cannot.empty())
        ++impossible;
      else
        EXPECT_EQ(join(left, "\n"), "") << shown(found.steps);
    }
    run(session, "ROLLBACK");
  }
  fmt::print("{} pairs, {} steps; {} with something that nothing leads over\n", pairs, steps, impossible);
}

}  // namespace
}  // namespace ante::tests
