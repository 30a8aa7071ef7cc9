#include "ship/plan.h"

#include <fmt/format.h>

#include "os/sha256.h"

namespace ante::ship {
namespace {

// Each part with its length before it: no two lists of parts give the same text.
void add(std::string& text, std::string_view part) { text += fmt::format("{}:{}\n", part.size(), part); }

void add(std::string& text, const Block& block) {
  add(text, block.in_transaction ? "in" : "out");
  for (auto* part : {&block.probe, &block.remains, &block.clear}) add(text, *part);
  text += fmt::format("{}\n", block.sql.size());
  for (auto& sql : block.sql) add(text, sql);
  if (!block.in_batches()) return;
  add(text, block.rows_of);
  for (auto& column : block.key) add(text, column);
}

}  // namespace

std::string hash_of(const Plan& plan) {
  std::string text = "plan 1\n";
  for (auto* part : {&plan.content, &plan.server, &plan.database, &plan.schema}) add(text, *part);
  for (auto& step : plan.steps) {
    add(text, step.title);
    add(text, step.up);
    add(text, step.down);
  }
  return os::sha256_hex(text);
}

std::string seal_of(const Plan& plan) {
  auto text = "seal 1\n" + hash_of(plan) + "\n";
  add(text, plan.verdict);
  for (auto& [place, kind, says] : plan.refusals)
    for (auto* part : {&place, &kind, &says}) add(text, *part);
  add(text, ".");
  for (auto& open : plan.open) add(text, open);
  return os::sha256_hex(text);
}

}  // namespace ante::ship
