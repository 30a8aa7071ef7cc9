#include "ship/beside.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "judge/partition_ways.h"
#include "rehearse/definition.h"
#include "ship/backfill.h"
#include "ship/batches.h"
#include "ship/beside_limits.h"
#include "ship/beside_text.h"
#include "ship/drift.h"
#include "ship/identity_moved.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::ship {
namespace {

using catalog::Catalog;
using catalog::Difference;
using rehearse::has_word;
using rehearse::parted;
using What = Difference::What;

struct Rests {
  std::string name, hidden, aside;  // an index's names are qualified
  std::string definition;           // of what is built, of the column beside
  std::string before;               // of what the old column has: an index's for the name of the old column
  bool is_constraint = false, unique = false, validated = true;
};

class Beside {
 public:
  Beside(const Statement& statement, const std::string& object, const std::vector<std::string>& settings)
      : statement_(statement), catalog_(statement.snapshot.catalog), settings_(settings) {
    std::tie(table_, column_) = parted(object);
    std::tie(schema_of_table_, bare_table_) = parted(table_);
    schema_ = fmt::format("{}{}", kept_prefix, statement.tag);
    fresh_ = schema_ + "_new", old_ = schema_ + "_old";
    there_ = fmt::format("\"~{}\"", schema_), back_ = fmt::format("\"~{}_back\"", schema_);
    for (auto& one : catalog_.columns)
      if (!one.dropped && one.relation == table_ && one.name == column_) is_ = &one;
    for (auto& one : statement.outcome.effects.catalog)
      if (one.object == object && one.what == What::changed) after_[one.field] = one.after;
  }

  // "" where it can be done.
  std::string why_not() {
    if (!is_) return "the change itself made the column";
    if (auto why = not_walked(catalog_, table_); !why.empty()) return why;
    key_ = key_to_walk_by(catalog_, table_, {});
    if (key_.empty()) return fmt::format("{} has no key without NULLs", table_);
    if (!is_->generated.empty()) return "its values are the database's own";
    if (auto why = not_kept_in_step(statement_, table_, *is_); !why.empty()) return why;
    if (auto why = find_identity(); !why.empty()) return why;
    using_ = using_in(statement_.outcome.step.sql);
    if (!using_.is_all) return "the statement does more: make each change of a type a statement of its own";
    for (auto& one : statement_.outcome.effects.catalog)
      if (!is_part(one)) return fmt::format("{} {} changes with it", one.kind, one.object);
    for (auto& trigger : catalog_.triggers)
      if (trigger.relation == table_ && trigger.enabled != "disabled" && has_word(trigger.definition, "UPDATE") &&
          !contains(trigger.definition, " UPDATE OF "))
        return fmt::format("trigger {} would fire for each row that is filled", trigger.name);
    for (auto& one : catalog_.statistics)
      if (one.table == table_ && has_word(one.definition, column_))
        return fmt::format("statistics {} are of it", one.name);
    return find_what_rests();
  }

  std::vector<Step> steps() const {
    std::vector<Step> steps{beside(), filled()};
    auto add = [&](std::vector<Step> more) { std::ranges::move(more, std::back_inserter(steps)); };
    for (auto& one : rests_) add(built(one));
    if (is_->not_null) add(proven());
    if (is_->not_null && !primary_) add(dropped_not_null(table_, column_));
    auto swap = swapped();
    add(pointing_again(false));
    add(checked_again());
    if (primary_) add(key_built(swap));
    steps.push_back(std::move(swap));
    add(unique_again());
    add(pointing_again(true));
    return steps;
  }

 private:
  bool is_part(const Difference& one) const {
    if (one.what != What::changed) return one.kind == "comment" || one.kind == "grant";
    if (one.kind == "column") return parted(one.object).first == table_ && parted(one.object).second == column_;
    if (one.kind == "constraint") return parted(one.object).first == table_;
    if (one.kind == "sequence") return identity_ && one.object == identity_->name;
    return one.kind == "index";
  }

  std::string after(const std::string& kind, const std::string& object, const std::string& otherwise) const {
    for (auto& one : statement_.outcome.effects.catalog)
      if (one.kind == kind && one.object == object && one.field == "definition") return one.after;
    return otherwise;
  }

  std::string hidden(std::string_view end) const { return fmt::format("{}_{}{}", schema_, rests_.size() + 1, end); }

  std::string find_identity() {
    if (is_->identity.empty()) return "";
    for (auto& one : catalog_.sequences)
      if (one.identity && one.owned_by_table == table_ && one.owned_by_column == column_) identity_ = &one;
    if (!identity_) return "the sequence of its identity is not known";
    for (auto& grant : catalog_.grants)
      if (grant.object == identity_->name) return fmt::format("sequence {} is granted to somebody", identity_->name);
    return "";
  }

  // A foreign key of others that points to it is let go for the moment of the change, and validated again.
  std::string find_pointing(const catalog::Constraint& one) {
    if (one.kind != "foreign" || one.references != table_) return "";
    auto key = rehearse::foreign_key_in(one.definition);
    if (key && std::ranges::find(key->keys, column_) == key->keys.end()) return "";
    bool own = one.relation == table_ && (!key || std::ranges::find(key->columns, column_) != key->columns.end());
    if (own || !one.validated || !not_walked(catalog_, one.relation).empty())
      return fmt::format("{}.{} points to it", one.relation, one.name);
    pointing_.push_back(&one);
    return "";
  }

  std::string find_what_rests() {
    for (auto& one : catalog_.constraints) {
      if (auto why = find_pointing(one); !why.empty()) return why;
      auto own =
          one.definition.substr(0, one.kind == "foreign" ? one.definition.find(" REFERENCES ") : std::string::npos);
      if (one.relation != table_ || one.kind == "notnull" || !has_word(own, column_)) continue;
      if (one.kind == "primary") {
        primary_ = &one, primary_index_ = index_of(one);
        bool plain = primary_index_ && !primary_index_->clustered && !primary_index_->replica_identity &&
                     !contains(one.definition, " DEFERRABLE");
        if (!plain) return fmt::format("{} is more than a key", one.name);
        continue;
      }
      if (one.kind != "check" && one.kind != "foreign" && one.kind != "unique")
        return fmt::format("constraint {} rests on it", one.name);
      auto definition = after("constraint", table_ + "." + one.name, one.definition);
      auto split_at = one.kind == "foreign" ? definition.find(" REFERENCES ") : definition.size();
      Rests rests{one.name, hidden(""), hidden("_old"), "", one.definition, true, one.kind == "unique", one.validated};
      if (one.kind == "unique") {
        auto* index = index_of(one);
        if (!index) return fmt::format("the index of {} is not known", one.name);
        if (index->replica_identity || index->clustered) return fmt::format("{} is more than a key", one.name);
        rests.definition = of_index(*index, rests.hidden);
        rests.before = of_old_index(*index, rests.aside);
        if (contains(definition, " DEFERRABLE")) return fmt::format("{} is deferrable", one.name);
      } else {
        rests.definition = renamed(definition.substr(0, split_at), column_, fresh_) + definition.substr(split_at);
      }
      rests_.push_back(std::move(rests));
    }
    for (auto& index : catalog_.indexes) {
      if (index.table != table_ || index.constraint || !has_word(used_by(index.definition), column_)) continue;
      if (index.replica_identity || index.clustered || !index.statistics_targets.empty() || !index.valid)
        return fmt::format("index {} is more than an index", index.name);
      Rests rests{index.name, schema_of_table_ + "." + hidden(""), schema_of_table_ + "." + hidden("_old"), "",
                  of_old_index(index, hidden("_old"))};
      rests.definition = of_index(index, hidden(""));
      rests.unique = index.unique;
      rests_.push_back(std::move(rests));
    }
    return "";
  }

  const catalog::Index* index_of(const catalog::Constraint& constraint) const {
    for (auto& index : catalog_.indexes)
      if (index.table == table_ && index.constraint == constraint.name) return &index;
    return nullptr;
  }

  static std::string used_by(const std::string& definition) { return definition.substr(definition.find(" USING ")); }

  std::string of_index(const catalog::Index& index, const std::string& name) const {
    return of_index(index, name, fresh_);
  }
  // As it was, of the column that is kept.
  std::string of_old_index(const catalog::Index& index, const std::string& name) const {
    return fmt::format("CREATE {}INDEX CONCURRENTLY {} ON {}{}", index.unique ? "UNIQUE " : "", name, table_,
                       renamed(used_by(index.definition), column_, old_));
  }
  std::string of_index(const catalog::Index& index, const std::string& name, const std::string& column) const {
    auto definition = after("index", index.name, index.definition);
    return fmt::format("CREATE {}INDEX CONCURRENTLY {} ON {}{}", index.unique ? "UNIQUE " : "", name, table_,
                       renamed(used_by(definition), column_, column));
  }

  std::string alter(const std::string& how) const { return fmt::format("ALTER TABLE {} {}", table_, how); }

  std::string type() const {
    auto type = after_.contains("type") ? after_.at("type") : is_->type;
    auto collation = after_.contains("collation") ? after_.at("collation") : is_->collation.value_or("");
    bool has_one = !collation.empty() && collation != "none" && collation != "NULL";
    return has_one ? fmt::format("{} COLLATE {}", type, collation) : type;
  }

  // In the migration's own search path, and with its rights, as ALTER TABLE would run it: whoever writes need not be
  // allowed to call what USING calls. Columns come before variables of the same name.
  std::string function(const std::string& name, const std::string& body) const {
    return fmt::format(
        "CREATE FUNCTION {}.{}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS "
        "$ante$\n"
        "#variable_conflict use_column\nBEGIN\n{}\n  RETURN NEW;\nEND $ante$",
        schema_, name, body);
  }
  // For whoever writes, a subscription too.
  std::vector<std::string> trigger(const std::string& name, const std::string& function_name) const {
    return {fmt::format("CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}.{}()", name,
                        table_, schema_, function_name),
            alter("ENABLE ALWAYS TRIGGER " + name)};
  }

  // Its name is the last one of all, so that it sees what other triggers made of the row.
  Step beside() const {
    auto value = using_.expression.empty()
                     ? fmt::format("NEW.{}", column_)
                     : fmt::format("(SELECT ({}\n) FROM (SELECT NEW.*) AS {})", using_.expression, bare_table_);
    Step step{.title = fmt::format("a column beside {}.{}, kept in step by a trigger", table_, column_),
              .locks = for_a_moment};
    step.up.sql = settings_;
    auto add = [&](std::string sql) { step.up.sql.push_back(std::move(sql)); };
    add(fmt::format("CREATE SCHEMA {}", schema_));
    add(function("there", fmt::format("  NEW.{} := {};", fresh_, value)));
    add(alter(fmt::format("ADD COLUMN {} {}", fresh_, type())));
    if (is_->statistics_target >= 0)
      add(alter(fmt::format("ALTER COLUMN {} SET STATISTICS {}", fresh_, is_->statistics_target)));
    if (is_->storage && !after_.contains("storage"))
      add(alter(fmt::format("ALTER COLUMN {} SET STORAGE {}", fresh_, *is_->storage)));
    if (is_->compression && !after_.contains("compression"))
      add(alter(fmt::format("ALTER COLUMN {} SET COMPRESSION {}", fresh_, *is_->compression)));
    if (!is_->options.empty()) add(alter(fmt::format("ALTER COLUMN {} SET ({})", fresh_, join(is_->options, ", "))));
    for (auto& sql : trigger(there_, "there")) add(sql);
    step.down.sql = {fmt::format("DROP TRIGGER {} ON {}", there_, table_), alter(fmt::format("DROP COLUMN {}", fresh_)),
                     fmt::format("DROP FUNCTION {}.there()", schema_), fmt::format("DROP SCHEMA {}", schema_)};
    return step;
  }

  // The trigger says what a row gets, whatever the statement says.
  Step filled() const {
    Step step{.title = fmt::format("in batches: the column beside {}.{} is filled, by its trigger", table_, column_),
              .locks = "each batch its rows, for a fifth of a second or so"};
    step.up = {.sql = settings_, .rows_of = table_, .key = key_};
    step.up.sql.push_back(fmt::format(
        "UPDATE {} AS ante_t SET {} = NULL WHERE {} IS NULL{} AND {}", table_, fresh_, fresh_,
        using_.expression.empty() ? fmt::format(" AND {} IS NOT NULL", column_) : "", within_a_batch(key_, "ante_t")));
    return step;
  }

  std::vector<Step> built(const Rests& one) const {
    if (one.is_constraint && !one.unique) return constraint_built(one);
    auto index = one.is_constraint ? schema_of_table_ + "." + one.hidden : one.hidden;
    Step build{.title = fmt::format("build {}, which will be {}", index, one.name),
               .locks = nobody_waits,
               .up = build_index(index, one.definition),
               .down = drop_index(index)};
    if (!one.is_constraint) return {build};
    build.down = {{alter("DROP CONSTRAINT IF EXISTS " + one.hidden), "DROP INDEX IF EXISTS " + index}};
    Step add{.title = fmt::format("constraint {} upon it", one.hidden), .locks = for_a_moment};
    add.up.sql = {alter(fmt::format("ADD CONSTRAINT {} UNIQUE USING INDEX {}", one.hidden, one.hidden))};
    add.up.probe = fmt::format(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = pg_catalog.to_regclass({}) "
        "AND conname = {})",
        pg::quote_literal(table_), pg::quote_literal(one.hidden));
    return {build, add};
  }

  std::vector<Step> constraint_built(const Rests& one) const {
    bool says_so = one.definition.ends_with(" NOT VALID");
    std::vector<Step> steps{{.title = fmt::format("constraint {}, which will be {}", one.hidden, one.name),
                             .locks = for_a_moment,
                             .up = {{alter(fmt::format("ADD CONSTRAINT {} {}{}", one.hidden, one.definition,
                                                       says_so ? "" : " NOT VALID"))}},
                             .down = {{alter("DROP CONSTRAINT " + one.hidden)}}}};
    if (one.validated)
      steps.push_back({.title = "validate constraint " + one.hidden,
                       .locks = nobody_waits,
                       .up = {{alter("VALIDATE CONSTRAINT " + one.hidden)}}});
    return steps;
  }

  std::vector<Step> proven() const {
    auto name = schema_ + "_given";
    auto drop = alter("DROP CONSTRAINT IF EXISTS " + name);
    auto add = alter(fmt::format("ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", name, fresh_));
    auto validate = alter("VALIDATE CONSTRAINT " + name);
    return {{.title = "a constraint that proves that no row is without it",
             .locks = for_a_moment,
             .up = {{add}},
             .down = {{drop}}},
            {.title = "for all rows", .locks = nobody_waits, .up = {{validate}}},
            {.title = fmt::format("the column beside {}.{} is NOT NULL", table_, column_),
             .locks = for_a_moment,
             .up = {{validate, alter(fmt::format("ALTER COLUMN {} SET NOT NULL", fresh_)), drop}},
             .down = {{drop, add, alter(fmt::format("ALTER COLUMN {} DROP NOT NULL", fresh_))}}}};
  }

  // What cannot be made the old type again has no value there.
  std::string bringing_back() const {
    return fmt::format(
        "  IF TG_OP = 'UPDATE' THEN\n"
        "    IF ROW(NEW.{0})::record OPERATOR(pg_catalog.*=) ROW(OLD.{0})::record THEN RETURN NEW; END IF;\n"
        "  END IF;\n"
        "  BEGIN\n    NEW.{1} := NEW.{0};\n  EXCEPTION WHEN OTHERS THEN NEW.{1} := NULL;\n  END;",
        column_, old_);
  }

  // What could refuse a write goes from the old column, which the application does not see any more; an index that
  // refuses nothing goes aside. What was built for the column beside takes the name.
  void names_taken(std::vector<std::string>& up) const {
    for (auto& one : rests_) {
      if (one.is_constraint)
        up.push_back(alter("DROP CONSTRAINT " + one.name)), up.push_back(renamed_constraint(one.hidden, one.name));
      else
        up.push_back(one.unique ? "DROP INDEX " + one.name : renamed_index(one.name, one.aside)),
            up.push_back(renamed_index(one.hidden, one.name));
    }
  }
  // Unique indexes of the old column were built again before; the rest is validated afterwards.
  void names_given_back(std::vector<std::string>& down) const {
    for (auto& one : rests_)
      down.push_back(one.is_constraint ? renamed_constraint(one.name, one.hidden)
                                       : renamed_index(one.name, one.hidden));
  }
  void old_ones_again(std::vector<std::string>& down) const {
    for (auto& one : rests_) {
      if (!one.is_constraint)
        down.push_back(renamed_index(one.aside, one.name));
      else if (one.unique)
        down.push_back(alter(fmt::format("ADD CONSTRAINT {} UNIQUE USING INDEX {}", one.name, one.aside)));
      else
        down.push_back(alter(fmt::format("ADD CONSTRAINT {} {}{}", one.name, one.before,
                                         one.before.ends_with(" NOT VALID") ? "" : " NOT VALID")));
    }
    say_of_what_rests(down);
  }
  std::string renamed_constraint(const std::string& from, const std::string& to) const {
    return alter(fmt::format("RENAME CONSTRAINT {} TO {}", from, to));
  }
  static std::string renamed_index(const std::string& from, const std::string& to) {
    return fmt::format("ALTER INDEX {} RENAME TO {}", from, parted(to).second);
  }

  std::vector<Step> checked_again() const {
    std::vector<Step> steps;
    for (auto& one : rests_)
      if (one.is_constraint && !one.unique && one.validated)
        steps.push_back(
            {.title = fmt::format("on the way back: validate constraint {}; where rows written meanwhile do "
                                  "not keep to it, it says so",
                                  one.name),
             .locks = nobody_waits,
             .down = {{alter("VALIDATE CONSTRAINT " + one.name)}}});
    return steps;
  }

  // Whoever turns round on the way back, and goes there again, takes away what it built.
  std::vector<Step> unique_again() const {
    std::vector<Step> steps;
    for (auto& one : rests_) {
      if (!one.unique) continue;
      auto index = one.is_constraint ? schema_of_table_ + "." + one.aside : one.aside;
      steps.push_back(
          {.title = fmt::format("on the way back: build {} of the old column, which will be {}; where values "
                                "written meanwhile are twice there, it says so",
                                index, one.name),
           .locks = nobody_waits,
           .up = drop_index(index),
           .down = build_index(index, one.before)});
    }
    return steps;
  }

  std::string key_name(std::string_view end) const { return fmt::format("{}_key{}", schema_, end); }
  std::string is_swapped() const {
    return fmt::format(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass({}) AND attname = "
        "{} "
        "AND NOT attisdropped)",
        pg::quote_literal(table_), pg::quote_literal(old_));
  }

  std::string where_swapped(const std::vector<std::string>& statements) const {
    return fmt::format("DO $ante_do$ BEGIN IF ({}) THEN\n  {};\nEND IF; END $ante_do$", is_swapped(),
                       join(statements, ";\n  "));
  }

  // A primary key is one, and its index goes with it: the way back of the change of names takes the new one away, so
  // that it belongs to the step that builds it. Before that, a unique index of the old column is built, by the way back
  // of the change itself, and a CHECK proves that no row is without it. From each of these moments something leads
  // forward.
  std::vector<Step> key_built(Step& swap) const {
    auto index = schema_of_table_ + "." + key_name(""), old_index = schema_of_table_ + "." + key_name("_old");
    auto drop = alter("DROP CONSTRAINT IF EXISTS " + key_name("_given"));
    auto add = alter(fmt::format("ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", key_name("_given"), old_));
    Step build{.title = fmt::format("build {}, which will be {}", index, primary_->name),
               .locks = nobody_waits,
               .up = build_index(index, of_index(*primary_index_, key_name(""))),
               .down = {{where_swapped(swap.down.sql), "DROP INDEX IF EXISTS " + index}}};
    Step validate{.title = "on the way back: for all rows",
                  .locks = nobody_waits,
                  .down = {{where_swapped({alter("VALIDATE CONSTRAINT " + key_name("_given"))})}}};
    Step proof{.title = "on the way back: a constraint that proves that no row is without the old column",
               .locks = for_a_moment,
               .up = {{drop}},
               .down = {{where_swapped({drop, add})}}};
    swap.up.probe = is_swapped();
    swap.down = build_index(old_index, of_index(*primary_index_, key_name("_old"), old_));
    return {build, validate, proof};
  }

  std::vector<Step> pointing_again(bool there) const {
    std::vector<Step> steps;
    for (auto* one : pointing_) {
      Step step{.title = fmt::format("{}validate constraint {} of {}", there ? "" : "on the way back: ", one->name,
                                     one->relation),
                .locks = nobody_waits};
      (there ? step.up : step.down).sql = {
          fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", one->relation, one->name)};
      steps.push_back(std::move(step));
    }
    return steps;
  }

  std::string identity_to(const std::string& from, const std::string& to, bool there) const {
    auto moved = *identity_;
    auto take = [&](const std::string& field, std::int64_t& limit) {
      for (auto& one : statement_.outcome.effects.catalog)
        if (there && one.kind == "sequence" && one.object == identity_->name && one.field == field)
          limit = std::stoll(one.after);
    };
    take("minimum", moved.minimum), take("maximum", moved.maximum);
    return identity_moved(moved, from, to, is_->identity == "always");
  }

  // Both ways of the change of names, statement by statement.
  struct Ways {
    std::vector<std::string> up, down;
    void both(const std::string& there, const std::string& back) { up.push_back(there), down.push_back(back); }
  };

  void let_go_of(Ways& ways) const {
    for (auto* one : pointing_) {
      auto drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", one->relation, one->name);
      ways.both(drop, drop);
    }
    if (!primary_) return;
    auto drop = alter("DROP CONSTRAINT " + primary_->name);
    ways.both(drop, drop);
  }

  void take_again(Ways& ways) const {
    if (primary_) {
      auto key = [&](const std::string& index) {
        return alter(fmt::format("ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}", primary_->name, index));
      };
      ways.up.push_back(key(key_name("")));
      ways.up.push_back(alter(fmt::format("ALTER COLUMN {} DROP NOT NULL", old_)));
      ways.down.push_back(alter(fmt::format("ALTER COLUMN {} SET NOT NULL", column_)));
      ways.down.push_back(key(key_name("_old")));
      ways.down.push_back(alter("DROP CONSTRAINT IF EXISTS " + key_name("_given")));
      for (auto& comment : catalog_.comments)
        if (comment.object == fmt::format("{} ON {}", primary_->name, table_) ||
            comment.object == primary_index_->name) {
          auto say =
              fmt::format("COMMENT ON {} {} IS {}", comment.kind, comment.object, pg::quote_literal(comment.text));
          ways.both(say, say);
        }
    }
    for (auto* one : pointing_) {
      auto add =
          fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID", one->relation, one->name, one->definition);
      ways.both(add, add);
    }
  }

  std::string locked() const {
    auto tables = table_;
    for (auto* one : pointing_)
      if (!contains(tables + ",", one->relation + ",")) tables += ", " + one->relation;
    return fmt::format("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables);
  }

  Step swapped() const {
    Ways ways{{locked(), fmt::format("DROP TRIGGER {} ON {}", there_, table_)},
              {locked(), fmt::format("DROP TRIGGER {} ON {}", back_, table_),
               fmt::format("DROP FUNCTION {}.back()", schema_)}};
    auto default_before = is_->default_value;
    auto default_after = after_.contains("default_value") ? after_.at("default_value") : default_before.value_or("");
    let_go_of(ways);
    if (identity_) ways.up.push_back(identity_to(column_, fresh_, true));
    if (default_before) {
      ways.up.push_back(alter(fmt::format("ALTER COLUMN {} DROP DEFAULT", column_)));
      ways.both(alter(fmt::format("ALTER COLUMN {} SET DEFAULT {}", fresh_, default_after)),
                alter(fmt::format("ALTER COLUMN {} DROP DEFAULT", column_)));
    }
    names_taken(ways.up), names_given_back(ways.down);
    auto rename_column = [&](const std::string& from, const std::string& to) {
      return alter(fmt::format("RENAME COLUMN {} TO {}", from, to));
    };
    ways.both(rename_column(column_, old_), rename_column(column_, fresh_));
    ways.both(rename_column(fresh_, column_), rename_column(old_, column_));
    old_ones_again(ways.down);
    take_again(ways);
    if (identity_) ways.down.push_back(identity_to(fresh_, column_, false));
    if (default_before)
      ways.down.push_back(alter(fmt::format("ALTER COLUMN {} SET DEFAULT {}", column_, *default_before)));
    for (auto& sequence : catalog_.sequences)
      if (!sequence.identity && sequence.owned_by_table == table_ && sequence.owned_by_column == column_) {
        auto owned = fmt::format("ALTER SEQUENCE {} OWNED BY {}.{}", sequence.name, table_, column_);
        ways.both(owned, owned);
      }
    carry_over(ways.up);
    for (auto& setting : settings_) ways.up.push_back(setting);
    ways.up.push_back(function("back", bringing_back()));
    for (auto& sql : trigger(back_, "back")) ways.up.push_back(sql);
    for (auto& sql : trigger(there_, "there")) ways.down.push_back(sql);
    Step step{
        .title = fmt::format("{}.{} and the column beside it change their names; the old one is kept, and kept in "
                             "step",
                             table_, column_),
        .locks = for_a_moment,
        .up = {std::move(ways.up)},
        .down = {std::move(ways.down)}};
    if (!using_.expression.empty())
      step.loses = fmt::format("what is written into {}.{} from then on comes back as the server makes {} of it",
                               table_, column_, is_->type);
    return step;
  }

  void say(const catalog::Comment& comment, std::vector<std::string>& sql) const {
    sql.push_back(fmt::format("COMMENT ON {} {} IS {}", comment.kind, comment.object, pg::quote_literal(comment.text)));
  }
  void say_of_what_rests(std::vector<std::string>& sql) const {
    for (auto& comment : catalog_.comments)
      if (std::ranges::any_of(rests_, [&](auto& one) {
            return comment.object == one.name || comment.object == fmt::format("{} ON {}", one.name, table_) ||
                   (one.unique && comment.object == schema_of_table_ + "." + one.name);
          }))
        say(comment, sql);
  }
  // What is said of the column and of what rests on it, and who may do what with it.
  void carry_over(std::vector<std::string>& up) const {
    for (auto& comment : catalog_.comments)
      if (comment.object == table_ + "." + column_) say(comment, up);
    say_of_what_rests(up);
    for (auto& grant : catalog_.grants)
      if (grant.object == table_ && grant.column == column_ && !grant.privilege.empty())
        up.push_back(fmt::format("GRANT {} ({}) ON {} TO {}{}", grant.privilege, column_, table_, grant.grantee,
                                 grant.grantable ? " WITH GRANT OPTION" : ""));
  }

  const Statement& statement_;
  const Catalog& catalog_;
  const std::vector<std::string>& settings_;
  std::string table_, column_, schema_of_table_, bare_table_, schema_, fresh_, old_, there_, back_;
  const catalog::Column* is_ = nullptr;
  std::map<std::string, std::string> after_;  // what the statement made of the column
  std::vector<std::string> key_;
  Using using_;
  std::vector<Rests> rests_;
  const catalog::Constraint* primary_ = nullptr;  // where the column is part of it
  const catalog::Index* primary_index_ = nullptr;
  const catalog::Sequence* identity_ = nullptr;
  std::vector<const catalog::Constraint*> pointing_;  // foreign keys that point to it
};

// "public.orders.total": the column whose type is changed; "" where the statement changes none, or several.
std::string typed_column(const Statement& statement) {
  std::string object;
  for (auto& one : statement.outcome.effects.catalog) {
    if (one.what != What::changed || one.kind != "column" || one.field != "type") continue;
    if (!object.empty()) return "";
    object = one.object;
  }
  return object;
}

}  // namespace

std::vector<Step> typed_beside(const Statement& statement, const std::vector<std::string>& settings,
                               std::string& why_not) {
  auto object = typed_column(statement);
  auto facts = sql::facts(statement.outcome.step.sql);
  if (object.empty() || !facts || facts->kind != "AlterTableStmt") return {};
  Beside beside(statement, object, settings);
  why_not = beside.why_not();
  return why_not.empty() ? beside.steps() : std::vector<Step>{};
}

std::string typed_table(const Statement& statement) { return parted(typed_column(statement)).first; }

}  // namespace ante::ship
