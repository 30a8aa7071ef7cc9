// What a parameter of a statement is: whole numbers, variables, arithmetic and chance, written as pgbench's scripts
// write them: random_zipfian(1, :courses, 1.1) + 100 * :term
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pg/connection.h"

namespace ante::load {

using Chance = std::mt19937_64;

// The variables of a script by name; each has a place of its own.
class Names {
 public:
  int place(std::string_view name);  // a new one where it is not known yet
  std::optional<int> find(std::string_view name) const;
  bool known(std::string_view name) const { return find(name).has_value(); }
  std::size_t size() const { return places_.size(); }

 private:
  std::map<std::string, int, std::less<>> places_;
};

using Variables = std::vector<pg::Value>;

class Expression {
 public:
  // Every variable must be known by then.
  static Result<Expression> read(std::string_view text, Names& names);
  std::int64_t value(const Variables& variables, Chance& chance) const { return (*compute_)(variables, chance); }

  using Compute = std::function<std::int64_t(const Variables&, Chance&)>;

 private:
  explicit Expression(std::shared_ptr<const Compute> compute) : compute_(std::move(compute)) {}
  std::shared_ptr<const Compute> compute_;
};

double between_0_and_1(Chance& chance);
// k of 1 to n with a probability that falls as 1/k^s.
std::int64_t zipfian(std::int64_t n, double s, Chance& chance);

}  // namespace ante::load
