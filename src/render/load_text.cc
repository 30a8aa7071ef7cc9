#include "render/load_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::render {
namespace {

std::string errors_of(const load::Met& met) {
  std::vector<std::string> errors;
  for (auto& [error, times] : met.errors) errors.push_back(fmt::format("{} × {}", times, error));
  return join(errors, ", ");
}

std::string row(const load::OfEndpoint& endpoint, std::size_t width) {
  auto& met = endpoint.met;
  auto p99 = met.latency.percentile(99);
  auto line = fmt::format("  {:<{}} {:>9} {:>9} {:>9} {:>9}  {} {:<8}", endpoint.name, width, met.tried(),
                          shown(met.latency.percentile(50)), shown(p99), shown(met.latency.longest()),
                          p99 <= endpoint.goal ? "within" : "beyond", shown(endpoint.goal));
  return met.failed ? fmt::format("{} {}\n", line, errors_of(met))
                    : line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string told(const load::Account& account) {
  auto& audit = account.audit;
  if (!account.not_audited.empty())
    return "the writes were not held against the database: " + account.not_audited + "\n";
  if (audit.acknowledged + audit.refused + audit.unknown == 0) return {};
  if (audit.clean())
    return fmt::format("{} acknowledged, each there once; {} refused, none there; {} without an answer\n",
                       counted(audit.acknowledged, "write"), audit.refused, audit.unknown);
  std::string text =
      fmt::format("of {}: {} lost, {} there more than once; {} there that were refused\n",
                  counted(audit.acknowledged, "acknowledged write"), audit.lost, audit.doubled, audit.uninvited);
  for (auto& example : audit.examples) text += "  " + example + "\n";
  return text;
}

}  // namespace

std::string shown(Histogram::Micros time) {
  auto micros = static_cast<double>(time.count());
  if (micros < 1'000) return fmt::format("{} µs", time.count());
  if (micros < 10'000) return fmt::format("{:.1f} ms", micros / 1e3);
  if (micros < 1'000'000) return fmt::format("{:.0f} ms", micros / 1e3);
  return fmt::format("{:.1f} s", micros / 1e6);
}

std::string text(const load::Account& account) {
  auto& all = account.all;
  auto per_second = static_cast<double>(all.tried()) / account.seconds;
  std::string text = fmt::format("{} in {:.4g} s, {:.0f} a second: {} failed\n", counted(all.tried(), "action"),
                                 account.seconds, per_second, all.failed);
  if (account.users.seen)
    text += fmt::format("{}, of whom {} ({:.1f} %) met something that failed\n",
                        account.users.seen == 1 ? "1 person" : fmt::format("{} people", account.users.seen),
                        account.users.affected, account.users.share() * 100);
  std::size_t width = 8;
  for (auto& endpoint : account.endpoints) width = std::max(width, columns(endpoint.name));
  text +=
      fmt::format("\n  {:<{}} {:>9} {:>9} {:>9} {:>9}  goal for p99\n", "", width, "actions", "p50", "p99", "longest");
  for (auto& endpoint : account.endpoints) text += row(endpoint, width);
  text += "\n" + told(account);
  text += fmt::format("the driver took {:.0f} % of a processor at most, and noticed 99 of 100 people within {}\n",
                      account.own.busiest * 100, shown(account.own.late.percentile(99)));
  if (!account.own.refusal.empty() && all.failed)
    text += "the last connection that failed: " + account.own.refusal + "\n";
  if (account.own.bottleneck()) text += "the driver itself was the bottleneck: these figures are not the server's\n";
  return text;
}

}  // namespace ante::render
