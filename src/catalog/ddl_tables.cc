// Tables, foreign tables, views and materialized views as SQL.
//
// A child or partition is made as a table of its own, with all its columns in its own order, and then joins its
// parents: that is the only way to its order of columns and to its attribute numbers. What joining cannot say (that a
// column came from the parent and goes with it) is written into the catalog afterwards.
#include <fmt/format.h>

#include "base/text.h"
#include "catalog/ddl_writers.h"

namespace ante::catalog {
namespace {

const std::vector<const Column*> no_columns;
const std::vector<const Constraint*> no_constraints;

const std::vector<const Column*>& columns_of(const Lookup& lookup, const std::string& name) {
  const auto found = lookup.columns.find(name);
  return found == lookup.columns.end() ? no_columns : found->second;
}
const std::vector<const Constraint*>& constraints_of(const Lookup& lookup, const std::string& name) {
  const auto found = lookup.constraints.find(name);
  return found == lookup.constraints.end() ? no_constraints : found->second;
}

}  // namespace

std::string object_of(const Table& table) {
  const char* kind = table.kind == "view"      ? "view"
                     : table.kind == "matview" ? "materialized view"
                     : table.kind == "foreign" ? "foreign table"
                                               : "table";
  return fmt::format("{} {}", kind, table.name);
}

std::string identity_clause(const Table& table, const Column& column, const Lookup& lookup) {
  const auto found = lookup.identities.find(table.name + "." + column.name);
  if (found == lookup.identities.end()) return "";  // a partition's column, since 17: it comes with the parent
  const Sequence& s = *found->second;
  return fmt::format(
      " GENERATED {} AS IDENTITY (SEQUENCE NAME {} START WITH {} INCREMENT BY {} MINVALUE {} MAXVALUE {} CACHE {}{})",
      column.identity == "always" ? "ALWAYS" : "BY DEFAULT", s.name, s.start, s.increment, s.minimum, s.maximum,
      s.cache, s.cycle ? " CYCLE" : "");
}

namespace {

// NOT NULL, under its name where it has one (18).
std::string not_null_clause(const Table& table, const Column& column, const Lookup& lookup) {
  if (!column.not_null) return "";
  for (const auto* constraint : constraints_of(lookup, table.name)) {
    if (constraint->kind != "notnull" || !(constraint->definition + " ").starts_with("NOT NULL " + column.name + " "))
      continue;
    if (!constraint->validated) return "";
    return fmt::format(" CONSTRAINT {} NOT NULL{}", constraint->name, constraint->no_inherit ? " NO INHERIT" : "");
  }
  return " NOT NULL";
}

}  // namespace

std::string column_definition(const Table& table, const Column& column, const Lookup& lookup, TableStyle style) {
  std::string sql = column.name + (table.of_type ? " WITH OPTIONS" : " " + column.type);
  if (!column.fdw_options.empty()) sql += fmt::format(" OPTIONS ({})", fdw_options(column.fdw_options));
  if (column.collation && !table.of_type) sql += " COLLATE " + *column.collation;
  if (!column.generated.empty())
    sql += fmt::format(" GENERATED ALWAYS AS ({}) {}", column.default_value.value_or("NULL"),
                       column.generated == "stored" ? "STORED" : "VIRTUAL");
  else if (column.default_value && !style.parts_apart)
    sql += " DEFAULT " + *column.default_value;
  if (!column.identity.empty()) sql += identity_clause(table, column, lookup);
  return sql + not_null_clause(table, column, lookup);
}

namespace {

std::string dropped_name(int number) { return fmt::format("\"ante dropped {}\"", number); }

Names definitions(const Table& table, const Lookup& lookup, TableStyle style) {
  Names parts;
  for (const auto* column : columns_of(lookup, table.name)) {
    if (column->dropped) {
      if (style.keep_attribute_numbers) parts.push_back(dropped_name(column->number) + " int4");
      continue;
    }
    // A typed table has its columns already; only what was added to them is said.
    const bool says_nothing = table.of_type && !column->not_null && !column->default_value && column->identity.empty();
    if (!says_nothing) parts.push_back(column_definition(table, *column, lookup, style));
  }
  if (!style.parts_apart)
    for (const auto* constraint : constraints_of(lookup, table.name))
      if (inline_check(*constraint))
        parts.push_back(fmt::format("CONSTRAINT {} {}", constraint->name, constraint->definition));
  return parts;
}

std::string storage_clauses(const Table& table) {
  std::string sql;
  if (!table.access_method.empty() && table.access_method != "heap") sql += " USING " + table.access_method;
  Names options;
  if (!table.options.empty()) options.push_back(with_options(table.options));
  if (!table.toast_options.empty()) options.push_back(with_options(table.toast_options, "toast."));
  if (!options.empty()) sql += fmt::format(" WITH ({})", join(options, ", "));
  return sql;
}

std::string create_table(const Table& table, const Lookup& lookup, TableStyle style) {
  const auto parts = definitions(table, lookup, style);
  std::string sql = fmt::format("CREATE {}TABLE {}",
                                table.kind == "foreign"           ? "FOREIGN "
                                : table.persistence == "unlogged" ? "UNLOGGED "
                                                                  : "",
                                table.name);
  if (table.of_type) sql += " OF " + *table.of_type;
  if (!table.of_type || !parts.empty()) sql += fmt::format(" ({})", join(parts, ", "));
  if (table.partition_key) sql += " PARTITION BY " + *table.partition_key;
  sql += storage_clauses(table);
  if (table.server) sql += " SERVER " + *table.server;
  if (!table.server_options.empty()) sql += fmt::format(" OPTIONS ({})", fdw_options(table.server_options));
  return sql;
}

// Everything that ALTER TABLE says about columns and the table, as one statement's actions.
Names alterations(const Table& table, const Lookup& lookup) {
  Names actions;
  for (const auto* column : columns_of(lookup, table.name)) {
    if (column->dropped) continue;
    const auto alter = [&](const std::string& what) {
      actions.push_back(fmt::format("ALTER COLUMN {} {}", column->name, what));
    };
    if (column->storage) alter("SET STORAGE " + *column->storage);
    if (column->compression) alter("SET COMPRESSION " + *column->compression);
    if (column->statistics_target >= 0) alter(fmt::format("SET STATISTICS {}", column->statistics_target));
    if (!column->options.empty()) alter(fmt::format("SET ({})", with_options(column->options)));
  }
  if (table.row_security) actions.push_back("ENABLE ROW LEVEL SECURITY");
  if (table.force_row_security) actions.push_back("FORCE ROW LEVEL SECURITY");
  if (table.replica_identity == "full") actions.push_back("REPLICA IDENTITY FULL");
  if (table.replica_identity == "nothing") actions.push_back("REPLICA IDENTITY NOTHING");
  return actions;
}

}  // namespace

Statements disown_inherited(const Table& table, const Lookup& lookup) {
  Names columns, constraints;
  for (const auto* column : columns_of(lookup, table.name))
    if (!column->dropped && !column->local) columns.push_back(literal(column->name));
  for (const auto* constraint : constraints_of(lookup, table.name))
    if (!constraint->local && constraint->inherited_from > 0 &&
        (constraint->kind == "check" || constraint->kind == "notnull"))
      constraints.push_back(literal(constraint->name));
  Statements statements;
  if (!columns.empty())
    statements.push_back({fmt::format("UPDATE pg_catalog.pg_attribute SET attislocal = false WHERE attrelid = "
                                      "{}::pg_catalog.regclass AND attnum > 0 AND attislocal AND "
                                      "pg_catalog.quote_ident(attname) IN ({})",
                                      literal(table.name), join(columns, ", ")),
                          object_of(table), ""});
  if (!constraints.empty())
    statements.push_back({fmt::format("UPDATE pg_catalog.pg_constraint SET conislocal = false WHERE conrelid = "
                                      "{}::pg_catalog.regclass AND conislocal AND "
                                      "pg_catalog.quote_ident(conname) IN ({})",
                                      literal(table.name), join(constraints, ", ")),
                          object_of(table), ""});
  return statements;
}

Statements join_parents(const Table& table, const Lookup& lookup) {
  Statements statements;
  if (table.partition_bound) {
    for (const auto& parent : table.parents)
      statements.push_back(
          {fmt::format("ALTER TABLE ONLY {} ATTACH PARTITION {} {}", parent, table.name, *table.partition_bound),
           object_of(table), table.owner});
    return statements;
  }
  if (table.parents.empty()) return statements;
  for (const auto& parent : table.parents)
    statements.push_back(
        {fmt::format("ALTER TABLE ONLY {} INHERIT {}", table.name, parent), object_of(table), table.owner});
  for (auto& statement : disown_inherited(table, lookup)) statements.push_back(std::move(statement));
  return statements;
}

Statements set_identity_types(const Table& table, const Lookup& lookup) {
  Statements statements;
  for (const auto* column : columns_of(lookup, table.name)) {
    const auto found = lookup.identities.find(table.name + "." + column->name);
    if (column->dropped || found == lookup.identities.end() || found->second->type == column->type) continue;
    const Sequence& s = *found->second;
    statements.push_back(
        {fmt::format("ALTER SEQUENCE {} AS {} MINVALUE {} MAXVALUE {}", s.name, s.type, s.minimum, s.maximum),
         "sequence " + s.name, table.owner});
  }
  return statements;
}

Statements make_table(const Table& table, const Lookup& lookup, TableStyle style) {
  const auto object = object_of(table);
  const std::string alter =
      fmt::format("ALTER {}TABLE ONLY {} ", table.kind == "foreign" ? "FOREIGN " : "", table.name);
  Statements statements = {{create_table(table, lookup, style), object, table.owner}};
  for (auto& statement : set_identity_types(table, lookup)) statements.push_back(std::move(statement));
  Names drops;
  if (style.keep_attribute_numbers)
    for (const auto* column : columns_of(lookup, table.name))
      if (column->dropped) drops.push_back("DROP COLUMN " + dropped_name(column->number));
  if (!drops.empty()) statements.push_back({alter + join(drops, ", "), object, table.owner});
  if (style.joins_partitioned || !table.partition_bound)
    for (auto& statement : join_parents(table, lookup)) statements.push_back(std::move(statement));
  if (const auto actions = alterations(table, lookup); !actions.empty())
    statements.push_back({alter + join(actions, ", "), object, table.owner});
  for (const auto* constraint : constraints_of(lookup, table.name)) {
    if (constraint->kind == "notnull" && !constraint->validated)
      statements.push_back({fmt::format("{}ADD CONSTRAINT {} {}", alter, constraint->name, constraint->definition),
                            object, table.owner});
    if (constraint->kind == "check" && !inline_check(*constraint) && !style.parts_apart)
      for (auto& statement : make_check(*constraint, table.owner, false)) statements.push_back(std::move(statement));
  }
  return statements;
}

Statements make_view(const Table& view, const Lookup& lookup, ViewStyle style) {
  const auto object = object_of(view);
  const bool materialized = view.kind == "matview";
  std::string sql = fmt::format("CREATE {}{}VIEW {}", style.replace ? "OR REPLACE " : "",
                                materialized ? "MATERIALIZED " : "", view.name);
  const bool hollow = materialized && !(style.fill && view.populated);
  sql += storage_clauses(view) + " AS " + view.definition.value_or("") + (hollow ? " WITH NO DATA" : "");
  Statements statements = {{sql, object, view.owner}};
  const std::string alter = fmt::format("ALTER {}VIEW {} ", materialized ? "MATERIALIZED " : "", view.name);
  if (materialized) {
    if (const auto actions = alterations(view, lookup); !actions.empty())
      statements.push_back({alter + join(actions, ", "), object, view.owner});
    // Its rows are not here, but whoever asks the planner about it must not be told that it was never filled.
    if (view.populated && !style.fill)
      statements.push_back({fmt::format("UPDATE pg_catalog.pg_class SET relispopulated = true WHERE oid = "
                                        "{}::pg_catalog.regclass",
                                        literal(view.name)),
                            object, ""});
    return statements;
  }
  for (const auto* column : columns_of(lookup, view.name))
    if (column->default_value)
      statements.push_back(
          {fmt::format("{}ALTER COLUMN {} SET DEFAULT {}", alter, column->name, *column->default_value), object,
           view.owner});
  return statements;
}

Statements make_hollow_view(const Table& view, const Lookup& lookup, bool replace) {
  Names columns;
  for (const auto* column : columns_of(lookup, view.name))
    columns.push_back(fmt::format("NULL::{}{} AS {}", column->type,
                                  column->collation ? " COLLATE " + *column->collation : "", column->name));
  return {{fmt::format("CREATE {}VIEW {} AS SELECT {}", replace ? "OR REPLACE " : "", view.name, join(columns, ", ")),
           object_of(view), view.owner}};
}

Statements set_default(const Table& table, const Column& column) {
  return {{fmt::format("ALTER {}TABLE ONLY {} ALTER COLUMN {} SET DEFAULT {}",
                       table.kind == "foreign" ? "FOREIGN " : "", table.name, column.name, *column.default_value),
           object_of(table), table.owner}};
}

bool in_column_definition(const Column& column, const Table& table) {
  return !column.generated.empty() || table.kind == "view";
}

}  // namespace ante::catalog
