#include "catalog/way_renames.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalog/way_objects.h"
#include "catalog/way_parts.h"
#include "catalog/way_renamed_texts.h"

namespace ante::catalog {
namespace {

// Something with a name, on its way from the one to the other.
struct Named {
  std::string kind, original;  // as in Matches
  std::string space;           // within which names differ: "relation", "column public.task"
  std::string object;          // for people
  std::string alter;           // "ALTER TABLE", or "ALTER TABLE public.task RENAME COLUMN" of what is inside something
  std::string name, tail;      // the tail belongs to it and never changes: "(integer)", " ON public.task"
  std::string target = {};     // "" for what only has to be out of the way
  bool inside = false;
  bool carried = false;  // its name follows that of something else: no statement of its own
  std::string after = {};
  std::vector<std::size_t> followers = {};  // what moves to another schema with it
};

class Renamer {
 public:
  Renamer(const Catalog& from, const Catalog& to, const Matches& matches, const WayOptions& options)
      : from_(from), to_(to), matches_(matches), options_(options) {}

  Renamed all() {
    rename_roles();
    rename_schemas();
    rename_types();
    rename_relations();
    rename_columns();
    rename_code();
    rename_parts();
    return {std::move(steps_), renamed_texts(from_, to_, matches_, std::move(called_))};
  }

 private:
  std::string target(const std::string& kind, const std::string& original) const {
    const auto of_kind = matches_.find(kind);
    if (of_kind == matches_.end()) return {};
    const auto found = of_kind->second.find(original);
    return found == of_kind->second.end() ? std::string() : found->second;
  }
  std::string called(const std::string& kind, const std::string& original) const {
    const auto of_kind = called_.find(kind);
    if (of_kind == called_.end()) return original;
    const auto found = of_kind->second.find(original);
    return found == of_kind->second.end() ? original : found->second;
  }
  // A name whose schema has been renamed already.
  std::string in_its_schema(const std::string& name) const {
    const auto parts = split_name(name);
    return parts.schema.empty() ? name : qualified(called("schema", parts.schema), parts.bare);
  }

  void add(Named one) {
    taken_[one.space + "\n" + one.name + one.tail] = things_.size();
    things_.push_back(std::move(one));
  }
  void settle_all() {
    for (std::size_t i = 0; i < things_.size(); ++i) settle(i);
    for (const auto& one : things_) {
      const auto& whole = one.inside || one.tail.starts_with(" ON ") ? "" : one.tail;
      called_[one.kind][one.original] = one.name + whole;
    }
    things_.clear();
    taken_.clear();
  }

  void be_called(std::size_t i, const std::string& name) {
    auto& one = things_[i];
    taken_.erase(one.space + "\n" + one.name + one.tail);
    one.name = name;
    taken_[one.space + "\n" + one.name + one.tail] = i;
  }
  void rename(std::size_t i, const std::string& bare) {
    const auto& one = things_[i];
    if (!one.carried)
      steps_.push_back({one.inside ? fmt::format("{} {} TO {}{}", one.alter, one.name, bare, one.after)
                                   : fmt::format("{} {}{} RENAME TO {}", one.alter, one.name, one.tail, bare),
                        one.object, ""});
    be_called(i, one.inside ? bare : qualified(split_name(one.name).schema, bare));
  }
  void put_aside(std::size_t i) { rename(i, fmt::format("\"ante aside {}\"", ++aside_)); }
  void make_room(std::size_t i, const std::string& name) {
    const auto other = taken_.find(things_[i].space + "\n" + name + things_[i].tail);
    if (other != taken_.end() && other->second != i) put_aside(other->second);
  }

  void settle(std::size_t i) {
    if (things_[i].target.empty() || things_[i].name == things_[i].target) return;
    const auto goal = things_[i].inside ? SplitName{"", things_[i].target} : split_name(things_[i].target);
    if (!things_[i].inside && split_name(things_[i].name).schema != goal.schema) move(i, goal.schema);
    if (things_[i].name == things_[i].target) return;
    make_room(i, things_[i].target);
    rename(i, goal.bare);
  }
  void move(std::size_t i, const std::string& schema) {
    const auto through = qualified(schema, bare_name(things_[i].name));
    if (through == things_[i].target)
      make_room(i, through);
    else if (taken_.contains(things_[i].space + "\n" + through + things_[i].tail))
      put_aside(i);
    const auto& one = things_[i];
    if (!one.carried)
      steps_.push_back({fmt::format("{} {}{} SET SCHEMA {}", one.alter, one.name, one.tail, schema), one.object, ""});
    be_called(i, qualified(schema, bare_name(one.name)));
    for (const auto follower : things_[i].followers)
      be_called(follower, qualified(schema, bare_name(things_[follower].name)));
  }

  void rename_roles() {
    if (!options_.roles) return;
    for (const auto& one : from_.roles)
      add({"role", one.name, "role", "role " + one.name, "ALTER ROLE", one.name, "", target("role", one.name)});
    settle_all();
    Catalog now;
    now.roles = from_.roles, now.memberships = from_.memberships;
    for (auto& one : now.roles) one.name = called("role", one.name);
    for (auto& one : now.memberships) one.role = called("role", one.role), one.member = called("role", one.member);
    append(steps_, make_roles(now, to_));
  }

  void rename_schemas() {
    for (const auto& one : from_.schemas)
      add({"schema", one.name, "schema", "schema " + one.name, "ALTER SCHEMA", one.name, "",
           target("schema", one.name)});
    settle_all();
    std::set<std::string> there;
    for (const auto& one : from_.schemas) there.insert(called("schema", one.name));
    for (const auto& one : to_.schemas)
      if (!there.contains(one.name))
        steps_.push_back(
            {fmt::format("CREATE SCHEMA {}{}", one.name, one.owner.empty() ? "" : " AUTHORIZATION " + one.owner),
             "schema " + one.name, ""});
  }

  void rename_types() {
    for (const auto& one : from_.types)
      add({"type", one.name, "type", "type " + one.name, one.kind == "domain" ? "ALTER DOMAIN" : "ALTER TYPE",
           in_its_schema(one.name), "", target("type", one.name)});
    for (const auto& one : from_.collations)
      add({"collation", one.name, "collation", "collation " + one.name, "ALTER COLLATION", in_its_schema(one.name), "",
           target("collation", one.name)});
    settle_all();
  }

  // The indexes of a table and the sequences that it owns go where it goes.
  void rename_relations() {
    std::map<std::string, std::size_t> tables;
    for (const auto& one : from_.tables) {
      const char* alter = one.kind == "view"      ? "ALTER VIEW"
                          : one.kind == "matview" ? "ALTER MATERIALIZED VIEW"
                          : one.kind == "foreign" ? "ALTER FOREIGN TABLE"
                                                  : "ALTER TABLE";
      tables[one.name] = things_.size();
      add({"table", one.name, "relation", "table " + one.name, alter, in_its_schema(one.name), "",
           target("table", one.name)});
    }
    const auto follow = [&](const Text& table) {
      if (const auto found = tables.find(table.value_or("")); found != tables.end())
        things_[found->second].followers.push_back(things_.size());
    };
    for (const auto& one : from_.sequences) {
      follow(one.owned_by_table);
      add({"sequence", one.name, "relation", "sequence " + one.name, "ALTER SEQUENCE", in_its_schema(one.name), "",
           target("sequence", one.name)});
    }
    for (const auto& one : from_.indexes) {
      follow(one.table);
      add({"index", one.name, "relation", "index " + one.name, "ALTER INDEX", in_its_schema(one.name), "",
           target("index", one.name)});
    }
    settle_all();
  }

  // What a child has from its parent follows it.
  void rename_columns() {
    for (const auto& one : from_.columns) {
      if (one.dropped) continue;
      const bool attribute = called_["type"].contains(one.relation);
      const auto relation = called(attribute ? "type" : "table", one.relation);
      auto to = target("column", name_of(one));
      const auto new_relation = target(attribute ? "type" : "table", one.relation);
      if (!to.empty()) to = to.substr(new_relation.size() + 1);
      add({"column", name_of(one), "column " + one.relation, "column " + name_of(one),
           attribute ? fmt::format("ALTER TYPE {} RENAME ATTRIBUTE", relation)
                     : fmt::format("ALTER TABLE {} RENAME COLUMN", relation),
           one.name, "", to, true, one.inherited_from > 0, attribute ? " CASCADE" : ""});
    }
    settle_all();
  }

  void rename_code() {
    const auto now = names_so_far();
    for (const auto& one : from_.functions) {
      const auto arguments = one.name.find('(', split_name(one.name).schema.size());
      const auto to = target("function", one.name);
      const auto new_arguments = to.find('(', split_name(to).schema.size());
      add({"function", one.name, "function", one.kind + " " + one.name, "ALTER ROUTINE",
           in_its_schema(one.name.substr(0, arguments)),
           to.empty() ? with_new_names(one.name.substr(arguments), now) : to.substr(new_arguments),
           to.substr(0, new_arguments)});
    }
    for (const auto& one : from_.statistics)
      add({"statistics", one.name, "statistics", "statistics " + one.name, "ALTER STATISTICS", in_its_schema(one.name),
           "", target("statistics", one.name)});
    for (const auto& one : from_.others) add_other(one);
    settle_all();
  }

  // Those that have no name but what they are for (casts, mappings) stay as they are.
  void add_other(const OtherObject& one) {
    if (one.kind == "cast" || one.kind == "user mapping" || one.kind == "transform" || one.kind == "operator") return;
    const auto to = target("other", name_of(one));
    const auto using_method = one.name.rfind(" USING ");
    const bool of_method = one.kind.starts_with("operator ") && using_method != std::string::npos;
    const auto bare = of_method ? one.name.substr(0, using_method) : one.name;
    auto goal = to.empty() ? std::string() : to.substr(one.kind.size() + 1);
    if (of_method && !goal.empty()) goal = goal.substr(0, goal.rfind(" USING "));
    std::string kind = one.kind;
    std::ranges::transform(kind, kind.begin(),
                           [](char c) { return c == '-' ? ' ' : static_cast<char>(std::toupper(c)); });
    const bool in_schema = of_method || one.kind == "conversion" || one.kind.starts_with("text search");
    add({"other", name_of(one), one.kind, one.kind + " " + one.name, "ALTER " + kind,
         in_schema ? in_its_schema(bare) : bare, of_method ? one.name.substr(using_method) : "", goal});
  }

  void add_part(const std::string& kind, const std::string& name, const std::string& relation, bool carried) {
    const auto whole = relation + "." + name;
    const auto to = target(kind, whole);
    const bool domain = called_["type"].contains(relation);
    const auto now = called(domain ? "type" : "table", relation);
    const auto new_relation = target(domain ? "type" : "table", relation);
    const auto goal =
        to.empty() || !to.starts_with(new_relation + ".") ? std::string() : to.substr(new_relation.size() + 1);
    std::string upper = kind;
    std::ranges::transform(upper, upper.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
    Named part{kind,
               whole,
               kind + " " + relation,
               fmt::format("{} {} of {}", kind, name, relation),
               "ALTER " + upper,
               name,
               " ON " + now,
               goal,
               false,
               carried};
    if (kind == "constraint") {
      part.alter = fmt::format("ALTER {} {} RENAME CONSTRAINT", domain ? "DOMAIN" : "TABLE", now);
      part.tail = "";
      part.inside = true;
    }
    add(std::move(part));
  }

  void rename_parts() {
    for (const auto& one : from_.constraints) {
      if (one.index)
        called_["constraint"][name_of(one)] = bare_name(called("index", *one.index));
      else
        add_part("constraint", one.name, one.relation, one.inherited_from > 0 || one.parent);
    }
    for (const auto& one : from_.triggers) add_part("trigger", one.name, one.relation, one.parent.has_value());
    for (const auto& one : from_.rules) add_part("rule", one.name, one.relation, false);
    for (const auto& one : from_.policies) add_part("policy", one.name, one.relation, false);
    settle_all();
  }

  NewNames names_so_far() const { return new_names(called_); }

  const Catalog &from_, &to_;
  const Matches& matches_;
  const WayOptions& options_;
  Matches called_;
  std::vector<Named> things_;
  std::map<std::string, std::size_t> taken_;
  std::vector<WayStep> steps_;
  int aside_ = 0;
};

}  // namespace

Renamed renamed(const Catalog& from, const Catalog& to, const Matches& matches, const WayOptions& options) {
  return Renamer(from, to, matches, options).all();
}

}  // namespace ante::catalog
