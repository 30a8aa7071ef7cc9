// How far standbys fall behind, and what of it is said.
#include "judge/replicas.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "judge/verdict.h"
#include "rehearse/standbys.h"

namespace ante::tests {
namespace {

using judge::Work;

std::vector<Work> writing(double wal, double seconds) {
  Work work{Work::Kind::writes_again, "public.orders"};
  work.wal = wal, work.seconds = seconds;
  return {work};
}

snapshot::Figure figure(const std::string& subject, const std::string& name, double value) {
  return {subject, name, value, {}};
}

rehearse::Rehearsal standbys_of(std::vector<snapshot::Figure> figures) {
  snapshot::Snapshot snapshot;
  snapshot.figures = std::move(figures);
  rehearse::Rehearsal rehearsal;
  rehearse::find_standbys(snapshot, rehearsal);
  return rehearsal;
}

TEST(Replicas, FallBehindByWhatIsLeftToReplay) {
  rehearse::Standby standby{.name = "a", .lag_seconds = 3, .replays_a_second = 100e6};
  auto lag = judge::lag_of(standby, 0, writing(10e9, 40));
  EXPECT_DOUBLE_EQ(lag.middle, 3 + 100 - 40);
  EXPECT_DOUBLE_EQ(lag.least, 3) << "it may keep pace";
  EXPECT_DOUBLE_EQ(lag.most, 3 + 200 - 20);
  EXPECT_DOUBLE_EQ(judge::lag_of(standby, 50e6, writing(10e9, 40)).middle, 3 + 200 - 40) << "beside the traffic's own";
  EXPECT_DOUBLE_EQ(judge::lag_of(standby, 0, {}).middle, 3);
}

TEST(Replicas, NothingIsSaidWithoutOne) {
  rehearse::Rehearsal rehearsal;
  EXPECT_TRUE(judge::lags_told(rehearsal, writing(1e12, 1)).empty());
  rehearsal.standbys = {{.name = "a"}};
  EXPECT_TRUE(judge::lags_told(rehearsal, writing(1e6, 1)).empty());
  auto told = judge::lags_told(rehearsal, writing(1e12, 1));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(contains(told[0], "at 200 MB a second, what two cores of a shared virtual machine replay")) << told[0];
}

TEST(Replicas, RateIsThatOfOneWhoCouldNotKeepPace) {
  auto with = [](double replayed, double behind, double written) {
    return standbys_of({figure("wal", "written_bytes_per_second", written),
                        figure("standby a", "replay_bytes_behind", behind),
                        figure("standby a", "replayed_bytes_per_second", replayed),
                        figure("standby a", "least_bytes_behind", behind)})
        .standbys.at(0)
        .replays_a_second;
  };
  EXPECT_EQ(with(30e6, 1e9, 50e6), 30e6) << "it falls behind";
  EXPECT_EQ(with(80e6, 1e9, 50e6), 80e6) << "it catches up";
  EXPECT_EQ(with(50e6, 1e9, 50e6), 0) << "it waits on purpose";
  EXPECT_EQ(with(50e6, 1e3, 60e6), 0) << "it is not behind: how fast it could, did not show";
}

TEST(Replicas, AreThoseThatReplay) {
  auto backup = figure("standby pg_basebackup", "state", 0);
  auto subscriber = figure("standby reports", "replay_bytes_behind", 0);
  auto slot = figure("slot reports", "type", 0);
  slot.text = "logical";
  auto found = standbys_of({backup, subscriber, slot, figure("standby b", "replay_bytes_behind", 0),
                            figure("standby b", "replay_lag_seconds", 2)});
  ASSERT_EQ(found.standbys.size(), 1u);
  EXPECT_EQ(found.standbys[0].name, "b");
  EXPECT_EQ(found.standbys[0].lag_seconds, 2);
}

}  // namespace
}  // namespace ante::tests
