#include "sql/variables.h"

#include "sql/tokens.h"

namespace ante::sql {

Result<std::string> replace_variables(std::string_view sql,
                                      const std::function<Result<std::string>(std::string_view name)>& by) {
  auto tokens = TRY(sql::scan(sql));
  std::string replaced;
  std::size_t done = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    auto& colon = tokens[i];
    auto& word = tokens[i + 1];
    if (sql::text_of(colon, sql) != ":" || word.start != colon.end || word.kind != sql::Token::Kind::word) continue;
    replaced += sql.substr(done, colon.start - done);
    replaced += TRY(by(sql::text_of(word, sql)));
    done = word.end;
  }
  replaced += sql.substr(done);
  return replaced;
}

}  // namespace ante::sql
