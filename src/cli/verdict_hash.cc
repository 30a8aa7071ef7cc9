#include "cli/verdict_hash.h"

#include <fmt/format.h>

#include "os/sha256.h"

namespace ante::cli {
namespace {

// Each part with its length before it: no two lists of parts give the same text.
class Parts {
 public:
  Parts& operator<<(std::string_view part) {
    text_ += fmt::format("{}:{}\n", part.size(), part);
    return *this;
  }
  Parts& operator<<(double number) { return *this << fmt::format("{}", number); }
  Parts& operator<<(bool yes) { return *this << std::string_view(yes ? "yes" : "no"); }
  std::string hash() const { return os::sha256_hex(text_); }

 private:
  std::string text_ = "1\n";
};

void add(Parts& parts, const std::vector<change::Step>& steps) {
  for (auto& step : steps) parts << step.sql << step.copy_data;
  parts << ".";
}

}  // namespace

std::string verdict_hash(const change::Change& change, const rehearse::Rehearsed& what, const judge::Policy& policy) {
  Parts parts;
  for (auto& migration : change.migrations) {
    parts << migration.name << migration.in_transaction << migration.transaction_assumed;
    add(parts, migration.steps);
    if (auto& back = migration.back) {
      parts << back->in_transaction << back->transaction_assumed;
      add(parts, back->steps);
    }
  }
  parts << what.key << what.role;
  for (auto& query : what.version.queries) parts << query.text;
  parts << what.version.role << what.version.boot.command;
  for (double figure : {policy.longest_hold, policy.longest_wait, policy.queue_that_blocks, policy.rows_in_one_go,
                        policy.oldest_snapshot})
    parts << figure;
  for (auto& waiver : policy.waivers) parts << waiver.kind << waiver.file << waiver.until;
  return parts.hash();
}

}  // namespace ante::cli
