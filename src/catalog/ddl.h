// A catalog as SQL that makes it again, in an order in which every statement finds what it needs.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.h"

namespace ante::catalog {

struct DdlStatement {
  std::string sql;     // without a semicolon
  std::string object;  // what it makes, for people: "table public.submission"
  std::string owner;   // the role that must run it, so that the object is its; "" for the superuser's own
  // The one table that it touches: such statements of two tables can run at the same time. "" where that is not sure.
  std::string only_table = {};
};

struct DdlOptions {
  bool roles = true;       // roles and memberships too (without passwords)
  bool privileges = true;  // grants, default privileges
  bool comments = true;
  // Dropped columns are made and dropped again, so that attribute numbers are the source's.
  bool keep_attribute_numbers = false;
  // A new partition is part of its parent from the first; otherwise whoever asks puts it there.
  bool joins_partitioned = true;
  bool fill_views = false;  // materialized views are filled, and not only said to be
};

std::vector<DdlStatement> ddl(const Catalog& catalog, const DdlOptions& options = {});

// One script that psql can run: SET SESSION AUTHORIZATION where the owner changes.
std::string script(const std::vector<DdlStatement>& statements);

}  // namespace ante::catalog
