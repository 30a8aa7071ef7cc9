#include "twin/lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "pg/catalog_reader.h"
#include "twin/catalog_page.h"
#include "twin/event_triggers.h"
#include "twin/filled.h"
#include "twin/kept.h"

namespace ante::twin {

std::string bare_name(std::string_view name) {
  if (!name.starts_with('"') || !name.ends_with('"') || name.size() < 2) return std::string(name);
  return replace_all(std::string(name.substr(1, name.size() - 2)), "\"\"", "\"");
}

const catalog::Role* captured_role(const snapshot::Snapshot& snapshot, std::string_view name) {
  for (auto& role : snapshot.catalog.roles)
    if (bare_name(role.name) == name) return &role;
  return nullptr;
}

std::string without_schema(std::string_view name) {
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '"') quoted = !quoted;
    if (name[i] == '.' && !quoted) start = i + 1;
  }
  return bare_name(name.substr(start));
}

std::string bare_function(std::string_view signature) {
  return without_schema(signature.substr(0, signature.find('(')));
}

std::string usual_role(const snapshot::Snapshot& snapshot) {
  std::map<std::string, int> tables;
  for (auto& table : snapshot.catalog.tables) ++tables[bare_name(table.owner)];
  if (tables.empty()) return bare_name(snapshot.catalog.database.owner);
  return std::ranges::max_element(tables, {}, [](auto& entry) { return entry.second; })->first;
}

namespace {

// To where they stood: what narrows a sequence, or fills a column from it, meets the values that it really gives.
Result<void> wind_sequences(pg::Connection& server, const snapshot::Snapshot& snapshot) {
  std::vector<std::string> positions;
  for (auto& one : snapshot.sequences)
    if (one.last_value)
      positions.push_back(
          fmt::format("({}, {}::bigint)", pg::quote_literal(one.sequence), pg::quote_literal(*one.last_value)));
  if (positions.empty()) return {};
  TRY(server.execute(fmt::format(
      "SELECT pg_catalog.setval(pg_catalog.to_regclass(name), position) FROM (VALUES {}) AS v(name, position) "
      "WHERE pg_catalog.to_regclass(name) IS NOT NULL",
      join(positions, ", "))));
  return {};
}

Result<SampleRows> rows_by_rules(pg::Connection& server, const std::vector<RowRule>& rules, Progress& progress) {
  std::vector<std::string> drops;
  for (auto& rule : rules)  // one that cannot be set binds nobody
    if (server.execute(rule.set)) drops.push_back(rule.drop);
  auto rows = TRY(insert_sample_rows(server, progress));
  for (auto& drop : drops) TRY(server.execute(drop));
  return rows;
}

}  // namespace

Result<Lab> Lab::raise(const Base& base, const snapshot::Snapshot& snapshot, const std::string& role, LabTables tables,
                       Progress& progress, const std::vector<RowRule>& rules) {
  auto* known = captured_role(snapshot, role);
  if (!known)
    return bad_input(fmt::format("the snapshot has no role '{}' to run the change as", role),
                     "name one of the source's roles with --role");
  progress.stage(tables == LabTables::empty ? "opening the lab" : "opening the lab with rows");
  // Rows that keep to no rules are the same for every change.
  std::optional<Filled> filled;
  if (tables == LabTables::with_rows && rules.empty()) filled = TRY(raise_filled(base, progress));
  Lab lab(TRY(pg::Cluster::copy_of(filled ? filled->data : base.data, base.spec)), base, role);
  TRY(lab.cluster_.start());
  auto server = TRY(pg::Connection::open(lab.cluster_.target(lab.database_), {.call = Millis(300'000)}));
  auto wake = TRY(put_event_triggers_to_sleep(server));
  if (tables == LabTables::with_rows) {
    auto rows = filled ? std::move(filled->rows) : TRY(rows_by_rules(server, rules, progress));
    lab.without_rows_ = std::move(rows.without_rows);
    lab.discretion_ = Discretion(std::move(rows.production_values));
  }
  TRY(wind_sequences(server, snapshot));
  lab.closed_ = TRY(quarantine(server, role, known->superuser));
  TRY(server.execute(wake));
  return lab;
}

Result<std::vector<std::string>> Lab::those_with_rows(const std::vector<std::string>& tables) const {
  auto server = TRY(pg::Connection::open(cluster_.target(database_), {.settings = {{"search_path", "pg_catalog"}}}));
  std::vector<std::string> filled;
  for (auto& table : tables)
    if (TRY(server.scalar("SELECT coalesce(pg_relation_size(to_regclass($1)), 0) > 0", {table})) == "t")
      filled.push_back(table);
  return filled;
}

Result<std::vector<Drawn>> Lab::drawn_in(const std::vector<std::string>& tables) const {
  auto server = TRY(pg::Connection::open(cluster_.target(database_), {.settings = {{"search_path", "pg_catalog"}}}));
  auto owned = TRY(server.query(R"(
SELECT s.oid::regclass::text, t.oid::regclass::text, quote_ident(a.attname), q.seqincrement
  FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_sequence q ON q.seqrelid = s.oid
  JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
 WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
   AND q.seqincrement > 0 AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
 ORDER BY 1)"));
  std::vector<Drawn> found;
  for (int row = 0; row < owned.size(); ++row) {
    Drawn drawn{std::string(owned.text(row, 0)), std::string(owned.text(row, 1)), std::string(owned.text(row, 2))};
    if (std::ranges::find(tables, drawn.table) == tables.end()) continue;
    auto now = TRY(server.query(fmt::format(
        "SELECT CASE WHEN is_called THEN last_value + {} ELSE last_value END, (SELECT max({}) FROM {}) FROM {}",
        owned.text(row, 3), drawn.column, drawn.table, drawn.sequence)));
    if (now.size() != 1 || !now.value(0, 1)) continue;
    drawn.next = now.integer(0, 0);
    drawn.greatest = now.integer(0, 1);
    found.push_back(std::move(drawn));
  }
  return found;
}

Result<std::map<std::string, std::int64_t>> Lab::moved_sequences(const snapshot::Snapshot& snapshot) const {
  auto server = TRY(pg::Connection::open(cluster_.target(database_), {.settings = {{"search_path", "pg_catalog"}}}));
  auto now = TRY(server.query(
      "SELECT seqrelid::regclass::text, pg_sequence_last_value(seqrelid), seqincrement FROM pg_sequence ORDER BY 1"));
  std::map<std::string, std::string> captured;
  for (auto& one : snapshot.sequences)
    if (one.last_value) captured[one.sequence] = *one.last_value;
  std::map<std::string, std::int64_t> moved;
  for (int row = 0; row < now.size(); ++row) {
    std::string name(now.text(row, 0));
    auto known = captured.find(name);
    if (known == captured.end() || now.value(row, 1) == known->second) continue;
    // What was not drawn from since it was set gives that value itself.
    moved[name] = now.value(row, 1) ? now.integer(row, 1) + now.integer(row, 2)
                                    : std::stoll(TRY(server.scalar(fmt::format("SELECT last_value FROM {}", name))));
  }
  return moved;
}

// Every lab that this role's changes run in begins with the same one.
Result<catalog::Catalog> Lab::first_catalog(pg::Connection& session) const {
  Kept kept(base_, "catalog", role_);
  if (auto page = kept.file())
    if (auto catalog = catalog_of_page(*page)) return std::move(*catalog);
  auto catalog = TRY(pg::read_catalog_to_compare(session));
  (void)kept.keep_file(page_of(catalog));  // without it the next one takes longer, and no more
  return catalog;
}

Result<ChangeRun> Lab::run(const change::Change& change, const LabLimits& limits, Progress& progress) {
  Site site{cluster_.target(database_), cluster_.target(database_, role_), cluster_.data()};
  if (!std::exchange(has_run_, true))
    site.first_catalog = [this](pg::Connection& session) { return first_catalog(session); };
  auto run = TRY(run_change(site, limits, change, progress));
  for (auto& step : run.steps) {
    auto& statement = change.migrations[step.migration].steps[step.step].sql;
    auto hide = [&](std::string& text) { text = discretion_.without_values(std::move(text), statement); };
    auto& effects = step.effects;
    if (effects.error) hide(effects.error->what), hide(effects.error->next);
    for (auto* texts : {&effects.notices, &effects.built}) std::ranges::for_each(*texts, hide);
    for (auto& difference : effects.catalog)
      for (auto* text : {&difference.object, &difference.before, &difference.after}) hide(*text);
  }
  for (auto& reservation : run.reservations) reservation = discretion_.without_values(reservation, "");
  return run;
}

Result<ReturnTrips> Lab::try_ways_back(const change::Change& change, const std::vector<bool>& in_pieces,
                                       decltype(Trials::look) look, Progress& progress) const {
  auto trips = TRY(try_return_trips({cluster_, database_, role_, {}, std::move(look)}, change, in_pieces, progress));
  for (auto& trip : trips.trips) {
    auto hide = [&](std::string& text) { text = discretion_.without_values(std::move(text), ""); };
    if (trip.error) hide(trip.error->what), hide(trip.error->next);
    for (auto& difference : trip.left)
      for (auto* text : {&difference.object, &difference.before, &difference.after}) hide(*text);
    for (auto& stop : trip.stops) hide(stop.again), hide(stop.back);
  }
  return trips;
}

}  // namespace ante::twin
