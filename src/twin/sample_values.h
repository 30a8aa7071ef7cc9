// What is known of the tables that are to get sample rows, and which values each column may have.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::twin {

struct SampleColumn {
  std::string name, type;  // the bare name; the type with its modifiers
  bool not_null = false;
  bool has_default = false;  // a sequence, an identity or any other: the server fills it
  bool generated = false;
  std::vector<pg::Value> candidates;  // in the order in which they are tried
};

struct SampleReference {
  std::vector<std::string> columns, referenced_columns;
  std::int64_t referenced = 0;
};

// A constraint, a unique index or a partition's bound: what it is called where it is violated, and what it looks at.
struct SampleRestriction {
  std::string name;
  std::vector<std::string> columns;
  std::string definition;
};

struct SampleTable {
  std::int64_t oid = 0;
  std::string name;                     // qualified
  std::vector<std::int64_t> ancestors;  // partitioned tables above it
  std::vector<SampleColumn> columns;
  std::vector<SampleReference> references;
  std::vector<SampleRestriction> restrictions;
};

inline constexpr const char* partition_bound = "partition constraint";

struct SampleTables {
  std::vector<SampleTable> tables;             // all that store rows themselves, with candidates for every column
  std::vector<std::string> production_values;  // those of the candidates that come from the statistics
};

Result<SampleTables> tables_to_sample(pg::Connection& server);

// The constants in an expression as the server writes it: 'new'::text, 100, '2026-01-01'::date; and for a number its
// neighbours, since bounds may be exclusive.
std::vector<std::string> constants_in(std::string_view expression);

}  // namespace ante::twin
