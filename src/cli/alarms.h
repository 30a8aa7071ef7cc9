// Whoever is told of an incident, each by himself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/courier.h"

namespace ante::cli {

class Alarms {
 public:
  Alarms() = default;
  Alarms(Alarms&&) = default;
  ~Alarms();
  static Result<Alarms> of(const std::vector<std::string>& given);
  // `before` is what they were told of already.
  void begin(const std::string& database, const std::string& server, std::vector<incident::Event> before);
  void of(const std::vector<incident::Event>& events);

 private:
  std::optional<alert::Follower> follower_;
  std::vector<std::unique_ptr<alert::Courier>> couriers_;
};

}  // namespace ante::cli
