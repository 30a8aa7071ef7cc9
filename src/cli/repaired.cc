#include "cli/repaired.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/inventory.h"
#include "cli/catalog_source.h"
#include "cli/chosen.h"
#include "cli/config.h"
#include "cli/planned.h"
#include "cli/since.h"
#include "os/folders.h"
#include "ship/course.h"
#include "ship/drift.h"
#include "ship/ledger_step.h"
#include "ship/likeness.h"
#include "ship/lower.h"
#include "ship/plan_text.h"
#include "ship/repair.h"
#include "ship/status.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "twin/nothing.h"

namespace ante::cli {
namespace {

using catalog::Catalog;

// Production as it is, captured for this: never older than the moment.
struct Production {
  snapshot::Snapshot snapshot;
  std::string key = {}, role = {};  // the role that runs the repair, by its bare name
  Catalog now = {};                 // without the tools' own, strangers and leftovers
  std::vector<std::string> leftovers = {};
};

Result<void> nothing_is_half_way(const std::string& database) {
  auto status = TRY(ship::status_of({database}));
  if (!status.change) return {};
  auto state = status.change->state;
  if (state != ship::ChangeState::applying && state != ship::ChangeState::undoing) return {};
  return bad_input(fmt::format("change {} ({}) in the journal is half-way: {}", status.change->id, status.change->name,
                               ship::word(state)),
                   "ante apply goes on with it, ante undo takes it back; neither needs a repair");
}

// What is still being built looks like what was left behind.
Result<void> nothing_is_being_built(const std::string& database) {
  auto connection = TRY(snapshot::connect_read_only({database}, "ante repair"));
  auto builders = TRY(
      connection.scalar("SELECT pg_catalog.string_agg(pid::text, ', ') FROM pg_catalog.pg_stat_progress_create_index "
                        "WHERE datname = pg_catalog.current_database()"));
  if (builders.empty()) return {};
  return undecided(fmt::format("an index is being built there now (process {} of the server)", builders),
                   "whoever runs the migration is not gone: wait until it is over, or end it, and come again");
}

Result<Production> read_production(const RepairOptions& options, const Config& config, Progress& progress) {
  TRY(nothing_is_half_way(options.database));
  TRY(nothing_is_being_built(options.database));
  Production production{.snapshot = TRY(snapshot::capture({options.database}, {}, progress))};
  auto folder = TRY(os::TemporaryFolder::make("repair"));
  auto file = folder.path() / "now.ante";
  TRY(snapshot::save(production.snapshot, file));
  production.key = TRY(snapshot::content_hash(file));
  production.role = options.role.empty() ? config.role.value_or("") : options.role;
  if (production.role.empty()) production.role = twin::usual_role(production.snapshot);
  production.now = production.snapshot.catalog;
  ship::leave_out_tools(production.now);
  production.leftovers = ship::leave_out_leftovers(production.now);
  return production;
}

ship::ToRepair to_repair(const Production& production, const Catalog& target) {
  auto* role = twin::captured_role(production.snapshot, production.role);
  return {.now = production.now,
          .target = target,
          .leftovers = production.leftovers,
          .role = role ? role->name : production.role,
          .name = "repair of " + production.snapshot.source.captured_at};
}

// Of the schema: what is said of the database itself is no part of it.
std::vector<std::string> sentences(const Catalog& one, const Catalog& other) {
  std::vector<std::string> said;
  for (auto& difference : ship::differences_but_ours(one, other)) {
    bool of_the_database =
        difference.kind == "database" || (difference.kind == "comment" && difference.object.starts_with("database "));
    if (!of_the_database) said.push_back(catalog::sentence(difference));
  }
  return said;
}

// The plan is about what was captured, and leads to the target, or says what is otherwise.
void amend(ship::Plan& plan, const Catalog& target, const ship::Repair& repair, Catalog after) {
  for (auto& what : repair.unseen) plan.open.push_back(ship::why_unseen(repair) + what);
  for (auto& what : repair.cannot) plan.refusals.push_back({"", "no-way", "nothing leads over this: " + what});
  for (auto& step : plan.steps) {
    if (!step.from.starts_with(ship::left_behind)) continue;
    step.down = {};
    step.loses = "the index that was left unfinished, which nobody could use";
  }
  if (!after.version) return;
  ship::leave_out_tools(after);
  for (auto& index : ship::leave_out_leftovers(after))
    plan.refusals.push_back({"", "leads-elsewhere", index + " stays unfinished"});
  auto known = std::vector{target};
  ship::leave_out_strangers(after, known);
  for (auto& difference : sentences(after, target))
    plan.refusals.push_back({"", "leads-elsewhere", "the plan leads to another schema: " + one_line(difference, 300)});
}

// Where no statement is left to run, only the ledger is written.
Result<ship::Plan> only_the_ledger(const Production& production, const ship::Repair& repair, const ship::Step& step) {
  ship::Plan plan{.name = repair.change.folder,
                  .content = ship::content_of(repair.change),
                  .server = production.snapshot.source.system_identifier,
                  .database = production.snapshot.source.database,
                  .role = production.role,
                  .schema = ship::hash_of_schema(production.snapshot.catalog)};
  for (auto& what : repair.unseen) plan.open.push_back(ship::why_unseen(repair) + what);
  plan.verdict = plan.content;
  plan.steps = {step};
  return ship::as_written(plan);
}

Result<ship::Plan> plan_of_repair(const RepairOptions& options, Config& config, const Production& production,
                                  const Catalog& target, const ship::Repair& repair, const ship::IntoLedger& then,
                                  Progress& progress) {
  if (repair.empty()) return only_the_ledger(production, repair, then.step);
  return plan_of_change({.snapshot = production.snapshot,
                         .key = production.key,
                         .snapshot_name = "the database",
                         .role = production.role,
                         .change = repair.change,
                         .keeps = !options.drops_now,
                         .then = then,
                         .amend = [&](ship::Plan& plan, const Catalog& after) { amend(plan, target, repair, after); }},
                        config, progress);
}

// --- to a snapshot or another database

Result<Repaired> to_a_catalog(const RepairOptions& options, Config& config, const CatalogSource& source,
                              Production production, Progress& progress) {
  if (options.forward || options.back || !options.before.empty())
    return bad_input(fmt::format("--forward, --back and --before are about a folder, and {} is none", options.to),
                     "leave them out: there is one way to it");
  Catalog target;
  bool same = false;
  if (source.kind == CatalogSource::Kind::snapshot) {
    auto snapshot = TRY(snapshot::load(source.text));
    auto &a = snapshot.source, &b = production.snapshot.source;
    same = !a.system_identifier.empty() && a.system_identifier == b.system_identifier && a.database == b.database;
    target = std::move(snapshot.catalog);
  } else {
    target = TRY(catalog_from(source, production.snapshot.source.version / 10000, progress));
  }
  ship::leave_out_tools(target);
  ship::leave_out_leftovers(target);
  Repaired repaired;
  // Another database's people are others.
  if (!same) {
    for (auto& stranger : ship::leave_out_strangers(production.now, {target}))
      repaired.notes.push_back("left as it is: " + stranger);
    target = ship::with_privileges_of(target, production.now, target);
  }
  if (sentences(production.now, target).empty() && production.leftovers.empty()) {
    repaired.says = "There is nothing to repair: the schema is the one that it should be.";
    return repaired;
  }
  auto repair = ship::way_there(to_repair(production, target), same);
  repair.change.folder = "repair to " + one_line(options.to, 100);
  if (repair.empty()) {
    repaired.says = "There is nothing to repair but what no statement can:";
    for (auto& difference : sentences(production.now, target)) repaired.notes.push_back(one_line(difference, 300));
    return repaired;
  }
  repaired.plan = TRY(plan_of_repair(options, config, production, target, repair, {}, progress));
  return repaired;
}

// --- to a folder

struct Folder {
  change::Inventory inventory;
  change::Change applied = {}, pending = {};
  ship::Course course = {};
};

Result<Folder> read_folder(const RepairOptions& options, const Config& config, const std::filesystem::path& path,
                           const Production& production, Progress& progress) {
  auto ledgers = all_ledgers_of(production.snapshot);
  auto tool = options.tool.empty() ? config.tool.value_or("") : options.tool;
  Folder folder{.inventory = TRY(change::inventory_of(path, ledgers, tool))};
  auto& migrations = folder.inventory.migrations;
  if (!options.before.empty()) {
    auto first = std::ranges::find(migrations, options.before, &change::Written::name);
    if (first == migrations.end()) first = std::ranges::find(migrations, options.before, &change::Written::file);
    if (first == migrations.end())
      return bad_input(fmt::format("there is no migration {}", one_line(options.before, 100)),
                       "name it as its file is called");
    change::Ledger said{"said", "--before", {}};
    for (auto one = migrations.begin(); one != first; ++one) said.versions.push_back({one->name});
    ledgers = {said};
  }
  folder.applied = TRY(change::read_change(path, ledgers, {.tool = tool, .applied = true}));
  folder.pending = TRY(change::read_change(path, ledgers, {.tool = tool}));
  // What graphile-migrate has not committed is no part of what the folder makes.
  std::erase_if(folder.pending.migrations,
                [&](auto& one) { return folder.pending.tool == "graphile-migrate" && one.name == "current"; });
  auto shown = one_line(options.to.empty() ? path.string() : options.to, 200);
  auto lab = TRY(twin::lab_of_nothing({.major = production.snapshot.source.version / 10000,
                                       .role = production.role,
                                       .others = production.snapshot.catalog.roles},
                                      progress));
  folder.course = TRY(ship::run_course(lab, folder.applied, folder.pending, shown, progress));
  for (auto& stand : folder.course.stands) ship::leave_out_tools(stand);
  return folder;
}

struct Direction {
  std::string word;
  std::vector<const Catalog*> namesakes = {};
  Catalog target = {};
  ship::Repair repair = {};
  ship::IntoLedger then = {};
  bool is_there = false;  // nothing is left to do
};

class ToFolder {
 public:
  ToFolder(const RepairOptions& options, Config& config, Production& production, Folder& folder, Progress& progress)
      : options_(options), config_(config), production_(production), folder_(folder), progress_(progress) {}

  Result<Repaired> repaired() {
    for (auto& stranger : ship::leave_out_strangers(production_.now, folder_.course.stands))
      repaired_.notes.push_back("left as it is, since no migration makes it: " + stranger);
    for (auto& doubt : folder_.inventory.doubts) repaired_.notes.push_back(doubt);
    if (auto ahead = ahead_of_the_folder(); !ahead.empty()) repaired_.notes.push_back(ahead);
    place_ = ship::place_on(folder_.course, production_.now);
    if (place_ && place_->by_hand)
      repaired_.notes.push_back(folder_.inventory.ledger.table +
                                " says of some of what has run that it has not: somebody ran it by other means");
    if (options_.runs_unseen && !place_)
      return bad_input(
          "--run-unseen runs statements where the migrations were cut short, and the schema is none that they lead "
          "over",
          "leave it out: the plan names the statements that are to be run by hand");
    if (options_.runs_unseen) place_->may_have_run = place_->ran;
    bool has_pending = !folder_.course.units.empty();
    bool knows = !folder_.inventory.ledger.table.empty() || !options_.before.empty();
    if (options_.back && !knows)
      return bad_input("no tool's ledger in the database says which migrations were applied before",
                       "name the first one that was not: --before NAME");
    if (options_.forward) return in(TRY(direction(true)));
    if (options_.back) return in(TRY(direction(false)));
    auto forward = TRY(direction(true));
    if (forward.is_there || !has_pending) return in(std::move(forward));
    if (!knows)
      return bad_input(
          "no tool's ledger in the database says which migrations were applied, and its schema is not "
          "the one after all of them",
          "say which way: --forward, or --back --before NAME (the first one that was not applied)");
    auto back = TRY(direction(false));
    if (back.is_there && back.repair.unseen.empty()) {
      repaired_.says = fmt::format("There is nothing to repair: the schema is the one before what is pending ({}).",
                                   counted(pending(), "migration"));
      return std::move(repaired_);
    }
    repaired_.says = where() + " There are two ways; say which:";
    repaired_.possible = {possibility(forward), possibility(back)};
    return std::move(repaired_);
  }

 private:
  // Migrations that somebody ran from another state of the folder: what they made looks like something to be removed.
  std::string ahead_of_the_folder() const {
    auto& inventory = folder_.inventory;
    if (inventory.unknown.empty()) return "";
    return fmt::format("{} has {} that this folder has not ({}): what these made is not known here, and goes",
                       inventory.ledger.table, counted(std::ssize(inventory.unknown), "version"),
                       one_line(join(inventory.unknown, ", "), 100));
  }
  long pending() const { return static_cast<long>(folder_.pending.migrations.size()); }

  std::string where() const {
    if (!place_)
      return "The schema is neither the one before the pending migrations, nor the one after them, nor any between: "
             "somebody changed it by other means.";
    auto units = static_cast<long>(folder_.course.units.size());
    auto ran = static_cast<long>(place_->ran);
    if (ran == 0 && place_->may_have_run == 0)
      return fmt::format("The schema is the one before the pending migrations, but {}.",
                         production_.leftovers.empty()
                             ? folder_.inventory.ledger.table + " says that one of them was begun"
                             : "an index is left that was never finished: " + join(production_.leftovers, ", "));
    if (ran == 0)
      return "The schema is the one before the pending migrations, and nothing tells whether those of their statements "
             "have run that only write rows.";
    auto& last = folder_.course.units[place_->ran - 1].steps.back();
    auto up_to = fmt::format("up to {}:{}", last.file, last.line);
    if (ran == units) return fmt::format("All {} have run, as the schema shows.", counted(units, "pending statement"));
    return fmt::format("The database is half-way: {} of {} {} run, as the schema shows, {}.", ran,
                       counted(units, "pending statement"), ran == 1 ? "has" : "have", up_to);
  }

  Result<Direction> direction(bool forward) {
    auto& course = folder_.course;
    Direction one{.word = forward ? "forward" : "back"};
    auto& other = forward ? course.before() : course.after();
    auto end = forward ? course.after() : course.before();
    if (!forward) ship::take_over(end, course.made_otherwise, production_.now);
    one.namesakes = namesakes();
    one.target = ship::with_privileges_of(std::move(end), production_.now, other, one.namesakes);
    auto what = to_repair(production_, one.target);
    what.namesakes = one.namesakes;
    if (forward && place_) {
      one.repair = ship::rest_of(what, course, *place_, folder_.pending);
    } else {
      if (!sentences(production_.now, one.target).empty())
        one.repair = ship::way_there(what, false);
      else
        one.repair = ship::way_there({what.now, what.now, what.leftovers, what.role, what.name}, true);
      if (!forward) one.repair.goes = ship::Repair::Goes::back;
      one.repair.unseen = ship::unseen_of(course, place_, !forward);
    }
    one.repair.change.folder =
        fmt::format("repair {} to {}", one.word, one_line(options_.to.empty() ? "migrations" : options_.to, 100));
    TRY(set_ledger(one, forward));
    bool stands_there = place_ && (forward ? place_->may_have_run == course.units.size() : place_->ran == 0);
    one.is_there = stands_there && one.repair.empty() && one.then.step.up.empty();
    return one;
  }

  // What is called what on the course tells what production's names mean: where it stands, or wherever they occur.
  std::vector<const Catalog*> namesakes() const {
    auto& stands = folder_.course.stands;
    if (place_) return {&stands[place_->ran]};
    std::vector<const Catalog*> all;
    for (auto& stand : stands) all.push_back(&stand);
    return all;
  }

  Result<void> set_ledger(Direction& one, bool forward) {
    auto& inventory = folder_.inventory;
    if (inventory.ledger.table.empty()) return {};
    std::vector<bool> applied;
    bool before = !options_.before.empty(), reached = false;
    for (auto& migration : inventory.migrations) {
      reached = reached || (before && (migration.name == options_.before || migration.file == options_.before));
      bool was = migration.state == change::State::applied;
      // What runs whenever its text is new is the tool's to judge, where it is not run here.
      bool runs = forward && one.repair.goes == ship::Repair::Goes::on;
      bool is = migration.repeated ? was || runs : forward || (before ? !reached : was);
      applied.push_back(is);
    }
    auto step = ship::ledger_step(inventory, applied);
    if (step) {
      one.then = std::move(*step);
      return {};
    }
    auto note = fmt::format("{} is not written: {}; tell {} what is applied", inventory.ledger.table, step.error().what,
                            inventory.ledger.tool);
    if (std::ranges::find(repaired_.notes, note) == repaired_.notes.end()) repaired_.notes.push_back(note);
    return {};
  }

  Possibility possibility(const Direction& one) const {
    long statements = 0;
    for (auto& migration : one.repair.change.migrations) statements += static_cast<long>(migration.steps.size());
    bool goes_on = one.repair.goes == ship::Repair::Goes::on;
    auto what = statements == 0 ? std::string("no statement")
                                : counted(statements, goes_on ? "statement that is left" : "statement");
    if (goes_on && statements > 1) what = fmt::format("{} statements that are left", statements);
    if (!one.then.step.up.empty()) what += "; " + one.then.step.title;
    auto unseen = one.repair.unseen;
    for (auto& each : unseen) each.insert(0, ship::why_unseen(one.repair));
    return {one.word, what, one.repair.loses, one.repair.drops, one.repair.cannot, unseen};
  }

  Result<Repaired> in(const Direction& one) {
    if (one.is_there || (one.repair.empty() && one.then.step.up.empty())) {
      repaired_.says = fmt::format("There is nothing to repair: the schema is the one {} the pending migrations.",
                                   one.word == "forward" ? "after" : "before");
      if (folder_.course.units.empty()) repaired_.says = "There is nothing to repair: the schema is the folder's.";
      for (auto& difference : sentences(production_.now, one.target))
        repaired_.notes.push_back("no statement puts this right: " + one_line(difference, 300));
      for (auto& each : one.repair.unseen) repaired_.notes.push_back(ship::why_unseen(one.repair) + each);
      return std::move(repaired_);
    }
    auto plan = TRY(plan_of_repair(options_, config_, production_, one.target, one.repair, one.then, progress_));
    if (auto ahead = ahead_of_the_folder(); !ahead.empty())
      plan.refusals.push_back({folder_.inventory.ledger.table, "ahead-of-the-folder", ahead});
    for (auto& doubt : folder_.inventory.doubts) plan.open.push_back("what that makes goes, or is missing: " + doubt);
    repaired_.plan = std::move(plan);
    return std::move(repaired_);
  }

  const RepairOptions& options_;
  Config& config_;
  Production& production_;
  Folder& folder_;
  Progress& progress_;
  std::optional<ship::Place> place_ = {};
  Repaired repaired_ = {};
};

}  // namespace

Result<Repaired> repaired_by(const RepairOptions& options, Progress& progress) {
  auto config = TRY(find_config());
  auto to =
      options.to.empty() ? TRY(chosen("", config.migrations, "what it should be", "--to FOLDER")).string() : options.to;
  auto source = TRY(catalog_source(to));
  auto production = TRY(read_production(options, config, progress));
  if (!source.of_migrations()) return to_a_catalog(options, config, source, std::move(production), progress);
  std::optional<os::TemporaryFolder> then;
  std::filesystem::path path = source.text;
  if (source.kind == CatalogSource::Kind::revision) {
    auto colon = source.text.find(':');
    then = TRY(folder_at(source.text.substr(colon + 1), source.text.substr(0, colon)));
    path = then->path();
  }
  auto folder = TRY(read_folder(options, config, path, production, progress));
  return ToFolder(options, config, production, folder, progress).repaired();
}

}  // namespace ante::cli
