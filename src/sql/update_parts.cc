#include "sql/update_parts.h"

#include <algorithm>

#include "base/text.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::sql {
namespace {

class Parts {
 public:
  Parts(std::string text, std::vector<Token> tokens) : text_(std::move(text)), tokens_(std::move(tokens)) {}

  std::optional<UpdateParts> read() {
    if (!is("update")) return std::nullopt;
    ++at_;
    if (is("only")) ++at_;
    if (!take_target()) return std::nullopt;
    auto begins = at_;
    if (!find_ends() || end_of_set_ == begins) return std::nullopt;
    take_assignments(begins);
    parts_.head = text_.substr(0, tokens_[end_of_set_ - 1].end);
    return complete_ ? std::optional(std::move(parts_)) : std::nullopt;
  }

 private:
  std::string_view at(std::size_t token) const {
    return token < tokens_.size() ? text_of(tokens_[token], text_) : std::string_view{};
  }
  bool is(std::string_view word) const { return lower(at(at_)) == word; }
  bool is_name(std::size_t token) const { return token < tokens_.size() && tokens_[token].kind == Token::Kind::word; }
  std::string between(std::size_t from, std::size_t to) const {
    if (from >= to) return "";
    return text_.substr(tokens_[from].start, tokens_[to - 1].end - tokens_[from].start);
  }

  // a.b.c [AS] alias SET
  bool take_target() {
    auto begins = at_;
    while (is_name(at_) && at(at_ + 1) == ".") at_ += 2;
    if (!is_name(at_)) return false;
    parts_.alias = as_the_server_writes(at(at_++));
    parts_.target = between(begins, at_);
    if (is("as")) ++at_;
    if (is_name(at_) && !is("set")) parts_.alias = as_the_server_writes(at(at_++));
    if (!is("set")) return false;
    ++at_;
    return true;
  }

  // IS DISTINCT FROM has no list behind it.
  bool find_ends() {
    int depth = 0;
    std::size_t from = tokens_.size(), where = tokens_.size();
    for (auto i = at_; i < tokens_.size(); ++i) {
      auto word = at(i);
      if (word == "(" || word == "[") ++depth;
      if (word == ")" || word == "]") --depth;
      if (depth != 0 || tokens_[i].kind != Token::Kind::word) continue;
      auto small = lower(word);
      if (small == "returning" || small == "current") return false;
      if (small == "from" && where == tokens_.size() && from == tokens_.size() && lower(at(i - 1)) != "distinct")
        from = i;
      if (small == "where" && where == tokens_.size()) where = i;
    }
    end_of_set_ = std::min(from, where);
    if (from < tokens_.size()) parts_.from = between(from + 1, where);
    if (where < tokens_.size()) parts_.condition = between(where + 1, tokens_.size());
    return (from == tokens_.size() || !parts_.from.empty()) && (where == tokens_.size() || !parts_.condition.empty());
  }

  void take_assignments(std::size_t begins) {
    int depth = 0;
    auto one = begins;
    for (auto i = begins; i <= end_of_set_; ++i) {
      auto word = i < end_of_set_ ? at(i) : std::string_view(",");
      if (word == "(" || word == "[") ++depth;
      if (word == ")" || word == "]") --depth;
      if (depth != 0 || word != ",") continue;
      take_assignment(one, i);
      one = i + 1;
    }
  }

  // a = …, a[1] = …, a.part = …, (a, b) = …
  void take_assignment(std::size_t begins, std::size_t ends) {
    int depth = 0;
    auto equals = ends;
    for (auto i = begins; i < ends && equals == ends; ++i) {
      if (at(i) == "(" || at(i) == "[") ++depth;
      if (at(i) == ")" || at(i) == "]") --depth;
      if (depth == 0 && at(i) == "=") equals = i;
    }
    complete_ &= equals < ends && equals > begins;
    if (!complete_) return;
    parts_.values.push_back(between(equals + 1, ends));
    if (at(begins) != "(") return parts_.columns.push_back(as_the_server_writes(at(begins)));
    for (auto i = begins + 1; i < equals; ++i)
      if (is_name(i) && (at(i - 1) == "(" || at(i - 1) == ",")) parts_.columns.push_back(as_the_server_writes(at(i)));
  }

  std::string text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0, end_of_set_ = 0;
  bool complete_ = true;
  UpdateParts parts_;
};

}  // namespace

std::optional<UpdateParts> update_parts(std::string_view statement) {
  auto said = facts(statement);
  auto tokens = scan(statement);
  if (!said || !tokens || said->kind != "UpdateStmt") return std::nullopt;
  auto text = respelled(statement, *tokens, [](std::string_view constant) { return std::string(constant); });
  tokens = scan(text);
  if (!tokens) return std::nullopt;
  return Parts(std::move(text), std::move(*tokens)).read();
}

}  // namespace ante::sql
