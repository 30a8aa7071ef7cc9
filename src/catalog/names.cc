#include "catalog/names.h"

#include <optional>
#include <vector>

#include "sql/tokens.h"

namespace ante::catalog {

SplitName split_name(std::string_view name) {
  bool quoted = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (name[i] == '(') break;
    if (name[i] == '.') return {std::string(name.substr(0, i)), std::string(name.substr(i + 1))};
  }
  return {"", std::string(name)};
}

std::string bare_name(std::string_view name) { return split_name(name).bare; }

std::string part_of(std::string_view name) { return bare_name(bare_name(name)); }

std::string qualified(const std::string& schema, const std::string& bare) {
  return schema.empty() ? bare : schema + "." + bare;
}

namespace {

using Words = std::vector<std::string>;

std::optional<Words> words_of(std::string_view text) {
  const auto tokens = sql::scan(text);
  if (!tokens) return std::nullopt;
  Words words;
  for (const auto& token : *tokens)
    if (token.kind != sql::Token::Kind::comment) words.emplace_back(sql::text_of(token, text));
  return words;
}

bool is_name(const std::string& word) {
  const char c = word.empty() ? ' ' : word.front();
  return c == '"' || c == '_' || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 128;
}

// The qualified name that begins here; "" where none does.
std::string qualified_at(const Words& words, std::size_t at) {
  if (at + 2 >= words.size() || words[at + 1] != "." || !is_name(words[at]) || !is_name(words[at + 2])) return {};
  return words[at] + "." + words[at + 2];
}

// A literal that is the name of something, 'public.counting'::regclass.
bool names_something(const Words& words, std::size_t at) {
  return words[at].starts_with('\'') && at + 2 < words.size() && words[at + 1] == "::" &&
         words[at + 2].starts_with("reg");
}

std::string_view unquoted(const std::string& literal) {
  return std::string_view(literal).substr(1, literal.size() - 2);
}

// Walks both texts at once.
class Comparison {
 public:
  Comparison(Words before, Words after, const NewNames& names)
      : before_(std::move(before)), after_(std::move(after)), names_(names) {}

  bool same() {
    while (i_ < before_.size() && j_ < after_.size())
      if (!step()) return false;
    return i_ == before_.size() && j_ == after_.size();
  }

 private:
  bool step() {
    const auto whole = qualified_at(before_, i_), new_whole = qualified_at(after_, j_);
    if (!whole.empty() && whole != new_whole) {
      const auto renamed = names_.qualified.find(whole);
      if (renamed != names_.qualified.end() && renamed->second == new_whole) return i_ += 3, j_ += 3, true;
    }
    const auto &was = before_[i_], &is = after_[j_];
    if (was == is) return ++i_, ++j_, true;
    if (names_something(before_, i_) && names_something(after_, j_) &&
        same_but_for_names(unquoted(was), unquoted(is), names_))
      return ++i_, ++j_, true;
    if (!names_.bare.contains({was, is})) return false;
    ++i_, ++j_;
    skip_old_output_name(after_, j_, before_, i_, was);
    skip_old_output_name(before_, i_, after_, j_, is);
    return true;
  }

  // A view's column keeps its name when what it shows is renamed: "grade" becomes "score AS grade", and back.
  static void skip_old_output_name(const Words& words, std::size_t& at, const Words& others, std::size_t other_at,
                                   const std::string& name) {
    if (at + 1 < words.size() && words[at] == "AS" && words[at + 1] == name &&
        !(other_at < others.size() && others[other_at] == "AS"))
      at += 2;
  }

  Words before_, after_;
  const NewNames& names_;
  std::size_t i_ = 0, j_ = 0;
};

}  // namespace

bool same_but_for_names(std::string_view before, std::string_view after, const NewNames& names) {
  if (before == after) return true;
  if (names.empty()) return false;
  auto was = words_of(before), is = words_of(after);
  return was && is && Comparison(*std::move(was), *std::move(is), names).same();
}

std::string with_new_names(std::string_view text, const NewNames& names) {
  const auto tokens = sql::scan(text);
  if (!tokens || names.qualified.empty()) return std::string(text);
  std::string result;
  std::size_t done = 0;
  for (std::size_t i = 0; i + 2 < tokens->size(); ++i) {
    const auto &first = (*tokens)[i], &dot = (*tokens)[i + 1], &last = (*tokens)[i + 2];
    if (sql::text_of(dot, text) != ".") continue;
    const auto renamed = names.qualified.find(std::string(text.substr(first.start, last.end - first.start)));
    if (renamed == names.qualified.end()) continue;
    result.append(text.substr(done, first.start - done)).append(renamed->second);
    done = last.end;
    i += 2;
  }
  return result.append(text.substr(done));
}

bool may_mention(std::string_view text, std::string_view column) {
  const auto words = words_of(text);
  if (!words) return true;
  for (std::size_t i = 0; i < words->size(); ++i)
    if ((*words)[i] == column || ((*words)[i] == "*" && i > 0 && (*words)[i - 1] == ".")) return true;
  return false;
}

}  // namespace ante::catalog
