#include "ship/beside_text.h"

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::ship {

std::string renamed(const std::string& text, const std::string& column, const std::string& as) {
  auto tokens = sql::scan(text);
  if (!tokens) return text;
  std::string result;
  std::size_t done = 0;
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    auto& token = (*tokens)[i];
    auto written = sql::text_of(token, text);
    if (token.kind != sql::Token::Kind::word || sql::as_the_server_writes(written) != column) continue;
    auto before = i > 0 ? sql::text_of((*tokens)[i - 1], text) : "";
    auto after = i + 1 < tokens->size() ? sql::text_of((*tokens)[i + 1], text) : "";
    if (before == "::" || before == "." || after == "." || after == "(") continue;
    result.append(text, done, token.start - done).append(as);
    done = token.end;
  }
  return result.append(text, done);
}

Using using_in(const std::string& sql) {
  auto tokens = sql::scan(sql);
  Using found;
  if (!tokens) return {"", false};
  int depth = 0;
  std::size_t types = 0, begins = std::string::npos, ends = sql.size();
  for (auto& token : *tokens) {
    auto text = sql::text_of(token, sql);
    if (token.kind == sql::Token::Kind::comment) continue;
    if (text == "(" || text == "[") ++depth;
    if (text == ")" || text == "]") --depth;
    if (depth == 0 && text == ",") found.is_all = false;
    auto word = token.kind == sql::Token::Kind::word ? lower(text) : "";
    if (depth == 0 && word == "type") ++types;
    if (depth == 0 && word == "using" && begins == std::string::npos) begins = token.end;
  }
  found.is_all &= types == 1;
  if (begins != std::string::npos) found.expression = trim(std::string_view(sql).substr(begins, ends - begins));
  return found;
}

}  // namespace ante::ship
