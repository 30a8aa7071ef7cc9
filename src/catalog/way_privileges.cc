// Privileges: what is granted and what is revoked, one by one, so that nobody is without a right that he keeps.
//
// An object without grants of its own has those that its kind begins with; and one that is made anew begins with them
// and with what default privileges add. So these are written out where the one side has rows of its own and the other
// has not.
#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "catalog/ddl_writers.h"
#include "catalog/names.h"
#include "catalog/way_parts.h"

namespace ante::catalog {
namespace {

// What is granted on: kind and name as in GRANT, and the column.
using GrantedOn = std::tuple<std::string, std::string, std::string>;
struct Right {
  std::string grantee, grantor, privilege;
  auto operator<=>(const Right&) const = default;
};
using Rights = std::map<Right, bool>;  // whether it can be passed on

// PostgreSQL's acldefault(): what an object's owner and everybody have where nothing was said.
Names rights_of_owner(std::string_view kind, int version) {
  if (kind == "TABLE" || kind == "TABLES") {
    Names all = {"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"};
    if (version >= 170000) all.push_back("MAINTAIN");
    return all;
  }
  if (kind == "SEQUENCE" || kind == "SEQUENCES") return {"SELECT", "UPDATE", "USAGE"};
  if (kind == "SCHEMA" || kind == "SCHEMAS") return {"CREATE", "USAGE"};
  if (kind == "DATABASE") return {"CREATE", "TEMPORARY", "CONNECT"};
  if (kind == "FUNCTION" || kind == "PROCEDURE" || kind == "FUNCTIONS") return {"EXECUTE"};
  return {"USAGE"};
}
Names rights_of_everybody(std::string_view kind) {
  if (kind == "FUNCTION" || kind == "PROCEDURE" || kind == "FUNCTIONS") return {"EXECUTE"};
  if (kind == "TYPE" || kind == "TYPES" || kind == "LANGUAGE") return {"USAGE"};
  if (kind == "DATABASE") return {"TEMPORARY", "CONNECT"};
  return {};
}
Rights rights_at_first(std::string_view kind, const std::string& owner, int version) {
  Rights rights;
  for (const auto& one : rights_of_owner(kind, version)) rights[{owner, owner, one}] = false;
  for (const auto& one : rights_of_everybody(kind)) rights[{"PUBLIC", owner, one}] = false;
  return rights;
}

struct Subject {
  std::string owner, schema;
  Id id;
};
using Subjects = std::map<std::pair<std::string, std::string>, Subject>;

Subjects subjects(const Catalog& catalog) {
  Subjects all;
  const auto add = [&](const char* kind, const std::string& name, const std::string& owner, const Id& id) {
    all[{kind, name}] = {owner, split_name(name).schema, id};
  };
  for (const auto& one : catalog.tables) add("TABLE", one.name, one.owner, "table " + one.name);
  for (const auto& one : catalog.sequences) add("SEQUENCE", one.name, one.owner, "sequence " + one.name);
  for (const auto& one : catalog.schemas) add("SCHEMA", one.name, one.owner, "schema " + one.name);
  for (const auto& one : catalog.types) add("TYPE", one.name, one.owner, "type " + one.name);
  for (const auto& one : catalog.functions)
    add(one.kind == "procedure" ? "PROCEDURE" : "FUNCTION", one.name, one.owner, "function " + one.name);
  for (const auto& one : catalog.others) {
    if (one.kind == "language") add("LANGUAGE", one.name, one.owner, "other " + name_of(one));
    if (one.kind == "server") add("FOREIGN SERVER", one.name, one.owner, "other " + name_of(one));
    if (one.kind == "foreign-data wrapper") add("FOREIGN DATA WRAPPER", one.name, one.owner, "other " + name_of(one));
  }
  all[{"DATABASE", ""}] = {catalog.database.owner, "", "database"};
  return all;
}

std::map<GrantedOn, Rights> granted(const Catalog& catalog) {
  std::map<GrantedOn, Rights> result;
  for (const auto& one : catalog.grants) {
    auto& rights = result[{one.kind, one.object, one.column.value_or("")}];
    if (!one.privilege.empty()) rights[{one.grantee, one.grantor, one.privilege}] = one.grantable;
  }
  return result;
}

class AlteredPrivileges {
 public:
  explicit AlteredPrivileges(const Plan& plan) : plan_(plan), was_(granted(plan.now)), is_(granted(plan.to)) {}

  Steps steps() {
    const auto before = subjects(plan_.now);
    for (const auto& [key, subject] : subjects(plan_.to)) {
      const auto& [kind, object] = key;
      const auto old = before.find(key);
      change({kind, object, ""}, subject, now_has(kind, object, subject, old == before.end() ? nullptr : &old->second));
    }
    for (const auto& [what, rights] : is_)
      if (!std::get<2>(what).empty()) change_column(what, before);
    for (const auto& [what, rights] : was_)
      if (!std::get<2>(what).empty() && !is_.contains(what)) change_column(what, before);
    return std::move(steps_);
  }

 private:
  bool is_new(const Subject& subject) const {
    if (subject.id == "database") return false;
    if (subject.id.starts_with("sequence ") && is_identity(subject.id.substr(9)))
      return !had_identity(subject.id.substr(9));
    return plan_.comes(subject.id);
  }
  bool is_identity(const std::string& name) const {
    for (const auto& one : plan_.to.sequences)
      if (one.name == name) return one.identity;
    return false;
  }
  bool had_identity(const std::string& name) const {
    for (const auto& one : plan_.now.sequences)
      if (one.name == name)
        return one.identity && one.owned_by_table && plan_.stays("table " + *one.owned_by_table) &&
               !plan_.remade_columns.contains(*one.owned_by_table + "." + one.owned_by_column.value_or(""));
    return false;
  }

  Rights now_has(const std::string& kind, const std::string& object, const Subject& subject, const Subject* old) const {
    if (is_new(subject) || !old) return with_default_privileges(kind, subject);
    const auto found = was_.find({kind, object, ""});
    if (found == was_.end()) return rights_at_first(kind, subject.owner, plan_.now.version);
    return handed_over(found->second, old->owner, subject.owner);
  }
  // A new owner has what the old one had, and has granted what the old one granted.
  static Rights handed_over(const Rights& rights, const std::string& old, const std::string& owner) {
    Rights result;
    for (const auto& [before, grantable] : rights) {
      Right right = before;
      if (right.grantee == old) right.grantee = owner;
      if (right.grantor == old) right.grantor = owner;
      result[right] = result[right] || grantable;
    }
    return result;
  }
  Rights with_default_privileges(const std::string& kind, const Subject& subject) const {
    Rights rights = rights_at_first(kind, subject.owner, plan_.now.version);
    const std::string kinds = kind == "PROCEDURE" ? "FUNCTIONS" : kind + "S";
    bool instead = false;
    for (const auto& one : plan_.now.default_privileges) {
      if (one.role != subject.owner || one.kind != kinds) continue;
      if (one.schema && *one.schema != subject.schema) continue;
      if (!one.schema && !std::exchange(instead, true)) rights = {};
    }
    for (const auto& one : plan_.now.default_privileges)
      if (one.role == subject.owner && one.kind == kinds && (!one.schema || *one.schema == subject.schema) &&
          !one.privilege.empty())
        rights[{one.grantee, subject.owner, one.privilege}] |= one.grantable;
    return rights;
  }

  void change(const GrantedOn& what, const Subject& subject, const Rights& now) {
    const auto found = is_.find(what);
    const auto goal =
        found == is_.end() ? rights_at_first(std::get<0>(what), subject.owner, plan_.to.version) : found->second;
    const bool by_postgres = subject.owner == "pg_database_owner";
    revoke(what, now, goal, by_postgres ? "" : subject.owner);
    grant(what, now, goal, by_postgres ? "" : subject.owner);
  }

  void change_column(const GrantedOn& what, const Subjects& before) {
    const auto& [kind, object, column] = what;
    const auto owners = subjects(plan_.to);
    const auto subject = owners.find({kind, object});
    if (subject == owners.end()) return;
    const auto name = object + "." + column;
    const bool there = plan_.stays(subject->second.id) && !plan_.gone_columns.contains(name) &&
                       !plan_.remade_columns.contains(name) && has_column(object, column);
    Rights now;
    if (const auto was = was_.find(what); there && was != was_.end())
      now = handed_over(was->second, before.at({kind, object}).owner, subject->second.owner);
    for (const auto& right : revoked_of_tables_[object])
      std::erase_if(now, [&](const auto& one) {
        return one.first.grantee == right.grantee && one.first.privilege == right.privilege;
      });
    const auto found = is_.find(what);
    const Rights goal = found == is_.end() ? Rights{} : found->second;
    if (found == is_.end() && !has_column(object, column)) return;
    revoke(what, now, goal, subject->second.owner);
    grant(what, now, goal, subject->second.owner);
  }
  bool has_column(const std::string& object, const std::string& column) const {
    const auto columns = plan_.after.columns.find(object);
    if (columns == plan_.after.columns.end()) return false;
    for (const auto* one : columns->second)
      if (!one->dropped && one->name == column) return true;
    return false;
  }

  // Those that others granted go first: they rest on what the owner granted.
  void revoke(const GrantedOn& what, const Rights& now, const Rights& goal, const std::string& owner) {
    for (const bool by_owner : {false, true})
      for (const auto& [right, grantable] : now) {
        if ((right.grantor == owner || owner.empty()) != by_owner) continue;
        const auto wanted = goal.find(right);
        if (wanted != goal.end() && (wanted->second || !grantable)) continue;
        const bool only_the_option = wanted != goal.end();
        add(fmt::format("REVOKE {}{}", only_the_option ? "GRANT OPTION FOR " : "", privilege(right, what)), what,
            "FROM " + right.grantee, by_owner ? "" : right.grantor);
        if (!only_the_option && std::get<2>(what).empty()) revoked_of_tables_[std::get<1>(what)].push_back(right);
      }
  }
  void grant(const GrantedOn& what, const Rights& now, const Rights& goal, const std::string& owner) {
    for (const bool by_owner : {true, false})
      for (const auto& [right, grantable] : goal) {
        if ((right.grantor == owner || owner.empty()) != by_owner) continue;
        const auto has = now.find(right);
        if (has != now.end() && (has->second || !grantable)) continue;
        add("GRANT " + privilege(right, what), what,
            fmt::format("TO {}{}", right.grantee, grantable ? " WITH GRANT OPTION" : ""),
            by_owner ? "" : right.grantor);
      }
  }
  static std::string privilege(const Right& right, const GrantedOn& what) {
    const auto& column = std::get<2>(what);
    return column.empty() ? right.privilege : fmt::format("{} ({})", right.privilege, column);
  }
  void add(const std::string& verb, const GrantedOn& what, const std::string& whom, const std::string& by) {
    const auto& [kind, object, column] = what;
    if (kind == "DATABASE")
      steps_.push_back({on_this_database(verb + " ON", whom), "privileges on the database", by});
    else
      steps_.push_back({fmt::format("{} ON {} {} {}", verb, kind, object, whom),
                        fmt::format("privileges on {} {}", lower(kind), object), by});
  }

  const Plan& plan_;
  const std::map<GrantedOn, Rights> was_, is_;
  std::map<std::string, std::vector<Right>> revoked_of_tables_;
  Steps steps_;
};

using Defaults = std::map<std::tuple<std::string, std::string, Text>, Rights>;
Defaults default_rights(const Catalog& catalog) {
  Defaults result;
  for (const auto& one : catalog.default_privileges) {
    auto& rights = result[{one.role, one.kind, one.schema}];
    if (!one.privilege.empty()) rights[{one.grantee, one.role, one.privilege}] = one.grantable;
  }
  return result;
}

}  // namespace

Steps alter_privileges(const Plan& plan) { return AlteredPrivileges(plan).steps(); }

// Without a schema, the list stands in the place of the one that the kind begins with; with one, it adds to it.
Steps alter_default_privileges(const Plan& plan) {
  const auto was = default_rights(plan.now), is = default_rights(plan.to);
  std::set<Defaults::key_type> all;
  for (const auto& [what, rights] : was) all.insert(what);
  for (const auto& [what, rights] : is) all.insert(what);
  Steps steps;
  for (const auto& what : all) {
    const auto& [role, kind, schema] = what;
    const bool role_is_gone = by_name(plan.now.roles).contains(role) && !by_name(plan.to.roles).contains(role);
    const auto rights_in = [&](const Defaults& list) {
      const auto found = list.find(what);
      if (found != list.end()) return found->second;
      return schema ? Rights{} : rights_at_first(kind, role, plan.now.version);
    };
    const auto now = rights_in(was), goal = rights_in(is);
    const auto alter = alter_default_privileges(role, schema);
    const auto add = [&](const std::string& verb, const Right& right, const std::string& whom) {
      steps.push_back({fmt::format("{}{} {} ON {} {}", alter, verb, right.privilege, kind, whom),
                       "default privileges of " + role, ""});
    };
    const bool schema_is_gone = schema && !plan.objects_after.has("schema " + *schema);
    if (schema_is_gone && !role_is_gone) continue;
    for (const auto& [right, grantable] : now) {
      const auto wanted = goal.find(right);
      if (wanted == goal.end() || (grantable && !wanted->second)) add("REVOKE", right, "FROM " + right.grantee);
    }
    for (const auto& [right, grantable] : goal) {
      const auto has = now.find(right);
      if (has == now.end() || has->second != grantable)
        add("GRANT", right, fmt::format("TO {}{}", right.grantee, grantable ? " WITH GRANT OPTION" : ""));
    }
  }
  return steps;
}

}  // namespace ante::catalog
