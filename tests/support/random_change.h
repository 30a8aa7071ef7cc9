// A change by lot to whatever schema there is, and writes by lot that know nothing of it.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "catalog/model.h"

namespace ante::tests {

class RandomChange {
 public:
  RandomChange(const catalog::Catalog& catalog, std::uint64_t seed);

  // Statements of all kinds; whether one runs, the server must say.
  std::string statement();
  // INSERT, UPDATE or DELETE on a table, of columns that both schemas have; "" where there is none of it.
  std::string write(const catalog::Catalog& other);
  std::string insert(const catalog::Catalog& other);

 private:
  using Columns = std::vector<const catalog::Column*>;
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(chance_() % end); }
  bool one_in(std::size_t times) { return below(times) == 0; }
  const catalog::Table* table();
  Columns columns_of(const catalog::Catalog& catalog, const std::string& table) const;
  Columns in_both(const std::string& table, const catalog::Catalog& other) const;
  std::string value(const std::string& type);
  std::string given(const catalog::Column& column);
  std::string insert_into(const std::string& table, const Columns& columns);

  const catalog::Catalog& catalog_;
  std::vector<const catalog::Table*> tables_;
  std::mt19937_64 chance_;
  int made_ = 0;
};

}  // namespace ante::tests
