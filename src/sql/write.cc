#include "sql/write.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::sql {
namespace {

class Reader {
 public:
  Reader(std::string_view text, std::vector<Token> tokens) : text_(text), tokens_(std::move(tokens)) {
    // One before it is nobody's business; one in the middle would be part of what is taken out of it.
    while (!tokens_.empty() && tokens_.front().kind == Token::Kind::comment) tokens_.erase(tokens_.begin());
    while (!tokens_.empty() && word(tokens_.size() - 1) == ";") tokens_.pop_back();
  }

  std::optional<Write> read() {
    for (auto& token : tokens_)
      if (token.kind == Token::Kind::comment) return {};
    if (take("insert")) return take("into") ? insert() : std::nullopt;
    if (take("update")) return update();
    if (take("delete")) return take("from") ? remove() : std::nullopt;
    return {};
  }

 private:
  bool done() const { return at_ >= tokens_.size(); }
  std::string word(std::size_t i) const {
    return i < tokens_.size() ? lower(std::string(text_of(tokens_[i], text_))) : std::string();
  }
  std::string next() const { return word(at_); }
  bool take(std::string_view what) {
    if (next() != what) return false;
    ++at_;
    return true;
  }
  std::string between(std::size_t from, std::size_t to) const {
    return from >= to ? std::string()
                      : std::string(text_.substr(tokens_[from].start, tokens_[to - 1].end - tokens_[from].start));
  }
  bool is_name() const { return !done() && tokens_[at_].kind == Token::Kind::word && !tokens_[at_].reserved; }
  std::string take_name() { return is_name() ? as_the_server_writes(text_of(tokens_[at_++], text_)) : std::string(); }

  // t, s.t, s.t AS x, s.t x
  bool target(Write& write, std::string_view then) {
    if (next() == "only") return false;
    write.table = write.alias = take_name();
    while (!write.alias.empty() && take(".")) write.alias = take_name(), write.table += "." + write.alias;
    if (write.alias.empty()) return false;
    if (next() == "*") return false;
    if (take("as") || (is_name() && next() != then)) write.alias = take_name();
    return !write.alias.empty();
  }

  // Up to one of these words outside of all brackets, or to the end.
  std::string up_to(std::initializer_list<std::string_view> ends) {
    auto from = at_;
    for (int depth = 0; !done(); ++at_) {
      auto here = next();
      if (here == "(" || here == "[") ++depth;
      if (here == ")" || here == "]") --depth;
      if (depth == 0 && std::ranges::find(ends, here) != ends.end()) break;
    }
    return between(from, at_);
  }

  std::optional<Write> remove() {
    Write write;
    write.kind = Write::Kind::deletes;
    if (!target(write, "using")) return {};
    if (take("using")) {
      Write beside;
      if (!target(beside, "where")) return {};
      write.beside = beside.table, write.alias_beside = beside.alias;
    }
    if (!where(write)) return {};
    return write;
  }

  std::optional<Write> update() {
    Write write;
    write.kind = Write::Kind::updates;
    if (!target(write, "set") || !take("set")) return {};
    do {
      auto column = take_name();
      if (column.empty() || !take("=")) return {};
      write.set.emplace_back(column, up_to({",", "where", "from", "returning"}));
      if (write.set.back().second.empty()) return {};
    } while (take(","));
    if (!where(write)) return {};
    return write;
  }

  // WHERE …, to the end or to RETURNING; nothing else may stand there.
  bool where(Write& write) {
    if (take("where")) {
      if (next() == "current") return false;
      write.where = up_to({"returning"});
      return !write.where.empty();
    }
    return done() || next() == "returning";
  }

  std::optional<Write> insert() {
    Write write;
    write.kind = Write::Kind::inserts;
    if (!target(write, "values") || next() == "overriding") return {};
    bool named = take("(");
    while (named) {
      write.columns.push_back(take_name());
      if (write.columns.back().empty()) return {};
      if (take(")")) break;
      if (!take(",")) return {};
    }
    if (next() != "values" && next() != "select") return {};
    write.rows = rows();
    write.over_conflicts = next() == "on";
    return write;
  }

  // ON CONFLICT ends it; the ON of a join does not.
  std::string rows() {
    auto from = at_;
    for (int depth = 0; !done(); ++at_) {
      auto here = next();
      if (here == "(") ++depth;
      if (here == ")") --depth;
      if (depth == 0 && (here == "returning" || (here == "on" && word(at_ + 1) == "conflict"))) break;
    }
    return between(from, at_);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Write> read_write(std::string_view statement) {
  auto tokens = scan(statement);
  return tokens ? Reader(statement, std::move(*tokens)).read() : std::nullopt;
}

}  // namespace ante::sql
