// A record describes its own fields, once; reading rows of a catalog into it, storing it, comparing and showing it all
// follow from that one description.
//
//   struct Schema {
//     std::string name, owner;
//     static constexpr auto fields() { return std::tuple{Field{"name", &Schema::name}, Field{"owner", &Schema::owner}};
//     }
//   };
//
// A field's type is std::string, bool, int, std::int64_t, double, std::optional<std::string> or
// std::vector<std::string>.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ante {

// `local` fields (an OID, a file's number) mean something in one database only: stored, but never compared.
enum class Scope { everywhere, local };

template <class Record, class Value>
struct Field {
  const char* name;
  Value Record::* member;
  Scope scope = Scope::everywhere;
};
template <class Record, class Value>
Field(const char*, Value Record::*) -> Field<Record, Value>;
template <class Record, class Value>
Field(const char*, Value Record::*, Scope) -> Field<Record, Value>;

template <class Record, class Visit>
void for_each_field(Visit&& visit) {
  std::apply([&](auto... field) { (visit(field), ...); }, Record::fields());
}

}  // namespace ante
