#include "judge/gates.h"

#include <algorithm>
#include <array>
#include <vector>

#include "judge/finding.h"

namespace ante::judge {
namespace {

constexpr std::array<std::string_view, 21> kinds_that_block{
    "statement-fails",  "boot-fails",      "table-rewrite",     "index-build",           "table-scan",
    "lock-held",        "lock-queue",      "query-breaks",      "function-breaks",       "insert-refused",
    "plan-worse",       "answers-nothing", "new-query-refused", "new-query-reads-table", "invalid-index-kept",
    "integer-overflow", "key-too-narrow",  "sequence-behind",   "way-back-fails",        "way-back-breaks",
    "data-refuses"};

}  // namespace

bool can_block(std::string_view kind) { return std::ranges::find(kinds_that_block, kind) != kinds_that_block.end(); }

std::string set_aside_by(std::string_view kind, const Policy& policy) {
  std::vector<Finding> somewhere(1);
  somewhere.front().kind = kind;
  somewhere.front().weight = Weight::blocks;
  waive(somewhere, policy.waivers, policy.today);
  return somewhere.front().weight == Weight::blocks ? std::string() : somewhere.front().waived;
}

}  // namespace ante::judge
