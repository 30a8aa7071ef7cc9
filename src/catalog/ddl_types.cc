// Roles, schemas, extensions, collations, types, sequences as SQL.
#include <fmt/format.h>

#include "base/text.h"
#include "catalog/ddl_writers.h"

namespace ante::catalog {

std::string literal(std::string_view text) { return "'" + replace_all(std::string(text), "'", "''") + "'"; }

std::string with_options(const Names& options, std::string_view prefix) {
  Names written;
  for (const auto& option : options) {
    const auto equals = option.find('=');
    if (equals == std::string::npos)
      written.push_back(fmt::format("{}{}", prefix, option));
    else
      written.push_back(fmt::format("{}{}={}", prefix, option.substr(0, equals), literal(option.substr(equals + 1))));
  }
  return join(written, ", ");
}

std::string fdw_options(const Names& options) {
  Names written;
  for (const auto& option : options) {
    const auto equals = std::min(option.find('='), option.size() - 1);
    const auto name = replace_all(option.substr(0, equals), "\"", "\"\"");
    written.push_back(fmt::format("\"{}\" {}", name, literal(option.substr(equals + 1))));
  }
  return join(written, ", ");
}

Statements make_role(const Role& role) {
  const auto flag = [](bool on, const char* word) { return fmt::format(" {}{}", on ? "" : "NO", word); };
  return {
      {fmt::format("CREATE ROLE {}{}{}{}{}{}{}{} CONNECTION LIMIT {}", role.name, flag(role.superuser, "SUPERUSER"),
                   flag(role.inherit, "INHERIT"), flag(role.create_role, "CREATEROLE"),
                   flag(role.create_db, "CREATEDB"), flag(role.login, "LOGIN"), flag(role.replication, "REPLICATION"),
                   flag(role.bypass_rls, "BYPASSRLS"), role.connection_limit),
       "role " + role.name, ""}};
}

Statements make_membership(const Membership& membership) {
  Names options;
  if (membership.admin) options.push_back("ADMIN OPTION");
  std::string sql = fmt::format("GRANT {} TO {}", membership.role, membership.member);
  // Only 16 and later can take these two away, and only they spell them.
  if (!membership.inherit || !membership.set) {
    sql += fmt::format(" WITH ADMIN {}, INHERIT {}, SET {}", membership.admin, membership.inherit, membership.set);
  } else if (membership.admin) {
    sql += " WITH ADMIN OPTION";
  }
  return {{sql, fmt::format("membership of {} in {}", membership.member, membership.role), ""}};
}

Statements make_schema(const Schema& schema, const Catalog& catalog) {
  const std::string object = "schema " + schema.name;
  if (schema.name != "public")
    return {{fmt::format("CREATE SCHEMA {} AUTHORIZATION {}", schema.name, schema.owner), object, ""}};
  // A new database has a schema public with privileges of its own. One whose privileges were never touched was made by
  // hand, and so it is here.
  const bool made_by_hand = std::none_of(catalog.grants.begin(), catalog.grants.end(), [](const Grant& grant) {
    return grant.kind == "SCHEMA" && grant.object == "public";
  });
  if (made_by_hand)
    return {{"DROP SCHEMA IF EXISTS public", object, ""},
            {fmt::format("CREATE SCHEMA public AUTHORIZATION {}", schema.owner), object, ""}};
  Statements statements;
  if (schema.owner != "pg_database_owner")
    statements.push_back({fmt::format("ALTER SCHEMA public OWNER TO {}", schema.owner), object, ""});
  const bool has_comment = std::any_of(catalog.comments.begin(), catalog.comments.end(), [](const Comment& comment) {
    return comment.kind == "SCHEMA" && comment.object == "public";
  });
  if (!has_comment) statements.push_back({"COMMENT ON SCHEMA public IS NULL", object, ""});
  return statements;
}

Statements make_extension(const Extension& extension) {
  if (extension.owner.empty()) return {};  // initdb's; a new database has it
  Statements statements;
  if (extension.name == "plpgsql") statements.push_back({"DROP EXTENSION IF EXISTS plpgsql", "extension plpgsql", ""});
  statements.push_back({fmt::format("CREATE EXTENSION {} WITH SCHEMA {} VERSION {}", extension.name, extension.schema,
                                    literal(extension.version)),
                        "extension " + extension.name, extension.owner});
  return statements;
}

Statements make_collation(const Collation& collation, int version) {
  Names options = {"provider = " + collation.provider};
  const bool libc = collation.provider == "libc";
  const Text& locale = !libc && version >= 150000 ? collation.locale : collation.collate;
  if (libc) {
    options.push_back("lc_collate = " + literal(collation.collate.value_or("C")));
    options.push_back("lc_ctype = " + literal(collation.ctype.value_or("C")));
  } else {
    options.push_back("locale = " + literal(locale.value_or("")));
  }
  if (collation.rules) options.push_back("rules = " + literal(*collation.rules));
  if (!collation.deterministic) options.push_back("deterministic = false");
  return {{fmt::format("CREATE COLLATION {} ({})", collation.name, join(options, ", ")), "collation " + collation.name,
           collation.owner}};
}

namespace {

std::string domain_definition(const Type& type, const Lookup& lookup, bool parts_apart) {
  std::string sql = fmt::format("CREATE DOMAIN {} AS {}", type.name, type.base_type);
  if (type.collation) sql += " COLLATE " + *type.collation;
  if (type.default_value) sql += " DEFAULT " + *type.default_value;
  std::string not_null = type.not_null ? " NOT NULL" : "";
  const auto found = lookup.constraints.find(type.name);
  if (found != lookup.constraints.end())
    for (const auto* constraint : found->second) {
      if (constraint->kind == "notnull")
        not_null = fmt::format(" CONSTRAINT {} NOT NULL", constraint->name);
      else if (inline_check(*constraint) && !parts_apart)
        sql += fmt::format(" CONSTRAINT {} {}", constraint->name, constraint->definition);
    }
  return sql + not_null;
}

std::string range_definition(const Type& type) {
  Names options = {"subtype = " + type.base_type};
  if (type.subtype_opclass) options.push_back("subtype_opclass = " + *type.subtype_opclass);
  if (type.collation) options.push_back("collation = " + *type.collation);
  if (type.canonical) options.push_back("canonical = " + *type.canonical);
  if (type.subtype_diff) options.push_back("subtype_diff = " + *type.subtype_diff);
  if (type.multirange) options.push_back("multirange_type_name = " + *type.multirange);
  return fmt::format("CREATE TYPE {} AS RANGE ({})", type.name, join(options, ", "));
}

std::string composite_definition(const Type& type, const Lookup& lookup) {
  Names attributes;
  if (const auto found = lookup.columns.find(type.name); found != lookup.columns.end())
    for (const auto* column : found->second)
      if (!column->dropped)
        attributes.push_back(column->name + " " + column->type +
                             (column->collation ? " COLLATE " + *column->collation : ""));
  return fmt::format("CREATE TYPE {} AS ({})", type.name, join(attributes, ", "));
}

}  // namespace

Statements make_type(const Type& type, const Lookup& lookup, bool parts_apart) {
  std::string sql;
  if (type.kind == "enum") {
    Names labels;
    for (const auto& label : type.labels) labels.push_back(literal(label));
    sql = fmt::format("CREATE TYPE {} AS ENUM ({})", type.name, join(labels, ", "));
  } else if (type.kind == "domain") {
    sql = domain_definition(type, lookup, parts_apart);
  } else if (type.kind == "range") {
    sql = range_definition(type);
  } else {
    sql = composite_definition(type, lookup);
  }
  Statements statements = {
      {sql, fmt::format("{} {}", type.kind == "domain" ? "domain" : "type", type.name), type.owner}};
  if (type.kind != "domain") return statements;
  if (const auto found = lookup.constraints.find(type.name); found != lookup.constraints.end())
    for (const auto* constraint : found->second)
      if (constraint->kind == "check" && !inline_check(*constraint) && !parts_apart)
        for (auto& statement : make_check(*constraint, type.owner, true)) statements.push_back(std::move(statement));
  return statements;
}

Statements make_sequence(const Sequence& sequence) {
  if (sequence.identity) return {};
  return {{fmt::format("CREATE {}SEQUENCE {} AS {} INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} CACHE {}{}",
                       sequence.persistence == "unlogged" ? "UNLOGGED " : "", sequence.name, sequence.type,
                       sequence.increment, sequence.minimum, sequence.maximum, sequence.start, sequence.cache,
                       sequence.cycle ? " CYCLE" : ""),
           "sequence " + sequence.name, sequence.owner}};
}

Statements own_sequence(const Sequence& sequence, const Lookup& lookup) {
  if (sequence.identity || !sequence.owned_by_table || !lookup.tables.contains(*sequence.owned_by_table)) return {};
  return {{fmt::format("ALTER SEQUENCE {} OWNED BY {}.{}", sequence.name, *sequence.owned_by_table,
                       *sequence.owned_by_column),
           "sequence " + sequence.name, sequence.owner}};
}

}  // namespace ante::catalog
