// What a database is made of, as flat records: one vector a kind, one record an object, each naming others by their
// SQL name. A name is always qualified and quoted where it must be ("public.submission", "\"My Schema\".\"t\""), so
// that it can be written into a statement as it stands. OIDs are kept beside the names (Scope::local) because the order
// in which a database made its objects decides between plans of equal cost.
//
// Columns, constraints, roles and the like, too, are spelled as they would be in a statement: "\"Grade\"" with its
// quotes.
//
// The model is plain data: pg/catalog_reader fills it from a server, catalog/ddl writes it as SQL, catalog/difference
// compares two of them, and snapshot/file stores it; all four follow from each record's fields().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/fields.h"

namespace ante::catalog {

using Oid = std::int64_t;
using Text = std::optional<std::string>;
using Names = std::vector<std::string>;

// The database itself: what a twin must have from its first moment on. Its name, alone among names, is as it is used to
// connect: without quotes.
struct Database {
  std::string name, owner, encoding, provider;  // provider: libc, icu, builtin
  std::string collate, ctype;
  Text locale, icu_rules, collation_version;  // of ICU or the builtin provider
  static constexpr auto fields() {
    return std::tuple{Field{"name", &Database::name},
                      Field{"owner", &Database::owner},
                      Field{"encoding", &Database::encoding},
                      Field{"provider", &Database::provider},
                      Field{"collate", &Database::collate},
                      Field{"ctype", &Database::ctype},
                      Field{"locale", &Database::locale},
                      Field{"icu_rules", &Database::icu_rules},
                      Field{"collation_version", &Database::collation_version}};
  }
};

struct Role {
  std::string name;
  bool superuser = false, inherit = true, create_role = false, create_db = false, login = false, replication = false,
       bypass_rls = false;
  int connection_limit = -1;
  static constexpr auto fields() {
    return std::tuple{Field{"name", &Role::name},
                      Field{"superuser", &Role::superuser},
                      Field{"inherit", &Role::inherit},
                      Field{"create_role", &Role::create_role},
                      Field{"create_db", &Role::create_db},
                      Field{"login", &Role::login},
                      Field{"replication", &Role::replication},
                      Field{"bypass_rls", &Role::bypass_rls},
                      Field{"connection_limit", &Role::connection_limit}};
  }
};

struct Membership {
  std::string role, member;
  bool admin = false, inherit = true, set = true;  // the last two can be taken away from 16 on
  static constexpr auto fields() {
    return std::tuple{Field{"role", &Membership::role}, Field{"member", &Membership::member},
                      Field{"admin", &Membership::admin}, Field{"inherit", &Membership::inherit},
                      Field{"set", &Membership::set}};
  }
};

struct Schema {
  Oid oid = 0;
  std::string name, owner;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Schema::oid, Scope::local}, Field{"name", &Schema::name},
                      Field{"owner", &Schema::owner}};
  }
};

struct Extension {
  Oid oid = 0;
  std::string name, schema, version, owner;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Extension::oid, Scope::local}, Field{"name", &Extension::name},
                      Field{"schema", &Extension::schema}, Field{"version", &Extension::version},
                      Field{"owner", &Extension::owner}};
  }
};

struct Collation {
  Oid oid = 0;
  std::string name, owner, provider;
  Text collate, ctype, locale, rules;
  bool deterministic = true;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Collation::oid, Scope::local},
                      Field{"name", &Collation::name},
                      Field{"owner", &Collation::owner},
                      Field{"provider", &Collation::provider},
                      Field{"collate", &Collation::collate},
                      Field{"ctype", &Collation::ctype},
                      Field{"locale", &Collation::locale},
                      Field{"rules", &Collation::rules},
                      Field{"deterministic", &Collation::deterministic}};
  }
};

// An enum, a domain, a composite or a range type.
struct Type {
  Oid oid = 0;
  std::string name, owner, kind;                              // kind: enum, domain, composite, range
  Names labels;                                               // enum
  std::string base_type;                                      // domain: with its modifiers; range: the subtype
  Text collation, default_value;                              // domain; range: collation
  bool not_null = false;                                      // domain
  Text subtype_opclass, canonical, subtype_diff, multirange;  // range
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Type::oid, Scope::local}, Field{"name", &Type::name},
                      Field{"owner", &Type::owner},           Field{"kind", &Type::kind},
                      Field{"labels", &Type::labels},         Field{"base_type", &Type::base_type},
                      Field{"collation", &Type::collation},   Field{"default_value", &Type::default_value},
                      Field{"not_null", &Type::not_null},     Field{"subtype_opclass", &Type::subtype_opclass},
                      Field{"canonical", &Type::canonical},   Field{"subtype_diff", &Type::subtype_diff},
                      Field{"multirange", &Type::multirange}};
  }
};

struct Sequence {
  Oid oid = 0;
  std::string name, owner, type;
  std::int64_t start = 1, increment = 1, minimum = 1, maximum = 1, cache = 1;
  bool cycle = false;
  std::string persistence;  // permanent, unlogged
  Text owned_by_table, owned_by_column;
  bool identity = false;  // made by GENERATED … AS IDENTITY
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Sequence::oid, Scope::local},
                      Field{"name", &Sequence::name},
                      Field{"owner", &Sequence::owner},
                      Field{"type", &Sequence::type},
                      Field{"start", &Sequence::start},
                      Field{"increment", &Sequence::increment},
                      Field{"minimum", &Sequence::minimum},
                      Field{"maximum", &Sequence::maximum},
                      Field{"cache", &Sequence::cache},
                      Field{"cycle", &Sequence::cycle},
                      Field{"persistence", &Sequence::persistence},
                      Field{"owned_by_table", &Sequence::owned_by_table},
                      Field{"owned_by_column", &Sequence::owned_by_column},
                      Field{"identity", &Sequence::identity}};
  }
};

// A table, partitioned table, foreign table, view or materialized view.
struct Table {
  Oid oid = 0;
  std::string name, owner;
  std::string kind;         // table, partitioned, foreign, view, matview
  std::string persistence;  // permanent, unlogged
  Text partition_key, partition_bound;
  Names parents;  // inheritance or the partitioned table, in order
  Names options, toast_options;
  std::string access_method;  // of a table with storage; "" otherwise
  Text tablespace, of_type;
  bool row_security = false, force_row_security = false;
  std::string replica_identity;  // default, full, nothing, index
  Text definition;               // a view's query
  bool populated = true;         // a materialized view's
  Text server;                   // foreign
  Names server_options;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Table::oid, Scope::local},
                      Field{"name", &Table::name},
                      Field{"owner", &Table::owner},
                      Field{"kind", &Table::kind},
                      Field{"persistence", &Table::persistence},
                      Field{"partition_key", &Table::partition_key},
                      Field{"partition_bound", &Table::partition_bound},
                      Field{"parents", &Table::parents},
                      Field{"options", &Table::options},
                      Field{"toast_options", &Table::toast_options},
                      Field{"access_method", &Table::access_method},
                      Field{"tablespace", &Table::tablespace},
                      Field{"of_type", &Table::of_type},
                      Field{"row_security", &Table::row_security},
                      Field{"force_row_security", &Table::force_row_security},
                      Field{"replica_identity", &Table::replica_identity},
                      Field{"definition", &Table::definition},
                      Field{"populated", &Table::populated, Scope::local},
                      Field{"server", &Table::server},
                      Field{"server_options", &Table::server_options}};
  }
};

// A column of a table, view or composite type. A dropped one is kept, with nothing but its number, because attribute
// numbers are part of extended statistics.
struct Column {
  std::string relation;
  int number = 0;
  bool dropped = false;
  std::string name, type;  // type as format_type writes it, modifiers included
  bool not_null = false;
  Text collation;      // only where it differs from the type's
  Text default_value;  // or the expression of a generated column
  Oid default_oid = 0;
  std::string generated;      // "", stored, virtual
  std::string identity;       // "", always, by default
  Text storage, compression;  // only where they differ from the type's
  int statistics_target = -1;
  Names options;  // n_distinct and the like; FDW options of foreign tables in fdw_options
  Names fdw_options;
  bool local = true;
  int inherited_from = 0;  // how many parents have it
  static constexpr auto fields() {
    return std::tuple{Field{"relation", &Column::relation},
                      Field{"number", &Column::number, Scope::local},
                      Field{"dropped", &Column::dropped},
                      Field{"name", &Column::name},
                      Field{"type", &Column::type},
                      Field{"not_null", &Column::not_null},
                      Field{"collation", &Column::collation},
                      Field{"default_value", &Column::default_value},
                      Field{"default_oid", &Column::default_oid, Scope::local},
                      Field{"generated", &Column::generated},
                      Field{"identity", &Column::identity},
                      Field{"storage", &Column::storage},
                      Field{"compression", &Column::compression},
                      Field{"statistics_target", &Column::statistics_target},
                      Field{"options", &Column::options},
                      Field{"fdw_options", &Column::fdw_options},
                      Field{"local", &Column::local},
                      Field{"inherited_from", &Column::inherited_from}};
  }
};

struct Index {
  Oid oid = 0;
  std::string name, table, method, definition;  // name qualified; definition as pg_get_indexdef writes it
  bool unique = false, primary = false, valid = true, ready = true, clustered = false, replica_identity = false;
  Text constraint;  // the constraint that it stands behind, by its bare name
  Text parent;      // the partitioned index that it is attached to
  Text tablespace;
  bool partial = false;
  int key_columns = 0, columns = 0;
  std::string keys;          // attribute numbers, "2 0 5"; 0 is an expression
  Names statistics_targets;  // "column number=target", of expression columns
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Index::oid, Scope::local},
                      Field{"name", &Index::name},
                      Field{"table", &Index::table},
                      Field{"method", &Index::method},
                      Field{"definition", &Index::definition},
                      Field{"unique", &Index::unique},
                      Field{"primary", &Index::primary},
                      Field{"valid", &Index::valid},
                      Field{"ready", &Index::ready},
                      Field{"clustered", &Index::clustered},
                      Field{"replica_identity", &Index::replica_identity},
                      Field{"constraint", &Index::constraint},
                      Field{"parent", &Index::parent},
                      Field{"tablespace", &Index::tablespace},
                      Field{"partial", &Index::partial},
                      Field{"key_columns", &Index::key_columns},
                      Field{"columns", &Index::columns},
                      Field{"keys", &Index::keys, Scope::local},
                      Field{"statistics_targets", &Index::statistics_targets}};
  }
};

struct Constraint {
  Oid oid = 0;
  std::string relation, name,
      kind;  // relation: a table or a domain; kind: check, foreign, primary, unique, exclude, trigger, notnull
  std::string definition;  // as pg_get_constraintdef writes it
  bool validated = true, local = true, no_inherit = false;
  int inherited_from = 0;
  Text index, references;  // the index behind it; the table a foreign key points to
  Text parent;             // "table.constraint" of the partitioned table's constraint that made it
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Constraint::oid, Scope::local},
                      Field{"relation", &Constraint::relation},
                      Field{"name", &Constraint::name},
                      Field{"kind", &Constraint::kind},
                      Field{"definition", &Constraint::definition},
                      Field{"validated", &Constraint::validated},
                      Field{"local", &Constraint::local},
                      Field{"no_inherit", &Constraint::no_inherit},
                      Field{"inherited_from", &Constraint::inherited_from},
                      Field{"index", &Constraint::index},
                      Field{"references", &Constraint::references},
                      Field{"parent", &Constraint::parent}};
  }
};

// A function, procedure, aggregate or window function.
struct Function {
  Oid oid = 0;
  std::string name, kind, owner, language, definition;  // name with its argument types; definition as SQL
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Function::oid, Scope::local},
                      Field{"name", &Function::name},
                      Field{"kind", &Function::kind},
                      Field{"owner", &Function::owner},
                      Field{"language", &Function::language},
                      Field{"definition", &Function::definition}};
  }
};

struct Trigger {
  Oid oid = 0;
  std::string relation, name, definition, enabled;  // enabled: origin, disabled, replica, always
  Text parent;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Trigger::oid, Scope::local},
                      Field{"relation", &Trigger::relation},
                      Field{"name", &Trigger::name},
                      Field{"definition", &Trigger::definition},
                      Field{"enabled", &Trigger::enabled},
                      Field{"parent", &Trigger::parent}};
  }
};

struct Rule {
  Oid oid = 0;
  std::string relation, name, definition, enabled;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Rule::oid, Scope::local}, Field{"relation", &Rule::relation},
                      Field{"name", &Rule::name}, Field{"definition", &Rule::definition},
                      Field{"enabled", &Rule::enabled}};
  }
};

struct Policy {
  Oid oid = 0;
  std::string relation, name, command;  // all, select, insert, update, delete
  bool permissive = true;
  Names roles;
  Text using_expression, check_expression;
  static constexpr auto fields() {
    return std::tuple{Field{"oid", &Policy::oid, Scope::local},
                      Field{"relation", &Policy::relation},
                      Field{"name", &Policy::name},
                      Field{"command", &Policy::command},
                      Field{"permissive", &Policy::permissive},
                      Field{"roles", &Policy::roles},
                      Field{"using_expression", &Policy::using_expression},
                      Field{"check_expression", &Policy::check_expression}};
  }
};

struct ExtendedStatistics {
  Oid oid = 0;
  std::string name, table, owner, definition;
  int target = -1;
  static constexpr auto fields() {
    return std::tuple{
        Field{"oid", &ExtendedStatistics::oid, Scope::local}, Field{"name", &ExtendedStatistics::name},
        Field{"table", &ExtendedStatistics::table},           Field{"owner", &ExtendedStatistics::owner},
        Field{"definition", &ExtendedStatistics::definition}, Field{"target", &ExtendedStatistics::target}};
  }
};

// Whatever needs no more than a statement to be made again: event triggers, publications, foreign-data wrappers and
// servers, casts, operators, text search configurations. `kind` is PostgreSQL's own name of it ("event trigger").
struct OtherObject {
  Oid class_oid = 0, oid = 0;
  std::string kind, name, owner, definition;
  Names alterations;  // statements that complete it: mappings of a text search configuration, members of a family
  static constexpr auto fields() {
    return std::tuple{Field{"class_oid", &OtherObject::class_oid, Scope::local},
                      Field{"oid", &OtherObject::oid, Scope::local},
                      Field{"kind", &OtherObject::kind},
                      Field{"name", &OtherObject::name},
                      Field{"owner", &OtherObject::owner},
                      Field{"definition", &OtherObject::definition},
                      Field{"alterations", &OtherObject::alterations}};
  }
};

// One privilege on one object; "PUBLIC" is everybody. An object without rows here has its default privileges.
struct Grant {
  std::string kind, object;  // kind as in GRANT … ON kind: TABLE, SEQUENCE, …; of DATABASE, object is "": this one
  Text column;
  std::string grantee, grantor, privilege;  // privilege "" says that all, the owner's too, were revoked
  bool grantable = false;
  static constexpr auto fields() {
    return std::tuple{Field{"kind", &Grant::kind},          Field{"object", &Grant::object},
                      Field{"column", &Grant::column},      Field{"grantee", &Grant::grantee},
                      Field{"grantor", &Grant::grantor},    Field{"privilege", &Grant::privilege},
                      Field{"grantable", &Grant::grantable}};
  }
};

struct DefaultPrivilege {
  std::string role, kind;  // kind: TABLES, SEQUENCES, FUNCTIONS, TYPES, SCHEMAS
  Text schema;
  std::string grantee, privilege;
  bool grantable = false;
  static constexpr auto fields() {
    return std::tuple{
        Field{"role", &DefaultPrivilege::role},           Field{"kind", &DefaultPrivilege::kind},
        Field{"schema", &DefaultPrivilege::schema},       Field{"grantee", &DefaultPrivilege::grantee},
        Field{"privilege", &DefaultPrivilege::privilege}, Field{"grantable", &DefaultPrivilege::grantable}};
  }
};

struct Comment {
  std::string kind, object, text;  // COMMENT ON kind object
  static constexpr auto fields() {
    return std::tuple{Field{"kind", &Comment::kind}, Field{"object", &Comment::object}, Field{"text", &Comment::text}};
  }
};

// "The first needs the second to exist": pg_depend between objects of the user's, by OID.
struct Dependency {
  Oid class_oid = 0, oid = 0, needs_class = 0, needs_oid = 0;
  static constexpr auto fields() {
    return std::tuple{Field{"class_oid", &Dependency::class_oid, Scope::local},
                      Field{"oid", &Dependency::oid, Scope::local},
                      Field{"needs_class", &Dependency::needs_class, Scope::local},
                      Field{"needs_oid", &Dependency::needs_oid, Scope::local}};
  }
};

// An object that the model has no place for. Every answer that depends on it says so.
struct Unsupported {
  std::string kind, name;
  static constexpr auto fields() {
    return std::tuple{Field{"kind", &Unsupported::kind}, Field{"name", &Unsupported::name}};
  }
};

struct Catalog {
  int version = 0;  // the server's, 150004
  Database database;
  std::vector<Role> roles;
  std::vector<Membership> memberships;
  std::vector<Schema> schemas;
  std::vector<Extension> extensions;
  std::vector<Collation> collations;
  std::vector<Type> types;
  std::vector<Sequence> sequences;
  std::vector<Table> tables;
  std::vector<Column> columns;
  std::vector<Index> indexes;
  std::vector<Constraint> constraints;
  std::vector<Function> functions;
  std::vector<Trigger> triggers;
  std::vector<Rule> rules;
  std::vector<Policy> policies;
  std::vector<ExtendedStatistics> statistics;
  std::vector<OtherObject> others;
  std::vector<Grant> grants;
  std::vector<DefaultPrivilege> default_privileges;
  std::vector<Comment> comments;
  std::vector<Dependency> dependencies;
  std::vector<Unsupported> unsupported;
};

// Visits every kind once, with its name in the singular: f("table", catalog.tables).
template <class AnyCatalog, class Visit>
void for_each_kind(AnyCatalog& c, Visit&& f) {
  f("role", c.roles), f("membership", c.memberships), f("schema", c.schemas), f("extension", c.extensions),
      f("collation", c.collations), f("type", c.types), f("sequence", c.sequences), f("table", c.tables),
      f("column", c.columns), f("index", c.indexes), f("constraint", c.constraints), f("function", c.functions),
      f("trigger", c.triggers), f("rule", c.rules), f("policy", c.policies), f("statistics", c.statistics),
      f("other", c.others), f("grant", c.grants), f("default_privilege", c.default_privileges),
      f("comment", c.comments), f("dependency", c.dependencies), f("unsupported", c.unsupported);
}

}  // namespace ante::catalog
