// Rows: what a statement gave, as libpq holds it.
#include <libpq-fe.h>

#include <charconv>
#include <cstring>

#include "pg/connection.h"

namespace ante::pg {
namespace {

PGresult* raw(const std::shared_ptr<void>& result) { return static_cast<PGresult*>(result.get()); }

}  // namespace

Rows::Rows(void* result) : result_(result, [](void* r) { PQclear(static_cast<PGresult*>(r)); }) {}
int Rows::size() const { return result_ ? PQntuples(raw(result_)) : 0; }
int Rows::columns() const { return result_ ? PQnfields(raw(result_)) : 0; }
std::string_view Rows::name(int column) const { return PQfname(raw(result_), column); }
bool Rows::null(int row, int column) const { return PQgetisnull(raw(result_), row, column) != 0; }
std::string_view Rows::text(int row, int column) const {
  return {PQgetvalue(raw(result_), row, column), static_cast<std::size_t>(PQgetlength(raw(result_), row, column))};
}
Value Rows::value(int row, int column) const {
  if (null(row, column)) return std::nullopt;
  return std::string(text(row, column));
}
std::int64_t Rows::integer(int row, int column) const {
  std::int64_t value = 0;
  auto digits = text(row, column);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}
double Rows::real(int row, int column) const {
  double value = 0;
  auto digits = text(row, column);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}
bool Rows::flag(int row, int column) const { return text(row, column) == "t"; }
std::int64_t Rows::affected() const {
  std::int64_t value = 0;
  if (!result_) return 0;
  const char* digits = PQcmdTuples(raw(result_));
  std::from_chars(digits, digits + std::strlen(digits), value);
  return value;
}

bool Rows::says_what_it_changed() const {
  std::string_view tag = result_ ? PQcmdStatus(raw(result_)) : "";
  for (auto* word : {"INSERT", "UPDATE", "DELETE", "MERGE"})
    if (tag.starts_with(word)) return true;
  return false;
}

}  // namespace ante::pg
