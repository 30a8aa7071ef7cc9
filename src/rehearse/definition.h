// Reads what the server writes of a constraint, an index or a function: pg_get_constraintdef, pg_get_indexdef,
// pg_get_functiondef.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ante::rehearse {

// "public.orders.orders_check": the relation, and the name in it.
std::pair<std::string, std::string> parted(const std::string& object);

// What stands in the brackets that open at `open`, and where they close; strings and quoted names may hold others.
struct Bracket {
  std::string inside;
  std::size_t end = std::string::npos;
};
Bracket bracket_at(std::string_view text, std::size_t open);

// "a, lower(b)": a; lower(b)
std::vector<std::string> list_in(std::string_view text);

// Whether a name stands in an expression as a word of its own.
bool has_word(std::string_view text, std::string_view word);
bool names_one_of(const std::vector<std::string>& columns, std::string_view text);

// FOREIGN KEY (a, b) REFERENCES public.p(x, y) …
struct ForeignKey {
  std::string parent;
  std::vector<std::string> columns, keys;
};
std::optional<ForeignKey> foreign_key_in(std::string_view definition);

// What stands between the quotes of AS $function$ … $function$; "" where there are none.
std::string body_in(const std::string& definition);

}  // namespace ante::rehearse
