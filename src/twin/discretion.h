// Values of production's statistics come to life in the lab's rows, and from there into what the server says of them:
// "invalid input syntax for type integer: "…"". No report shows one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ante::twin {

class Discretion {
 public:
  Discretion() = default;
  explicit Discretion(std::vector<std::string> values);
  // The text with "…" for each of the values, but for those that the statement itself holds.
  std::string without_values(std::string text, std::string_view statement) const;

 private:
  std::vector<std::string> values_;  // the longest first
};

}  // namespace ante::twin
