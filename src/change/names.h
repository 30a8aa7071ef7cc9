// What names of migrations say: their order, their numbers, and what of them may be shown on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace ante::change {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 9_b.sql before 10_a.sql: runs of digits count as numbers.
bool comes_before(std::string_view a, std::string_view b);

// The digits that a name begins with, as they stand; "" where it begins with none.
std::string leading_digits(std::string_view name);
// Without leading zeros, so that 0007 and 7 are one number, and nothing overflows.
std::string number_of(std::string_view name);
// Whether one number, as number_of writes it, is larger than the other.
bool larger(std::string_view a, std::string_view b);

// 1.2 of V1_2__add_index, without the zeros that make no difference: 1.02.0 is it too.
std::string dotted_version(std::string_view text);
// Whether one such version comes before the other.
bool version_less(const std::string& a, const std::string& b);

// diesel's: 20240101120000 of 2024-01-01-120000_add_index.
std::string diesel_version(const std::string& name);

// A name from a disk may hold anything, a line's end and a terminal's commands among it.
std::string shown(std::string_view name);

}  // namespace ante::change
