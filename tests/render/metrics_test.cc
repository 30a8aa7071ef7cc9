// What Prometheus scrapes.
#include "render/metrics.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace ante::tests {
namespace {

TEST(Metrics, AreInThePrometheusFormat) {
  render::Metrics metrics{
      .database = "a \"shop\"", .server = "db\\1", .seen_at = 1'764'500'000, .sessions = {{"active", 3}}};
  metrics.rollbacks = 7, metrics.troubles = {{"crowd", 1}}, metrics.events = {{"not it", 4}};
  auto page = render::text(metrics);
  for (auto* line : {"# TYPE ante_sessions gauge\nante_sessions{database=\"a "
                     "\\\"shop\\\"\",server=\"db\\\\1\",state=\"active\"} 3\n",
                     "ante_last_look_timestamp_seconds{database=\"a \\\"shop\\\"\",server=\"db\\\\1\"} 1764500000\n",
                     "# TYPE ante_rollbacks_total counter\n", ",kind=\"crowd\"} 1\n", ",kind=\"not it\"} 4\n"})
    EXPECT_TRUE(contains(page, line)) << line << "\nin\n" << page;
  for (auto& line : split(page, '\n'))
    if (!line.empty() && !line.starts_with("# ")) {
      EXPECT_TRUE(line.starts_with("ante_") && contains(line, "} ")) << line;
    }
}

}  // namespace
}  // namespace ante::tests
