#include "load/account.h"

#include <algorithm>

namespace ante::load {

Account account_of(const Driver& driver, const Result<Audit>& audit, double seconds, double rate) {
  int to = driver.measured().seconds();
  Account account{.seconds = std::max(0.001, seconds),
                  .rate = rate,
                  .all = driver.measured().all(0, to),
                  .users = driver.measured().users(0, to),
                  .endpoints = {},
                  .audit = audit ? *audit : Audit{},
                  .not_audited = audit ? "" : audit.error().what,
                  .own = driver.own()};
  for (auto& endpoint : driver.app().endpoints) account.endpoints.push_back({endpoint.name, endpoint.goal, {}});
  auto sums = driver.measured().endpoints(0, to);
  for (std::size_t i = 0; i < sums.size(); ++i) account.endpoints[i].met = std::move(sums[i]);
  for (int second = 0; second < to; ++second) {
    auto met = driver.measured().endpoints(second, second + 1);
    met.resize(account.endpoints.size());
    for (std::size_t i = 0; i < met.size(); ++i) account.endpoints[i].seconds.push_back(std::move(met[i]));
  }
  return account;
}

}  // namespace ante::load
