// A verdict in the formats of other programs: each is well-formed whatever strangers wrote, and none looks fine where
// the verdict is not.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "base/text.h"
#include "os/folders.h"
#include "render/kinds.h"
#include "render/verdict_github.h"
#include "render/verdict_html.h"
#include "render/verdict_junit.h"
#include "render/verdict_markdown.h"
#include "render/verdict_sarif.h"
#include "support/repository.h"

namespace ante::tests {
namespace {

using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Rehearsal;

const std::string hostile =
    "]]> | `a` ````b```` <script>alert(1)</script> <b x='1' y=\"2\"> &amp; ${{ x }} {0} [me](http://evil.example) "
    "@somebody #1 www.evil.example \\ % , : *bold* _it_ ~~x~~ ![i](j)\n\n::error::ours?\n  ::stop-commands::x\n"
    "##[error]z\n</details>\n-->\n" +
    std::string("\x1b[31m\x01\xFF\xC3 \u202E\uFFFE") + std::string(1, '\0');

class Formats : public ::testing::Test {
 protected:
  Formats() {
    rehearsal_.snapshot = hostile;
    rehearsal_.source_version = "15.4";
    rehearsal_.captured_at = "2026-11-21T07:41:53Z";
    rehearsal_.role = hostile;
    rehearsal_.queries_compared = true;
    add_statement(1, hostile);
    add_statement(2, "SELECT 1");
    add_statement(2, "SELECT 1");
    rehearsal_.statements.back().reached = false;
    rehearsal_.statements[0].effects.locks = {{hostile, "table", "AccessExclusiveLock", true, true}};
    rehearsal_.statements[0].effects.rewritten = {hostile};
    rehearsal_.queries.push_back({.text = hostile, .user = hostile, .fate = rehearse::Fate::breaks, .error = hostile});
    rehearsal_.new_queries.push_back({.place = hostile, .text = hostile, .error = Error{hostile}, .breaks = true});
    rehearsal_.tables.push_back({.table = hostile, .rows = 3});
    rehearsal_.notes = {hostile};
  }
  void add_statement(int line, const std::string& sql) {
    rehearse::StatementOutcome outcome;
    outcome.step = {.sql = sql, .file = "m/1 ü.sql", .line = line};
    outcome.reached = true;
    rehearsal_.statements.push_back(std::move(outcome));
  }
  void add(Weight weight, const std::string& place, const std::string& statement) {
    verdict_.findings.push_back({.kind = "table-rewrite",
                                 .weight = weight,
                                 .place = place,
                                 .statement = statement,
                                 .says = hostile,
                                 .evidence = {hostile, "more"},
                                 .remedy = {hostile, "SELECT 2"},
                                 .advice = hostile});
    verdict_.exit = weight == Weight::blocks ? Exit::blocked : weight == Weight::open ? Exit::undecided : Exit::fine;
  }
  void add_one_of_each() {
    add(Weight::warns, hostile + ":9", hostile);
    add(Weight::open, "m/1 ü.sql:2", "SELECT 1");
    add(Weight::blocks, "m/1 ü.sql:1", hostile);
    add(Weight::blocks, "", "");
    rehearsal_.not_looked_at = {hostile, hostile};
  }

  Rehearsal rehearsal_;
  Verdict verdict_{.exit = Exit::fine, .findings = {}};
};

// --- SARIF

nlohmann::json run_of(const std::string& sarif) {
  auto document = nlohmann::json::parse(sarif, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << sarif;
  return document.is_discarded() ? nlohmann::json() : document["runs"][0];
}

TEST_F(Formats, SarifHasAResultForEachFindingAndARuleForEachKind) {
  add_one_of_each();
  auto run = run_of(render::sarif(rehearsal_, verdict_));
  ASSERT_EQ(run["results"].size(), 4u);
  ASSERT_EQ(run["tool"]["driver"]["rules"].size(), 1u);
  EXPECT_EQ(run["tool"]["driver"]["rules"][0]["id"], "table-rewrite");
  std::vector<std::string> levels;
  for (auto& result : run["results"]) levels.push_back(result["level"]);
  EXPECT_EQ(levels, (std::vector<std::string>{"note", "warning", "error", "error"}));
}

// GitHub refuses the whole file where one result has none.
TEST_F(Formats, EverySarifResultHasAPlaceWithAnAddress) {
  add_one_of_each();
  static const std::regex address("[A-Za-z0-9%/._-]+");
  auto run = run_of(render::sarif(rehearsal_, verdict_));
  ASSERT_EQ(run["results"].size(), 4u);
  for (auto& result : run["results"]) {
    ASSERT_EQ(result["locations"].size(), 1u);
    auto& physical = result["locations"][0]["physicalLocation"];
    EXPECT_TRUE(std::regex_match(physical["artifactLocation"]["uri"].get<std::string>(), address)) << physical;
    EXPECT_GE(physical["region"]["startLine"].get<int>(), 1);
  }
  EXPECT_EQ(run["results"][3]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "m/1%20%C3%BC.sql");
}

TEST_F(Formats, SarifSaysWhatWasNotLookedAt) {
  EXPECT_EQ(run_of(render::sarif(rehearsal_, verdict_))["invocations"][0]["executionSuccessful"], true);
  rehearsal_.not_looked_at = {"the traffic"};
  auto invocation = run_of(render::sarif(rehearsal_, verdict_))["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  EXPECT_EQ(invocation["toolExecutionNotifications"][0]["level"], "error");
  EXPECT_EQ(invocation["toolExecutionNotifications"][0]["message"]["text"], "not looked at: the traffic");
}

TEST_F(Formats, ASarifResultIsKnownAgainWhenLinesAndFiguresMove) {
  auto fingerprints = [&] {
    std::set<std::string> all;
    auto run = run_of(render::sarif(rehearsal_, verdict_));
    for (auto& result : run["results"]) all.insert(result["partialFingerprints"]["anteFinding/v1"].get<std::string>());
    return all;
  };
  add(Weight::blocks, "1.sql:3", "ALTER TABLE a\n  ADD b int");
  add(Weight::blocks, "1.sql:5", "ALTER TABLE a ADD b int");
  add(Weight::blocks, "2.sql:3", "ALTER TABLE a ADD b int");
  auto before = fingerprints();
  EXPECT_EQ(before.size(), 3u) << "no two are the same";
  for (auto& finding : verdict_.findings) finding.says = "other figures", finding.place += "7";
  EXPECT_EQ(fingerprints(), before);
}

TEST_F(Formats, NothingInASarifMessageIsAnArgumentOrALink) {
  add(Weight::blocks, "1.sql:3", "SELECT 1");
  auto text = run_of(render::sarif(rehearsal_, verdict_))["results"][0]["message"]["text"].get<std::string>();
  EXPECT_TRUE(contains(text, "{{0}}"));
  EXPECT_FALSE(contains(text, "]("));
}

// --- JUnit

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
};

// A small reader of XML: its elements in their order, or why it is not well-formed.
class Xml {
 public:
  explicit Xml(std::string text) : left_(std::move(text)) {
    if (!valid_utf8(left_)) fault = "is not UTF-8";
    for (unsigned char c : left_)
      if (c < 0x20 && c != '\n' && c != '\t') fault = "holds a control character";
    expect(R"(<\?xml version="1.0" encoding="UTF-8"\?>\n)");
    while (fault.empty() && !left_.empty()) {
      if (left_.starts_with("</"))
        close();
      else if (left_.starts_with("<"))
        open();
      else
        characters(open_.empty() ? expect("\\s+").str() : expect("[^<]+").str());
    }
    if (fault.empty() && !open_.empty()) fault = open_.back() + " is not closed";
  }
  std::vector<Element> elements;
  std::string fault;

 private:
  std::smatch expect(const std::string& form) {
    std::smatch match;
    if (!std::regex_search(left_, match, std::regex(form), std::regex_constants::match_continuous)) {
      fault = "does not go on with " + form + ": " + left_.substr(0, 80);
      return {};
    }
    taken_ = left_.substr(0, static_cast<std::size_t>(match.length()));
    left_.erase(0, taken_.size());
    std::regex_search(taken_, match, std::regex(form));
    return match;
  }
  void characters(const std::string& text) {
    static const std::regex reference("&(amp|lt|gt|quot|#39|#10|#9);");
    if (contains(std::regex_replace(text, reference, ""), "&")) fault = "has a stray &: " + text;
    if (contains(text, "]]>")) fault = "has a stray ]]>";
  }
  void open() {
    auto name = expect("<([a-z-]+)");
    if (!fault.empty()) return;
    Element element{name[1].str(), {}};
    while (fault.empty() && left_.starts_with(" ")) {
      auto attribute = expect(R"re( ([a-z]+)="([^"<\n]*)")re");
      if (!fault.empty()) return;
      auto key = attribute[1].str(), value = attribute[2].str();
      characters(value);
      if (!element.attributes.emplace(key, value).second) fault = "says twice " + key;
    }
    if (fault.empty()) expect("/?>");
    if (taken_ == ">") open_.push_back(element.name);
    elements.push_back(std::move(element));
  }
  void close() {
    auto name = expect("</([a-z-]+)>");
    if (!fault.empty()) return;
    if (open_.empty() || open_.back() != name[1].str()) fault = "closes " + name[1].str() + " out of turn";
    if (!open_.empty()) open_.pop_back();
  }

  std::string left_, taken_;
  std::vector<std::string> open_;
};

long count(const Xml& xml, const std::string& name) { return std::ranges::count(xml.elements, name, &Element::name); }

TEST_F(Formats, JunitIsWellFormedAndCountsWhatItHas) {
  add_one_of_each();
  Xml xml(render::junit(rehearsal_, verdict_));
  ASSERT_EQ(xml.fault, "");
  EXPECT_EQ(count(xml, "testsuite"), 1);
  // Three statements, two findings that are none of theirs, two things that were not looked at.
  EXPECT_EQ(count(xml, "testcase"), 7);
  EXPECT_EQ(count(xml, "failure"), 2);
  EXPECT_EQ(count(xml, "error"), 3);
  EXPECT_EQ(count(xml, "skipped"), 1);
  auto& suite = xml.elements.at(1).attributes;
  for (auto& [sum, element] :
       {std::pair{"tests", "testcase"}, {"failures", "failure"}, {"errors", "error"}, {"skipped", "skipped"}})
    EXPECT_EQ(suite.at(sum), std::to_string(count(xml, element))) << sum;
  std::set<std::string> names;
  for (auto& element : xml.elements)
    if (element.name == "testcase") names.insert(element.attributes.at("classname") + element.attributes.at("name"));
  EXPECT_EQ(names.size(), 7u) << "no two test cases have the same name";
}

TEST_F(Formats, JunitIsGreenOnlyWhereTheVerdictIsFine) {
  auto red = [&] {
    Xml xml(render::junit(rehearsal_, verdict_));
    EXPECT_EQ(xml.fault, "");
    return count(xml, "failure") + count(xml, "error");
  };
  add(Weight::warns, "m/1 ü.sql:2", "SELECT 1");
  EXPECT_EQ(red(), 0);
  add(Weight::open, "m/1 ü.sql:2", "SELECT 1");
  EXPECT_EQ(red(), 1);
  verdict_ = {.exit = Exit::undecided, .findings = {}};
  EXPECT_EQ(red(), 1);
  rehearsal_.not_looked_at = {"the traffic"};
  EXPECT_EQ(red(), 1);
}

// --- Markdown

// Without what stands in fences; a fence ends with a row of backticks as long as the one it began with.
std::vector<std::string> outside_of_fences(const std::string& markdown) {
  std::vector<std::string> lines;
  std::string fence;
  for (auto& line : split(markdown, '\n')) {
    auto row = line.substr(0, line.find_first_not_of('`'));
    if (fence.empty() && row.size() >= 3)
      fence = row;
    else if (!fence.empty() && line.size() >= fence.size() && row == line)
      fence.clear();
    else if (fence.empty())
      lines.push_back(line);
  }
  EXPECT_EQ(fence, "") << "a fence is not closed";
  return lines;
}

TEST_F(Formats, NothingOfStrangersIsMarkdown) {
  add_one_of_each();
  auto markdown = render::markdown(rehearsal_, verdict_);
  EXPECT_TRUE(valid_utf8(markdown));
  static const std::regex ours("</?(details|summary|b|code|span)>");
  for (auto& line : outside_of_fences(markdown)) {
    auto bare = std::regex_replace(std::regex_replace(line, ours, ""), std::regex(R"(\*\*)"), "");
    for (auto* markup : {"<", "`", "[", "*", "_it", "~", "\\", "&amp;"}) EXPECT_FALSE(contains(bare, markup)) << line;
    for (auto* call : {"@somebody", "#1 ", "http://", "www.evil"}) EXPECT_FALSE(contains(bare, call)) << line;
    if (line.starts_with("|")) {
      EXPECT_EQ(std::ranges::count(bare, '|'), 5) << line;
    }
    EXPECT_FALSE(line.starts_with("::")) << line;
  }
  EXPECT_EQ(std::ranges::count(outside_of_fences(markdown), "</details>"), 4);
}

TEST_F(Formats, ACommentIsNeverTooLongForGitHub) {
  for (int i = 0; i < 200; ++i) add(Weight::blocks, "1.sql:1", std::string(5'000, '`'));
  rehearsal_.not_looked_at.assign(200, std::string(5'000, '<'));
  auto markdown = render::markdown(rehearsal_, verdict_);
  EXPECT_LT(markdown.size(), 65'536u);
  EXPECT_TRUE(contains(markdown, "had no room here"));
  outside_of_fences(markdown);
}

// --- HTML

TEST_F(Formats, NothingOfStrangersIsAPartOfThePage) {
  add_one_of_each();
  auto page = render::html(rehearsal_, verdict_);
  EXPECT_TRUE(valid_utf8(page));
  const std::set<std::string> ours{"!doctype", "html", "meta", "title", "style",   "h1", "h2", "h3", "small", "p",
                                   "span",     "code", "pre",  "ul",    "section", "li", "tr", "td", "th",    "table"};
  static const std::regex tag("<(/?)([^ />]*)([^>]*)>");
  std::map<std::string, int> open;
  for (std::sregex_iterator match(page.begin(), page.end(), tag), end; match != end; ++match) {
    EXPECT_TRUE(ours.contains((*match)[2].str())) << match->str();
    EXPECT_FALSE(contains(match->str(), "script") || contains(match->str(), "http://")) << match->str();
    open[(*match)[2].str()] += (*match)[1].length() ? -1 : 1;
  }
  for (auto& [name, times] : open) {
    EXPECT_TRUE(times == 0 || name == "meta" || name == "!doctype") << name;
  }
  EXPECT_EQ(page.find("src="), page.npos);
  EXPECT_TRUE(contains(page, "&lt;script&gt;"));
  EXPECT_LT(page.find("<section"), page.find("<table"));
}

// --- GitHub

TEST_F(Formats, GithubSaysItsOwnCommandsAndNoOthers) {
  add_one_of_each();
  auto lines = split(render::github(rehearsal_, verdict_), '\n');
  static const std::regex command(R"(::(error|warning|notice) ((file|line|title)=[^,:]*(,(?!:)|(?=::)))+::.*)");
  std::size_t i = 0;
  for (; i < lines.size() && !lines[i].starts_with("::stop-commands::"); ++i)
    EXPECT_TRUE(std::regex_match(lines[i], command)) << lines[i];
  EXPECT_EQ(i, 6u) << "a line for each finding, and for each thing that was not looked at";
  ASSERT_LT(i, lines.size());
  auto end = "::" + lines[i].substr(std::string("::stop-commands::").size()) + "::";
  ASSERT_GT(lines.size(), i + 4);
  EXPECT_EQ(std::ranges::count(lines, end), 1);
  EXPECT_EQ(lines[lines.size() - 2], end) << "nothing is a command before the text has ended";
  EXPECT_TRUE(lines[0].starts_with("::notice file="));
  EXPECT_TRUE(lines[2].starts_with("::error file=m/1 ü.sql,line=1,title=table-rewrite::")) << lines[2];
  EXPECT_TRUE(lines[3].starts_with("::error title=table-rewrite::")) << lines[3];
}

TEST_F(Formats, NoTextOfStrangersEndsTheTextForGithub) {
  add(Weight::blocks, "1.sql:1", "SELECT 1");
  verdict_.findings[0].says = "::end-of-the-verdict:: ::end-of-the-verdict-1::";
  auto text = render::github(rehearsal_, verdict_);
  EXPECT_TRUE(text.ends_with("\n::end-of-the-verdict-2::\n")) << text;
}

// --- the documentation

TEST(Kinds, EachOfTheDocumentationHasItsSentence) {
  static const std::regex heading("### `([a-z-]+)`");
  std::size_t seen = 0;
  for (auto& line : ante::tests::lines_of("docs/findings.md")) {
    std::smatch match;
    if (!std::regex_match(line, match, heading)) continue;
    ++seen;
    EXPECT_NE(render::meaning_of(match[1].str()), replace_all(match[1].str(), "-", " ")) << match[1];
  }
  EXPECT_GT(seen, 10u);
}

// What the judge can say is described: its kinds are the words with hyphens in its sources.
TEST(Kinds, OfTheJudgeAreAllDescribed) {
  auto page = os::read_file(std::filesystem::path(ANTE_SOURCE) / "docs/findings.md").value_or("");
  std::regex kind("\"([a-z]+(-[a-z]+)+)\"");
  int seen = 0;
  for (auto& file : std::filesystem::directory_iterator(std::filesystem::path(ANTE_SOURCE) / "src/judge")) {
    auto source = os::read_file(file.path()).value_or("");
    for (std::sregex_iterator match(source.begin(), source.end(), kind), end; match != end; ++match, ++seen)
      EXPECT_TRUE(contains(page, fmt::format("### `{}`\n", (*match)[1].str()))) << (*match)[1];
  }
  EXPECT_GT(seen, 15);
}

}  // namespace
}  // namespace ante::tests
