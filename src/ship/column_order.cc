#include "ship/column_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rehearse/definition.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::ship {
namespace {

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// A text's tokens, and where among them a table is named.
class Read {
 public:
  Read(const std::string& text, const std::string& table) : bare_(rehearse::parted(table).second) {
    auto tokens = sql::scan(text);
    if (!tokens) return;
    for (auto& token : *tokens) {
      if (token.kind == sql::Token::Kind::comment) continue;
      auto written = sql::text_of(token, text);
      bool word = token.kind == sql::Token::Kind::word;
      words_.push_back(lower(written));
      names_.push_back(word && !token.reserved ? sql::as_the_server_writes(written) : "");
    }
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (names_[i] != bare_) continue;
      called_.insert(bare_);
      auto alias = i + 1 + (word(i + 1) == "as");
      if (alias < names_.size() && !names_[alias].empty()) called_.insert(names_[alias]);
    }
  }

  bool names_it() const { return !called_.empty(); }

  bool counts_on_its_columns() const {
    if (!names_it()) return false;
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (is_all_columns(i) || is_insert(i) || is_copied(i)) return true;
    return false;
  }
  // ROW(…)::public.bill; NULL::public.bill has no values.
  bool makes_its_type() const {
    for (std::size_t i = 1; i < words_.size(); ++i)
      if (word(i) == "::" && word(i - 1) == ")" && is_it(i + 1)) return true;
    return false;
  }
  // RETURNS SETOF public.bill
  bool gives_its_rows() const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (is_one_of(word(i), {"returns", "setof"}) && is_it(i + 1)) return true;
    return false;
  }
  // NEW.*, (OLD).*
  bool takes_a_row_apart() const {
    for (std::size_t i = 3; i < words_.size(); ++i)
      if (word(i) == "*" && word(i - 1) == "." &&
          (is_one_of(word(i - 2), {"new", "old"}) || (word(i - 2) == ")" && is_one_of(word(i - 3), {"new", "old"}))))
        return true;
    return false;
  }

 private:
  std::string word(std::size_t i) const { return i < words_.size() ? words_[i] : ""; }
  // Where a name ends that begins here: a.b.c
  std::size_t end_of_name(std::size_t i) const {
    while (word(i + 1) == ".") i += 2;
    return i + 1;
  }
  bool is_it(std::size_t i) const {
    auto end = end_of_name(i);
    return end <= names_.size() && names_[end - 1] == bare_;
  }

  // No product has one of these behind it; count(*) has a bracket before it.
  bool is_all_columns(std::size_t i) const {
    if (word(i) != "*" || i == 0 || word(i - 1) == "(") return false;
    if (!is_one_of(word(i + 1), {"from", ",", "", ")", ";", "where", "union", "except", "intersect"})) return false;
    if (word(i - 1) == ".") return called_.contains(i > 1 ? names_[i - 2] : "");
    bool is_asked_whether = i > 2 && word(i - 1) == "select" && word(i - 2) == "(" && word(i - 3) == "exists";
    bool is_gone_through = i > 1 && word(i - 1) == "select" && word(i - 2) == "in";  // FOR one IN SELECT *
    return !is_asked_whether && !is_gone_through;
  }
  bool is_insert(std::size_t i) const {
    if (word(i) == "insert" && word(i + 1) == "values") return true;  // of a MERGE
    if (word(i) != "into" || i == 0 || word(i - 1) != "insert" || !is_it(i + 1)) return false;
    auto at = end_of_name(i + 1);
    if (word(at) == "as") at += 2;
    auto begins = [&](std::size_t j) {
      return is_one_of(word(j), {"values", "select", "with", "table", "overriding"});
    };
    return begins(at) || (word(at) == "(" && (begins(at + 1) || word(at + 1) == "("));
  }
  bool is_copied(std::size_t i) const {
    if (word(i) == "table" && (i == 0 || is_one_of(word(i - 1), {"(", "as", "query", "union", ";"})))
      return is_it(i + 1);
    return word(i) == "copy" && is_it(i + 1) && is_one_of(word(end_of_name(i + 1)), {"from", "to"});
  }

  std::string bare_;
  std::vector<std::string> words_, names_;
  std::set<std::string> called_;  // the table's name, and those that it is given
};

// Whether a trigger of the table calls it.
bool is_called_for(const catalog::Function& function, const catalog::Catalog& catalog, const std::string& table) {
  auto name = function.name.substr(0, function.name.find('('));
  return std::ranges::any_of(catalog.triggers, [&](auto& trigger) {
    return trigger.relation == table && contains(trigger.definition, fmt::format(" {}(", name));
  });
}

}  // namespace

bool counts_on_the_columns(const std::string& text, const std::string& table) {
  Read read(text, table);
  if (read.makes_its_type()) return true;
  // Where the grammar reads it, what is called like the table is told from the table.
  auto bare = rehearse::parted(table).second;
  auto facts = sql::facts(text);
  auto is_it = [&](auto& one) { return one == bare || one.ends_with("." + bare); };
  if (facts && !facts->utility && std::ranges::none_of(facts->relations, is_it)) return false;
  return read.counts_on_its_columns();
}

std::vector<std::string> who_counts_on_the_columns(const rehearse::Rehearsal& rehearsal, const catalog::Catalog& before,
                                                   const std::string& table) {
  std::vector<std::string> who;
  auto take = [&](std::string_view whose, const std::string& query) {
    if (counts_on_the_columns(query, table)) who.push_back(fmt::format("{}: {}", whose, one_line(query, 120)));
  };
  for (auto& query : rehearsal.queries) take("a query", query.text);
  for (auto& query : rehearsal.new_queries) take("a query of the new version, " + query.place, query.text);
  auto& catalog = rehearsal.after.version ? rehearsal.after : before;
  for (auto& function : catalog.functions) {
    auto body = rehearse::body_in(function.definition);
    bool counts = counts_on_the_columns(body, table) || Read(function.definition, table).gives_its_rows() ||
                  (Read(body, table).takes_a_row_apart() && is_called_for(function, catalog, table));
    if (counts) who.push_back(fmt::format("function {}", function.name));
  }
  return who;
}

std::string published_by(const catalog::Catalog& catalog, const std::string& table) {
  auto schema = rehearse::parted(table).first;
  for (auto& other : catalog.others) {
    if (other.kind != "publication") continue;
    auto names = [&](const std::string& what) {
      auto at = other.definition.find(what);
      if (at == std::string::npos) return false;
      auto end = at + what.size();
      return end == other.definition.size() || is_one_of(other.definition.substr(end, 1), {" ", ",", "("});
    };
    if (names(" FOR ALL TABLES") || names("ONLY " + table) || names("TABLES IN SCHEMA " + schema)) return other.name;
  }
  return "";
}

}  // namespace ante::ship
