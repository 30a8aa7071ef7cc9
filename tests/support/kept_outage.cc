#include "support/kept_outage.h"

#include <gtest/gtest.h>

#include "store/history.h"

namespace ante::tests {
namespace {

using incident::Event;

constexpr double at_six = 1'764'525'600;  // 2025-11-30 18:00:00 UTC
constexpr double from = 600, to = 840, until = 960;

}  // namespace

void keep_an_outage(const std::filesystem::path& path) {
  auto history = store::History::open(path, "shop");
  ASSERT_TRUE(history) << history.error().what;
  for (double at = 10; at <= until; at += 10) {
    bool is_out = at > from && at <= to;
    watch::Moment moment{.at = at_six + at};
    for (int i = 0; i < (is_out ? 30 : 2); ++i)
      moment.sessions.push_back({.pid = i, .state = "active", .wait_class = is_out && i > 9 ? "Lock" : ""});
    ASSERT_TRUE(history->add(moment));
    watch::Interval interval{.from = at_six + at - 10, .to = at_six + at};
    interval.by_shape["a1"] = {.calls = is_out ? 20.0 : 100.0, .ms = is_out ? 2'000.0 : 100.0, .rows = 5};
    interval.by_shape["b2"] = {.calls = 50, .ms = 25, .rows = 50};
    ASSERT_TRUE(history->add(interval, [](auto& shape) {
      return shape == "a1" ? "SELECT '<script>' FROM bill WHERE buyer = $1" : "SELECT count(*) FROM shop";
    }));
  }
  std::vector<Event> events{
      {.at = at_six + 590, .kind = Event::Kind::change, .about = "change", .says = "index public.bill_idx removed"},
      {.at = at_six + from + 8,
       .kind = Event::Kind::seen,
       .about = "work of a1",
       .says = "«SELECT '<script>' FROM bill WHERE buyer = $1» does more than it did",
       .began = at_six + from},
      {.at = at_six + from + 9,
       .kind = Event::Kind::suspect,
       .about = "work of a1",
       .says = "index public.bill_idx removed",
       .shown = {"it came between"}},
      {.at = at_six + to, .kind = Event::Kind::over, .about = "work of a1", .says = "as before"}};
  ASSERT_TRUE(history->add(events));
}

}  // namespace ante::tests
