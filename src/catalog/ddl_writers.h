// What ddl.cc is made of: each function writes one object as the statements that make it.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/ddl.h"
#include "catalog/ddl_order.h"

namespace ante::catalog {

using Statements = std::vector<DdlStatement>;

std::string literal(std::string_view text);                                    // 'text', with its quotes doubled
std::string with_options(const Names& options, std::string_view prefix = {});  // "a=b" → a='b'
std::string fdw_options(const Names& options);                                 // "a=b" → "a" 'b'

// A catalog whose parts are found by the name of what they belong to.
struct Lookup {
  explicit Lookup(const Catalog& catalog);
  const Catalog& catalog;
  std::unordered_map<std::string, const Table*> tables;
  std::unordered_map<std::string, std::vector<const Column*>> columns;          // by relation, by number
  std::unordered_map<std::string, std::vector<const Constraint*>> constraints;  // by relation, by OID
  std::unordered_map<std::string, const Sequence*> identities;                  // by "table.column"
};

struct TableStyle {
  bool keep_attribute_numbers = false;
  bool parts_apart = false;  // defaults and checks are statements of their own
  bool joins_partitioned = true;
};

// ddl.cc: every object as a node, in order. What is no object of its own has a class that PostgreSQL has not: 0 is an
// index joining its parent's, 1 a sequence its column, 2 a view that was made hollow getting its query.
std::vector<Node> ordered(const Catalog& catalog, const DdlOptions& options);

// ddl_types.cc
Statements make_role(const Role& role);
Statements make_membership(const Membership& membership);
Statements make_schema(const Schema& schema, const Catalog& catalog);
Statements make_extension(const Extension& extension);
Statements make_collation(const Collation& collation, int version);
Statements make_type(const Type& type, const Lookup& lookup, bool parts_apart);
Statements make_sequence(const Sequence& sequence);
Statements own_sequence(const Sequence& sequence, const Lookup& lookup);

// ddl_tables.cc
Statements make_table(const Table& table, const Lookup& lookup, TableStyle style);
Statements join_parents(const Table& table, const Lookup& lookup);
Statements disown_inherited(const Table& table, const Lookup& lookup);  // columns and checks that are its parents' only
struct ViewStyle {
  bool replace = false;
  bool fill = false;  // a materialized view's rows are fetched
};
Statements make_view(const Table& view, const Lookup& lookup, ViewStyle style = {});
Statements make_hollow_view(const Table& view, const Lookup& lookup,
                            bool replace = false);  // its columns, and no query
std::string column_definition(const Table& table, const Column& column, const Lookup& lookup, TableStyle style);
// Of identity columns whose sequences are of another type than they: only ALTER SEQUENCE can say that.
Statements set_identity_types(const Table& table, const Lookup& lookup);
std::string identity_clause(const Table& table, const Column& column, const Lookup& lookup);
std::string object_of(const Table& table);  // "materialized view public.grades"
Statements set_default(const Table& table, const Column& column);
bool in_column_definition(const Column& column, const Table& table);  // its default can be nowhere else

// ddl_constraints.cc
bool inline_check(const Constraint& constraint);
std::string_view options_of(std::string_view index_definition);  // what follows WITH, with its brackets; "" without
Statements make_check(const Constraint& constraint, std::string_view owner, bool of_domain);
Statements make_index(const Index& index, const Constraint* constraint, const Table& table);
Statements attach_index(const Index& index, const Table& table);
Statements make_foreign_key(const Constraint& constraint, const Table& table);
Statements make_statistics(const ExtendedStatistics& statistics);
Statements make_trigger(const Trigger& trigger, const Table& table);
Statements make_rule(const Rule& rule, const Table& table);
Statements make_policy(const Policy& policy, const Table& table);

// ddl_privileges.cc
std::string on_this_database(const std::string& before, const std::string& after);  // "GRANT … ON", "TO …"
Statements make_grants(const Catalog& catalog);
std::string alter_default_privileges(const std::string& role, const Text& schema);  // up to what is granted or revoked
Statements make_default_privileges(const Catalog& catalog);
Statements make_comments(const Catalog& catalog, const std::function<bool(std::string_view kind)>& wanted);

}  // namespace ante::catalog
