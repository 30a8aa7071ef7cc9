#include "render/verdict_markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "render/look.h"
#include "render/strangers.h"
#include "render/words.h"

namespace ante::render {
namespace {

using judge::Finding;
using judge::Verdict;
using rehearse::Rehearsal;

// GitHub takes 65,536 characters a comment; a few large statements must not cost the rest of it.
constexpr std::size_t longest_comment = 60'000, longest_sentence = 600, longest_block = 2'000;
// Breaks names and addresses that would become links or call somebody, without being seen.
constexpr std::string_view unseen = "\u200B";

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A stranger's text on one line of Markdown, in a table, between tags of HTML or in neither: nothing of it is markup,
// mathematics, a link, or a mention of somebody. A character written as its number is never markup.
std::string prose(std::string_view text) {
  constexpr std::string_view markup = "\\`*[]|~<>&";
  auto line = one_line(readable(text), longest_sentence);
  std::string result;
  bool numbered = true;  // only digits so far: with a dot they would begin a list
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i], last = i > 0 ? line[i - 1] : ' ', next = i + 1 < line.size() ? line[i + 1] : ' ';
    bool begins = i == 0 && contains("-+=#", {&c, 1});
    bool lists = numbered && i > 0 && (c == '.' || c == ')');
    bool leans = c == '_' && (!is_word(last) || !is_word(next));
    numbered = numbered && c >= '0' && c <= '9';
    if (c == '$')
      result += "<span>$</span>";
    else if (begins || lists || leans || contains(markup, {&c, 1}))
      result += fmt::format("&#{};", static_cast<int>(c));
    else
      result += c;
    bool calls = (c == '@' || c == '#') && is_word(next);
    bool leads = (c == ':' && next == '/') || (c == '.' && lower(line.substr(i < 3 ? 0 : i - 3, 3)) == "www");
    if (calls || leads) result += unseen;
  }
  return result;
}

// A fence is longer than every row of backticks within.
std::string fenced(std::string_view language, std::string_view text) {
  auto content = readable(text, longest_block);
  std::size_t longest = 2, row = 0;
  for (char c : content) longest = std::max(longest, row = c == '`' ? row + 1 : 0);
  std::string fence(longest + 1, '`');
  return fmt::format("{0}{1}\n{2}\n{0}\n\n", fence, language, content);
}

std::string finding_row(const Finding& finding) {
  return fmt::format("| **{}** | <code>{}</code> | <code>{}</code> | {} |\n", word(finding.weight), prose(finding.kind),
                     prose(finding.place), prose(finding.says));
}

std::string finding_details(const Finding& finding) {
  auto text = fmt::format("<details><summary><b>{}</b> <code>{}</code> <code>{}</code></summary>\n\n",
                          word(finding.weight), prose(finding.kind), prose(finding.place));
  if (!finding.statement.empty()) text += fenced("sql", finding.statement);
  text += prose(finding.says) + "\n\n";
  std::string evidence;
  for (auto& one : finding.evidence) evidence += wrapped(readable(one), 100, 0);
  if (!evidence.empty()) text += fenced("text", evidence.substr(0, evidence.size() - 1));
  if (!finding.output.empty()) text += fenced("text", join(finding.output, "\n"));
  if (auto what = instead(finding); !what.empty()) text += "→ " + prose(what) + "\n\n";
  if (!finding.remedy.empty()) text += fenced("sql", join(finding.remedy, ";\n") + ";");
  return text + "</details>\n\n";
}

// Parts of a comment in their order, as long as there is room for them, and how many there was none for.
class Comment {
 public:
  explicit Comment(std::string beginning) : text_(std::move(beginning)) {}
  template <class Things, class Shown>
  void add(std::string_view heading, const Things& things, Shown shown) {
    if (things.empty()) return;
    text_ += heading;
    std::size_t left_out = 0;
    for (auto& one : things) {
      auto part = shown(one);
      if (left_out > 0 || text_.size() + part.size() > longest_comment)
        ++left_out;
      else
        text_ += part;
    }
    if (left_out > 0) text_ += fmt::format("\n*{} more had no room here; the other formats have them.*\n", left_out);
    text_ = std::string(trim(text_)) + "\n\n";
  }
  std::string whole() && { return std::string(trim(text_)) + "\n"; }

 private:
  std::string text_;
};

}  // namespace

std::string markdown(const Rehearsal& rehearsal, const Verdict& verdict) {
  auto item = [](const std::string& line) { return "- " + prose(line) + "\n"; };
  Comment comment(fmt::format("## ante check: {}\n\n{}\n\n{}\n\n", headline(verdict), prose(counts(verdict, rehearsal)),
                              prose(what_was_rehearsed(rehearsal))));
  comment.add("### Not looked at\n\n", rehearsal.not_looked_at, item);
  comment.add("| | finding | where | what |\n| --- | --- | --- | --- |\n", verdict.findings, finding_row);
  comment.add("", verdict.findings, finding_details);
  comment.add("### Notes\n\n", rehearsal.notes, item);
  return std::move(comment).whole();
}

}  // namespace ante::render
