#include "ship/plan_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::ship {
namespace {

// A value that has several lines goes on below.
std::string entry(std::string_view key, std::string_view value) {
  return fmt::format("--@ {}: {}\n", key, replace_all(std::string(value), "\n", "\n--@ | "));
}

void add_entry(std::string& text, std::string_view key, std::string_view value) {
  if (!value.empty()) text += entry(key, value);
}

// A comment of somebody's that looks like one of ours is moved by a space.
std::string unmistakable(const std::string& sql) {
  auto tokens = sql::scan(sql);
  if (!tokens) return sql;
  std::string text;
  std::size_t done = 0;
  for (auto& token : *tokens) {
    bool begins_a_line = token.start == 0 || sql[token.start - 1] == '\n';
    if (token.kind != sql::Token::Kind::comment || !begins_a_line || !sql::text_of(token, sql).starts_with("--@"))
      continue;
    text.append(sql, done, token.start - done).append(" ");
    done = token.start;
  }
  return text.append(sql, done);
}

// A comment at the end of a statement would swallow its semicolon.
std::string ended(const std::string& sql) {
  auto line = sql.substr(sql.rfind('\n') == std::string::npos ? 0 : sql.rfind('\n') + 1);
  return unmistakable(sql) + (contains(line, "--") ? "\n;\n" : ";\n");
}

void add_block(std::string& text, std::string_view key, const Block& block) {
  text += entry(key, block.empty()          ? "nothing"
                     : block.in_batches()   ? std::string(batches_of) + block.rows_of
                     : block.in_transaction ? "in a transaction"
                                            : "outside a transaction");
  for (auto& column : block.key) add_entry(text, "key", column);
  add_entry(text, "probe", block.probe);
  add_entry(text, "remains", block.remains);
  add_entry(text, "clear", block.clear);
  for (auto& sql : block.sql) text += ended(sql);
}

constexpr const char* for_people =
    "-- How this change is shipped, step by step, and how each step is taken back. It may be edited: what begins\n"
    "-- with --@ is read by ante, docs/plan-format.md says how. Ship it with: ante apply FILE --database URL\n";

}  // namespace

std::string text_of(const Plan& plan) {
  std::string text = fmt::format("--@ ante plan: {}\n{}", plan_format, for_people);
  add_entry(text, "name", plan.name);
  add_entry(text, "change", plan.content);
  add_entry(text, "server", plan.server);
  add_entry(text, "database", plan.database);
  add_entry(text, "role", plan.role);
  add_entry(text, "schema", plan.schema);
  add_entry(text, "verdict", plan.verdict);
  for (auto& [place, kind, says] : plan.refusals)
    text += entry("refused", fmt::format("{} | {} | {}", place, kind, says));
  for (auto& open : plan.open) text += entry("open", open);
  text += entry("seal", seal_of(plan));
  int number = 0;
  for (auto& step : plan.steps) {
    text += "\n" + entry(fmt::format("step {}", ++number), step.title);
    add_entry(text, "from", step.from);
    add_entry(text, "locks", step.locks);
    add_entry(text, "loses", step.loses);
    add_block(text, "up", step.up);
    add_block(text, "down", step.down);
  }
  return text;
}

}  // namespace ante::ship
