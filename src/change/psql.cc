#include "change/psql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/script.h"

namespace ante::change {
namespace {

// Commands that only speak to whoever reads along.
constexpr std::array harmless{"\\echo", "\\qecho",    "\\warn",       "\\timing", "\\pset", "\\x", "\\a",         "\\t",
                              "\\C",    "\\restrict", "\\unrestrict", "\\f",      "\\H",    "\\T", "\\errverbose"};
// Variables of psql's own that do not change what a statement does.
constexpr std::array own_variables{
    "ON_ERROR_STOP", "QUIET",   "VERBOSITY", "ECHO",         "ECHO_HIDDEN",       "HISTFILE",         "HISTCONTROL",
    "PROMPT1",       "PROMPT2", "PROMPT3",   "SHOW_CONTEXT", "COMP_KEYWORD_CASE", "SHOW_ALL_RESULTS", "FETCH_COUNT"};

bool is_harmless(std::string_view command) {
  std::vector<std::string> words;
  for (auto& word : split(replace_all(std::string(trim(command)), "\t", " "), ' '))
    if (!word.empty()) words.push_back(word);
  if (words.empty()) return false;
  if (std::ranges::find(harmless, words[0]) != harmless.end()) return true;
  bool sets = words[0] == "\\set" || words[0] == "\\unset";
  if (sets && words.size() > 1) return std::ranges::find(own_variables, words[1]) != own_variables.end();
  return words[0] == "\\encoding" && words.size() == 2 && (lower(words[1]) == "utf8" || lower(words[1]) == "utf-8");
}

bool continues_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<signed char>(c) < 0;
}

// Walks a script as psql's own scanner does, from one thing to the next.
class Walk {
 public:
  Walk(std::string_view script, const std::string& file, int first_line)
      : script_(script), blanked_(script), file_(file), first_line_(first_line) {}

  Result<std::string> without_commands() {
    while (at_ < script_.size()) {
      char c = script_[at_];
      if (c == '\\')
        TRY(command());
      else if (c == ';')
        end_of_statement();
      else
        one_thing(c);
    }
    return std::move(blanked_);
  }

 private:
  void one_thing(char c) {
    auto rest = script_.substr(at_);
    if (rest.starts_with("--"))
      at_ = std::min(script_.find('\n', at_), script_.size());
    else if (rest.starts_with("/*"))
      comment();
    else if (c == '\'')
      string('\'', at_ > 0 && (script_[at_ - 1] | 0x20) == 'e' && (at_ < 2 || !continues_word(script_[at_ - 2])));
    else if (c == '"')
      string('"', false);
    else if (c == '$' && (at_ == 0 || !continues_word(script_[at_ - 1])))
      dollars();
    else
      ++at_;
  }

  // Comments nest.
  void comment() {
    for (int depth = 0; at_ < script_.size();) {
      auto rest = script_.substr(at_);
      bool opens = rest.starts_with("/*"), closes = rest.starts_with("*/");
      at_ += opens || closes ? 2 : 1;
      if (opens) ++depth;
      if (closes) --depth;
      if (closes && depth == 0) return;
    }
  }

  void string(char quote, bool escapes) {
    for (++at_; at_ < script_.size() && script_[at_] != quote; ++at_)
      if (escapes && script_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, script_.size());
  }

  // $$ … $$ and $name$ … $name$; $1 is a parameter.
  void dollars() {
    auto end = at_ + 1;
    if (end < script_.size() && is_digit(script_[end])) return void(++at_);
    while (end < script_.size() && script_[end] != '$' && continues_word(script_[end])) ++end;
    if (end >= script_.size() || script_[end] != '$') return void(++at_);
    auto tag = script_.substr(at_, end + 1 - at_);
    auto close = script_.find(tag, end + 1);
    at_ = close == script_.npos ? script_.size() : close + tag.size();
  }

  void end_of_statement() {
    auto statement = script_.substr(statement_, at_ + 1 - statement_);
    ++at_;
    if (reads_stdin(statement)) {
      auto end = end_of_rows(script_, std::min(script_.find('\n', at_), script_.size()));
      at_ = std::min(end, script_.size());
    }
    statement_ = at_;
  }

  // psql takes a line's rest as the command's arguments.
  Result<void> command() {
    auto end = std::min(script_.find('\n', at_), script_.size());
    auto text = script_.substr(at_, end - at_);
    if (!is_harmless(text))
      return bad_input(fmt::format("{}:{}: '{}' is a command of psql, not SQL", file_,
                                   first_line_ + std::ranges::count(script_.substr(0, at_), '\n'), one_line(text, 60)),
                       "write it as SQL, or leave it out");
    std::ranges::fill(blanked_.begin() + static_cast<std::ptrdiff_t>(at_),
                      blanked_.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    at_ = end;
    return {};
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view script_;
  std::string blanked_;
  const std::string& file_;
  int first_line_;
  std::size_t at_ = 0, statement_ = 0;
};

}  // namespace

Result<std::string> without_psql_commands(std::string_view script, const std::string& file, int first_line) {
  if (!contains(script, "\\")) return std::string(script);
  return Walk(script, file, first_line).without_commands();
}

}  // namespace ante::change
