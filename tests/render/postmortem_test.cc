// The report of an incident: every fact with what it is from, and nothing that a stranger wrote turns into markup.
#include "render/postmortem.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "render/timeline.h"

namespace ante::tests {
namespace {

using incident::Event;
using incident::Figures;
using Kind = Event::Kind;

incident::Incident an_incident() {
  std::vector<Event> events{
      {.number = 7, .at = 1'000, .kind = Kind::change, .about = "change", .says = "index public.bill_idx removed"},
      {.number = 8,
       .at = 1'020,
       .kind = Kind::seen,
       .about = "a",
       .says = "«SELECT '<script>|`x`'» does more than it did"},
      {.number = 9,
       .at = 1'020,
       .kind = Kind::suspect,
       .about = "a",
       .says = "index public.bill_idx removed",
       .shown = {"it came between"}},
      {.number = 10, .at = 1'020, .kind = Kind::not_it, .about = "a", .says = "the network: 0.3 ms"},
      {.number = 11, .at = 1'100, .kind = Kind::note, .about = "ben", .says = "</svg><img src=x>"},
      {.number = 12, .at = 1'200, .kind = Kind::over, .about = "a", .says = "as before"}};
  return incident::incidents(events).at(0);
}

// Ten minutes before it, and all of it. A stranger wrote the query.
Figures some_figures() {
  const std::string text = "SELECT '<script>' FROM bill WHERE id = $1";
  Figures figures{.last_seen = 1'300, .pulse = {{1'000, 2, 0}, {1'020, 40, 30}, {1'200, 2, 0}}};
  figures.before = {.over = {400, 1'000}, .seconds = 600};
  figures.before.by_shape["a"] = {text, {.calls = 6'000, .ms = 6'000, .rows = 12'000}};
  figures.meanwhile = {.over = {1'020, 1'200}, .seconds = 180};
  figures.meanwhile.by_shape["a"] = {text, {.calls = 400, .ms = 40'000, .rows = 800}};
  figures.worst = {{.shape = "a",
                    .text = text,
                    .steps = {{{1'000, 1'010}, {.calls = 100, .ms = 100}},
                              {{1'010, 1'020}, {.calls = 100, .ms = 100}},
                              {{1'100, 1'110}, {.calls = 0, .ms = 0}},
                              {{1'110, 1'120}, {.calls = 10, .ms = 10'000}}}}};
  return figures;
}

// What is in the attribute behind the first of these words.
std::string attribute_behind(const std::string& text, const std::string& words) {
  auto at = text.find(words);
  if (at == std::string::npos) return "";
  auto from = text.find('"', at + words.size()) + 1;
  return text.substr(from, text.find('"', from) - from);
}

TEST(Postmortem, HasItsSectionsAndTheNumberOfAnEventAfterEachFact) {
  auto text = render::postmortem_markdown(an_incident(), some_figures(), "shop");
  for (auto* part : {"## Summary", "## Timeline", "## Root cause and resolution", "- 00:20:00: as before [12]\n",
                     "## Misleading paths", "## Notes", "## What went well", "## Measures",
                     "index public.bill\\_idx removed [9]", "it came between [9]", "the network: 0.3 ms [10]",
                     "1970-01-01, from 00:17:00 UTC to 00:20:00 (3 min) [8] [12].",
                     "| 00:17:00 [8] | 00:17:00 [8] | 00:17:00 (at once) [9] | 00:20:00 (after 3 min) [12] |"})
    EXPECT_TRUE(contains(text, part)) << part << " in\n" << text;
  EXPECT_TRUE(contains(text, "'\\<script>\\|\\`x\\`'")) << text;
  EXPECT_FALSE(contains(replace_all(text, "\\<", ""), "<")) << text;
}

TEST(Postmortem, SaysWhatItDidAndWhatThatIsFrom) {
  auto text = render::postmortem_markdown(an_incident(), some_figures(), "shop");
  const std::string both = "[work 00:17:00–00:20:00 and 00:06:40–00:16:40]";
  for (auto& part : std::vector<std::string>{
           "- At most 40 sessions at work, at 00:17:00; at most 2 before [moment 00:17:00]\n",
           "- At most 30 sessions in line for a lock, at 00:17:00; at most 0 before [moment 00:17:00]\n",
           "- 400 calls came to their end, with 800 rows; in as long a time before it were 1800, with 3600 " + both,
           "- 400 calls of 1 query took 39.6 s more, all together, than such calls took before " + both,
           "- 1400 calls fewer of 1 query came to their end than in as long a time before " + both,
           "| 400 | 1800 | 100 ms | 1.0 ms | «SELECT '\\<script>' FROM bill WHERE id = $1» " + both,
           "To be written: which people it met, and how many: no database knows that."})
    EXPECT_TRUE(contains(text, part)) << part << " in\n" << text;
}

TEST(Postmortem, HasNoFactOfWhichNobodyKnowsWhereItIsFrom) {
  auto lines = split(render::postmortem_markdown(an_incident(), some_figures(), "shop"), '\n');
  int facts = 0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    bool is_head = lines[i].starts_with("| ---") || lines[i + 1].starts_with("| ---");
    if (is_head || !(lines[i].starts_with("- ") || lines[i].starts_with("| "))) continue;
    ++facts;
    EXPECT_TRUE(contains(lines[i], " [")) << lines[i];
  }
  EXPECT_GT(facts, 12);
}

TEST(Postmortem, ClaimsNothingWhereNothingWasCounted) {
  auto text = render::postmortem_markdown(an_incident(), {}, "shop");
  EXPECT_TRUE(contains(text, "how many were at work: nobody looked")) << text;
  EXPECT_TRUE(contains(text, "what it did to queries: nothing was counted of them")) << text;
  EXPECT_FALSE(contains(text, "[work") || contains(text, "[moment")) << text;
}

TEST(Postmortem, ComparesNothingWhereCountingBeganInTheMiddle) {
  auto figures = some_figures();
  figures.before = {};
  figures.meanwhile.over.from = 1'100, figures.meanwhile.seconds = 100;
  auto text = render::postmortem_markdown(an_incident(), figures, "shop");
  EXPECT_TRUE(contains(text, "- 400 calls came to their end, with 800 rows [work 00:18:20–00:20:00]\n")) << text;
  EXPECT_TRUE(contains(text, "what was usual: nothing, or too little, was counted before it")) << text;
  EXPECT_FALSE(contains(text, "in as long")) << text;
}

TEST(Postmortem, TakesWhomItMetFromWhoeverSaysSo) {
  auto incident = an_incident();
  for (auto& event : incident.events)
    if (event.kind == Kind::note) event.shown = {"affected: 1,200 customers"};
  auto text = render::postmortem_markdown(incident, {}, "shop");
  EXPECT_TRUE(contains(text, "- Affected were 1,200 customers, says ben: \\</svg>\\<img src=x> [11]\n")) << text;
  EXPECT_FALSE(contains(text, "no database knows that")) << text;
}

TEST(Postmortem, AsAPageRunsNothingAndFetchesNothing) {
  auto page = render::postmortem_html(an_incident(), some_figures(), "shop");
  EXPECT_FALSE(contains(page, "<script"));
  EXPECT_FALSE(contains(page, "<img"));
  EXPECT_TRUE(contains(page, "&lt;img"));
  EXPECT_TRUE(contains(page, "<svg"));
  EXPECT_TRUE(contains(page, "content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  EXPECT_FALSE(contains(replace_all(page, "http://www.w3.org/2000/svg", ""), "://"));
}

TEST(Timeline, IsTheSameForTheSameIncidentAndShowsAllOfIt) {
  auto picture = render::timeline_svg(an_incident(), some_figures());
  EXPECT_EQ(picture, render::timeline_svg(an_incident(), some_figures()));
  for (auto* part :
       {">changes<", ">wrong<", ">explained<", ">people<", ">40 sessions<", "[8] 00:17:00", "<rect class=\"trouble\"",
        "<polygon class=\"waiting\"", "<polyline class=\"active\"", ">UTC<", ">1.0 s a call<", ">10 calls/s<",
        "&lt;script&gt;", "<title id=\"timeline-title\">«SELECT", "00:16:00 to 00:20:40 UTC",
        "sessions at work and in line for a lock; milliseconds a call and calls a second of SELECT"})
    EXPECT_TRUE(contains(picture, part)) << part << " in\n" << picture;
  EXPECT_FALSE(contains(picture, "<script"));
  auto bare = render::timeline_svg(an_incident(), {});
  EXPECT_TRUE(bare.starts_with("<svg") && bare.ends_with("</svg>\n"));
  EXPECT_FALSE(contains(bare, "<path") || contains(bare, "<poly")) << bare;
}

TEST(Timeline, LinesEndWhereNothingWasCounted) {
  auto picture = render::timeline_svg(an_incident(), some_figures());
  auto ms = attribute_behind(picture, "<path class=\"ms\" d="),
       calls = attribute_behind(picture, "<path class=\"calls\" d=");
  // A call that was not made took no time; and yet it is known that there was none.
  EXPECT_EQ(std::ranges::count(ms, 'M'), 2) << ms;
  EXPECT_EQ(std::ranges::count(ms, 'H'), 3) << ms;
  EXPECT_EQ(std::ranges::count(calls, 'M'), 2) << calls;
  EXPECT_EQ(std::ranges::count(calls, 'H'), 4) << calls;
}

TEST(Timeline, OfALongIncidentHasFewPointsAndItsHighestOnes) {
  auto incident = an_incident();
  incident.to = incident.events.back().at = 101'000;
  Figures figures;
  figures.worst = {{.shape = "a", .text = "SELECT"}};
  for (double at = 1'000; at < 101'000; at += 10) {
    figures.worst[0].steps.push_back({{at, at + 10}, {.calls = 1, .ms = 1}});
    figures.pulse.push_back({at, at == 50'000 ? 500 : 1, 0});
  }
  auto picture = render::timeline_svg(incident, figures);
  auto path = attribute_behind(picture, "<path class=\"ms\" d="),
       points = attribute_behind(picture, "<polyline class=\"active\" points=");
  EXPECT_LE(std::ranges::count(path, 'H'), 401);
  EXPECT_GE(std::ranges::count(path, 'H'), 100);
  EXPECT_EQ(std::ranges::count(path, 'M'), 1);
  EXPECT_LE(std::ranges::count(points, ','), 402);
  // The second line of the chart's frame is at its most.
  auto frame = picture.substr(picture.find("<line class=\"grid\""));
  auto most = attribute_behind(frame.substr(frame.find("<line", 1)), "y1=");
  EXPECT_TRUE(contains(points, "," + most + " ")) << most << " in " << points;
}

}  // namespace
}  // namespace ante::tests
