#include "drill/traffic.h"

#include <algorithm>

#include "base/text.h"
#include "os/process.h"

namespace ante::drill {
namespace {

// Runs the start command of a version, where it has one; what it said, where it failed.
Result<std::string> start_of(const std::filesystem::path& version) {
  constexpr Millis start_limit{30'000};
  std::error_code none;
  auto program = std::filesystem::absolute(version / "start", none);
  if (!std::filesystem::exists(program, none)) return std::string();
  auto finished = TRY(os::run({.path = program,
                               .arguments = {},
                               .environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"},
                               .folder = program.parent_path()},
                              start_limit));
  if (finished.ending.fine()) return std::string();
  return one_line(finished.output, 200) + " (" + finished.ending.shown() + ")";
}

}  // namespace

Traffic::~Traffic() {
  for (auto& driver : drivers_) driver->leave();
}

Result<void> Traffic::release(const std::filesystem::path& version) {
  auto target = confounder_ ? confounder_->through(system_.target(drill_.role)) : system_.target(drill_.role);
  if (auto said = TRY(start_of(version)); !said.empty()) {
    not_started_ = said;
    target.overrides.emplace_back("host", "/nonexistent");
  }
  load::Plan plan{.rate = drill_.rate * crowd_,
                  .seed = seed_ * 1'000 + drivers_.size(),
                  .processors = system_.traffic_processors()};
  plan.from = elapsed();
  plan.first_write_id = static_cast<std::int64_t>(drivers_.size() + 1) * 1'000'000'000;
  auto app = TRY(load::read_app(version, drill_.sizes));
  auto driver = std::make_unique<load::Driver>(TRY(load::Driver::start(std::move(app), target, plan)));
  if (!drivers_.empty())
    leaving_.push_back(std::async(std::launch::async, [&old = *drivers_.back()] { old.finish(); }));
  drivers_.push_back(std::move(driver));
  version_ = version;
  return {};
}

Result<void> Traffic::change_crowd(double crowd) {
  if (crowd == crowd_) return {};
  crowd_ = crowd;
  return release(std::filesystem::path(version_));
}

void Traffic::finish() {
  leaving_.clear();
  drivers_.back()->finish();
}

bool Traffic::at_rest(int from, int to) const {
  std::int64_t tried = 0, failed = 0, slow = 0;
  for (auto& driver : drivers_) {
    auto met = driver->measured().endpoints(from, to);
    for (std::size_t i = 0; i < met.size(); ++i) {
      tried += met[i].tried(), failed += met[i].failed;
      slow += met[i].latency.above(driver->app().endpoints[i].goal);
    }
  }
  auto share = [&](std::int64_t some) { return static_cast<double>(some) / static_cast<double>(tried); };
  // Whoever still waits is not counted yet: where many do, nothing is at rest.
  bool most_are_served = static_cast<double>(tried) > 0.5 * drill_.rate * (to - from);
  return most_are_served && share(failed) <= drill_.goals.errors && share(slow) <= 0.01;
}

void Traffic::sum(load::Measured& sum, std::vector<OfEndpoint>& endpoints) const {
  for (auto& driver : drivers_) {
    std::vector<std::size_t> here;
    for (auto& endpoint : driver->app().endpoints) {
      auto known = std::ranges::find(endpoints, endpoint.name, &OfEndpoint::name);
      here.push_back(static_cast<std::size_t>(known - endpoints.begin()));
      if (known == endpoints.end()) endpoints.push_back({endpoint.name, endpoint.fails, endpoint.goal});
    }
    sum.add(driver->measured(), here);
  }
}

Result<load::Audit> Traffic::audit(pg::Connection& server) const {
  load::Audit sum;
  for (auto& driver : drivers_) {
    auto audit = TRY(load::audit(server, driver->app(), driver->ledgers()));
    sum.add(audit);
  }
  return sum;
}

load::Own Traffic::own() const {
  load::Own sum;
  for (auto& driver : drivers_) sum.add(driver->own());
  return sum;
}

}  // namespace ante::drill
