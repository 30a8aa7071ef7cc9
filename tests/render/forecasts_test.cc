// When what fills up is full: what people, programs and browsers get.
#include "render/forecasts.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace ante::tests {
namespace {

render::Forecasts some() {
  render::Forecasts some{.database = "shop", .now = 240 * 3'600.0};
  for (int hour = 0; hour <= 240; ++hour) {
    some.levels["sequence <a>"].push_back({hour * 3'600.0, 0.5 + 0.01 * hour / 24});
    some.levels["connections"].push_back({hour * 3'600.0, 0.3});
  }
  some.levels["new"] = {{0, 0.1}};
  return some;
}

TEST(Forecasts, TheFirstThatIsFullStandsFirst) {
  auto text = render::text(some(), {.width = 200});
  EXPECT_TRUE(text.starts_with("sequence <a>: 60.0 % now, +1.000 % a day: full about 1970-02-20 (between 1970-02-"))
      << text;
  EXPECT_TRUE(contains(text, "connections: 30.0 % now, +0.000 % a day: it is not full in ten years")) << text;
  EXPECT_TRUE(contains(text, "new: too little was seen")) << text;
  EXPECT_TRUE(contains(render::text(render::Forecasts{}, {}), "Nothing is known"));
}

TEST(Forecasts, ProgramsAndBrowsersGetThemToo) {
  auto json = nlohmann::json::parse(render::json(some()));
  EXPECT_EQ(json["levels"][0]["about"], "sequence <a>");
  EXPECT_NEAR(json["levels"][0]["full"].get<double>(), 50 * 86'400, 10);
  EXPECT_TRUE(json["levels"][1]["full"].is_null());
  auto svg = render::svg(some());
  EXPECT_TRUE(svg.starts_with("<svg ")) << svg;
  EXPECT_TRUE(contains(svg, "sequence &lt;a&gt;")) << svg;
  EXPECT_TRUE(contains(svg, "class=\"ahead\"")) << svg;
}

}  // namespace
}  // namespace ante::tests
