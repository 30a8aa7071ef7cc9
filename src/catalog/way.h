// The way from one catalog to another, as SQL: what has to be run in a database whose catalog is the one, so that its
// catalog is the other. Rows live: what can be altered is altered, what was renamed is renamed, and what stands in the
// way (views, rules, functions) is dropped and made again with all that belonged to it. The way back from any change is
// the way from the catalog after it to the one before it.
//
// Both catalogs are whole, as pg/catalog_reader's read_catalog() reads them: without dependencies there is no order.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.h"

namespace ante::catalog {

struct WayStep {
  std::string sql;         // one statement, without a semicolon
  std::string object;      // for people: "column public.orders.note"
  std::string owner;       // the role that must run it; "" for the one that runs the rest
  std::string loses = {};  // of rows and values, what it destroys: "the values of public.orders.note"; "" for nothing
};

struct Way {
  std::vector<WayStep> steps;
  std::vector<std::string> cannot = {};  // what nothing leads over, and why
};

struct WayOptions {
  // Both were read in the same database, at two times: an object that kept its OID is the same one, whatever its name.
  bool same_database = false;
  // Where they are of two: catalogs of the database that `to` was read in, at other moments, when objects of it had the
  // names that they have in `from`. They tell which of these are which of `to`, and which were made anew.
  std::vector<const Catalog*> namesakes = {};
  bool roles = true;      // roles and memberships too
  bool superuser = true;  // runs it; what an owner cannot do is in `cannot`
};

Way way(const Catalog& from, const Catalog& to, const WayOptions& options = {});

}  // namespace ante::catalog
