#include "pg/prepared.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"

namespace ante::pg {

Result<std::vector<Result<Rows>>> ask_prepared(Connection& session, const std::vector<Question>& questions,
                                               std::string_view type, const std::string& parameter) {
  std::vector<std::string> names, preparations, wanted;
  std::vector<Value> values;
  for (auto& question : questions) {
    auto name = "ante asks for " + question.name;
    names.push_back(quote_identifier(name));
    preparations.push_back(fmt::format("PREPARE {}({}) AS {}", names.back(), type, question.sql));
    wanted.push_back(fmt::format("(${}::text, ${}::text)", values.size() + 1, values.size() + 2));
    values.emplace_back(std::move(name)), values.emplace_back(preparations.back());
  }
  auto there =
      TRY(session.query(fmt::format("SELECT pg_catalog.quote_ident(p.name), p.statement OPERATOR(pg_catalog.=) "
                                    "w.statement FROM (VALUES {}) AS w(name, statement) "
                                    "JOIN pg_catalog.pg_prepared_statements p ON p.name OPERATOR(pg_catalog.=) w.name",
                                    join(wanted, ", ")),
                        values));
  std::map<std::string, bool> ours;
  for (int row = 0; row < there.size(); ++row) ours[std::string(there.text(row, 0))] = there.flag(row, 1);

  std::vector<std::string> statements;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto found = ours.find(names[i]);
    if (found != ours.end() && found->second) continue;
    if (found != ours.end()) statements.push_back("DEALLOCATE " + names[i]);
    statements.push_back(preparations[i]);
  }
  auto before = static_cast<std::ptrdiff_t>(statements.size());
  for (auto& name : names) statements.push_back(fmt::format("EXECUTE {}({})", name, quote_literal(parameter)));
  auto answers = session.pipeline(statements);
  answers.erase(answers.begin(), answers.begin() + before);
  return answers;
}

}  // namespace ante::pg
