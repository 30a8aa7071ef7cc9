#include "cli/alarms.h"

#include <fmt/format.h>

#include <cstdio>

namespace ante::cli {

Result<Alarms> Alarms::of(const std::vector<std::string>& given) {
  Alarms alarms;
  for (auto& one : given)
    alarms.couriers_.push_back(std::make_unique<alert::Courier>(
        TRY(alert::read_way(one)),
        [](const std::string& trouble) { fmt::print(stderr, "ante: who is to be told of incidents: {}\n", trouble); }));
  return alarms;
}

Alarms::~Alarms() {
  for (auto& courier : couriers_) courier->leave();
}

void Alarms::begin(const std::string& database, const std::string& server, std::vector<incident::Event> before) {
  if (couriers_.empty()) return;
  follower_.emplace(database, server, std::move(before));
}

void Alarms::of(const std::vector<incident::Event>& events) {
  if (!follower_) return;
  for (auto& alert : follower_->see(events))
    for (auto& courier : couriers_) courier->tell(alert);
  for (auto& change : follower_->changes(events))
    for (auto& courier : couriers_)
      if (courier->tells_of_changes()) courier->tell(change);
}

}  // namespace ante::cli
