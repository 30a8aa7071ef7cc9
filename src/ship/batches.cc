#include "ship/batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::ship {
namespace {

std::string in_brackets(const std::vector<std::string>& parts) { return "(" + join(parts, ", ") + ")"; }

std::vector<std::string> literals(const Key& key) {
  std::vector<std::string> quoted;
  for (auto& value : key) quoted.push_back(pg::quote_literal(value));
  return quoted;
}

std::string compared(const Block& block, std::string_view how, const Key& key) {
  return fmt::format("{} {} {}", in_brackets(block.key), how, in_brackets(literals(key)));
}

// "a DESC, b DESC"
std::string in_order(const Block& block, std::string_view direction) {
  std::vector<std::string> parts;
  for (auto& column : block.key) parts.push_back(fmt::format("{}{}", column, direction));
  return join(parts, ", ");
}

std::string key_as_text(const Block& block) {
  std::vector<std::string> parts;
  for (auto& column : block.key) parts.push_back(fmt::format("{}::text", column));
  return join(parts, ", ");
}

// One key, the `skipped`th and next of those that the condition lets through. The ordering is by the columns, and not
// by their texts.
std::string one_key(const Block& block, const std::string& condition, std::string_view direction,
                    std::int64_t skipped) {
  return fmt::format("SELECT {} FROM (SELECT {} FROM {}{} ORDER BY {} OFFSET {} LIMIT 1) AS one", key_as_text(block),
                     join(block.key, ", "), block.rows_of, condition.empty() ? "" : " WHERE " + condition,
                     in_order(block, direction), skipped);
}

Result<Key> asked(pg::Connection& connection, const std::string& sql) {
  auto rows = TRY(connection.query(sql));
  Key key;
  for (int column = 0; rows.size() > 0 && column < rows.columns(); ++column) key.emplace_back(rows.text(0, column));
  return key;
}

}  // namespace

std::string within_a_batch(const std::vector<std::string>& key, const std::string& alias) {
  std::vector<std::string> columns, from, to;
  for (std::size_t i = 0; i < key.size(); ++i) {
    columns.push_back(fmt::format("{}.{}", alias, key[i]));
    from.push_back(fmt::format("${}", i + 1));
    to.push_back(fmt::format("${}", key.size() + i + 1));
  }
  return fmt::format("{0} >= {1} AND {0} <= {2}", in_brackets(columns), in_brackets(from), in_brackets(to));
}

std::string wrong_with_batches(const Block& block) {
  if (block.key.empty()) return "does not say by which key";
  if (block.sql.empty()) return "has no statement";
  if (!block.in_transaction || !block.probe.empty() || !block.remains.empty()) return "has a probe";
  auto tokens = sql::scan(block.sql.back());
  std::vector<bool> there(2 * block.key.size());
  for (auto& token : tokens ? *tokens : std::vector<sql::Token>{}) {
    if (token.kind != sql::Token::Kind::parameter) continue;
    std::size_t number = 0;
    auto text = sql::text_of(token, block.sql.back()).substr(1);
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number < 1 || number > there.size())
      return fmt::format("its statement has a parameter ${}, which is no end of a batch", text);
    there[number - 1] = true;
  }
  if (std::ranges::find(there, false) == there.end()) return "";
  return "its last statement does not name both ends of a batch ($1 …), and would be run for all rows each time";
}

Result<Key> greatest_key(pg::Connection& connection, const Block& block) {
  return asked(connection, one_key(block, "", " DESC", 0));
}

Result<Batch> next_batch(pg::Connection& connection, const Block& block, const Key& after, const Key& bound,
                         std::int64_t rows) {
  auto condition = compared(block, "<=", bound);
  if (!after.empty()) condition += " AND " + compared(block, ">", after);
  auto both = TRY(connection.query(
      fmt::format("SELECT ante_first.*, ante_last.* FROM ({}) AS ante_first LEFT JOIN ({}) AS ante_last ON true",
                  one_key(block, condition, "", 0), one_key(block, condition, "", rows - 1))));
  Batch batch;
  if (both.size() == 0) return batch;
  auto columns = static_cast<int>(block.key.size());
  for (int column = 0; column < columns; ++column) {
    batch.first.emplace_back(both.text(0, column));
    if (!both.null(0, columns + column)) batch.last.emplace_back(both.text(0, columns + column));
  }
  batch.is_the_rest = batch.last.empty();
  if (batch.is_the_rest) batch.last = bound;
  return batch;
}

Result<Batch> last_batch(pg::Connection& connection, const Block& block, std::int64_t rows) {
  auto last = TRY(greatest_key(connection, block));
  Batch batch{.first = {}, .last = last};
  if (batch.last.empty()) return batch;
  batch.first = TRY(asked(connection, one_key(block, "", " DESC", rows - 1)));
  batch.is_the_rest = batch.first.empty();
  if (batch.is_the_rest) batch.first = TRY(asked(connection, one_key(block, "", "", 0)));
  return batch;
}

Result<Key> key_below(pg::Connection& connection, const Block& block, const Key& key) {
  return asked(connection, one_key(block, compared(block, "<", key), " DESC", 0));
}

std::string with_parameters(const std::string& sql, const std::vector<std::string>& values) {
  auto tokens = sql::scan(sql);
  if (!tokens) return sql;
  std::string text;
  std::size_t done = 0;
  for (auto& token : *tokens) {
    if (token.kind != sql::Token::Kind::parameter) continue;
    std::size_t number = 0;
    auto digits = sql::text_of(token, sql).substr(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (number < 1 || number > values.size()) continue;
    text.append(sql, done, token.start - done).append(values[number - 1]);
    done = token.end;
  }
  return text.append(sql, done);
}

std::string statement_for(const Block& block, const Batch& batch) {
  auto values = literals(batch.first);
  std::ranges::move(literals(batch.last), std::back_inserter(values));
  return with_parameters(block.sql.back(), values);
}

}  // namespace ante::ship
