// What a constraint, as the server writes it, demands of the rows of its table: a question that counts those that do
// not keep to it. None where it says more than can be asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rehearse/rehearsal.h"

namespace ante::rehearse {

std::optional<DataQuestion> of_check(const std::string& table, std::string_view definition);
std::optional<DataQuestion> of_foreign_key(const std::string& table, std::string_view definition);
// EXCLUDE USING gist (room WITH =, during WITH &&) WHERE ((NOT cancelled))
std::optional<DataQuestion> of_exclusion(const std::string& table, std::string_view definition);

// CREATE UNIQUE INDEX i ON public.t USING btree (a, lower(b)) WHERE (c IS NULL)
struct Unique {
  DataQuestion question;
  std::string only_column;  // where the statistics know of it: of one column, and of all rows
};
std::optional<Unique> of_unique_index(const std::string& table, const std::string& definition);

}  // namespace ante::rehearse
