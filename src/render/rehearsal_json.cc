#include "render/rehearsal_json.h"

#include <nlohmann/json.hpp>

#include "judge/replicas.h"
#include "render/words.h"

namespace ante::render {
namespace {

// In the order in which keys are written, so that two outputs can be compared line by line.
using json_object = nlohmann::ordered_json;

constexpr int format_version = 1;

json_object of(const judge::Finding& finding) {
  return {{"kind", finding.kind},           {"weight", word(finding.weight)}, {"place", finding.place},
          {"statement", finding.statement}, {"says", finding.says},           {"evidence", finding.evidence},
          {"output", finding.output},       {"remedy", finding.remedy},       {"advice", finding.advice}};
}

json_object of(const std::optional<Error>& error) {
  if (!error) return nullptr;
  return {{"message", error->what}, {"sqlstate", error->sqlstate}, {"next", error->next}};
}

json_object of(const std::vector<change::Lock>& locks) {
  auto list = json_object::array();
  for (auto& lock : locks)
    list.push_back({{"relation", lock.relation},
                    {"kind", lock.kind},
                    {"mode", lock.mode},
                    {"stops_reads", lock.stops_reads},
                    {"stops_writes", lock.stops_writes}});
  return list;
}

json_object of(const std::vector<catalog::Difference>& differences) {
  auto list = json_object::array();
  for (auto& d : differences)
    list.push_back({{"what", word(d.what)},
                    {"kind", d.kind},
                    {"object", d.object},
                    {"field", d.field},
                    {"before", d.before},
                    {"after", d.after}});
  return list;
}

json_object of(const rehearse::DataQuestion& question);
json_object of(const rehearse::StatementOutcome& statement);
json_object of(const rehearse::ReturnTrip& trip);
json_object of(const rehearse::NewQuery& query);
json_object of(const rehearse::QueryOutcome& query);
json_object of(const rehearse::MayRefuse& may);
json_object of(const rehearse::Clock& clock);
json_object of(const rehearse::BrokenBody& body);

template <class T>
json_object list_of(const std::vector<T>& values) {
  auto list = json_object::array();
  for (auto& value : values) list.push_back(of(value));
  return list;
}

json_object of(const rehearse::DataQuestion& question) {
  return {{"what", question.what},
          {"sql", question.sql},
          {"by_statistics", question.statistics == rehearse::DataQuestion::Statistics::certain    ? "certain"
                            : question.statistics == rehearse::DataQuestion::Statistics::unlikely ? "unlikely"
                                                                                                  : "unknown"},
          {"statistics_say", question.statistics_say},
          {"answer", question.answer ? json_object(*question.answer) : json_object(nullptr)},
          {"error", question.error},
          {"key", question.key},
          {"keys", question.keys},
          {"no_keys", question.no_keys}};
}

json_object of(const rehearse::StatementOutcome& statement) {
  auto& effects = statement.effects;
  auto& rows = statement.on_rows;
  return {{"migration", statement.migration},
          {"file", statement.step.file},
          {"line", statement.step.line},
          {"sql", statement.step.sql},
          {"reached", statement.reached},
          {"fails", statement.fails()},
          {"may_fail", statement.may_fail()},
          {"outside_transaction", effects.outside_transaction},
          {"locks", of(effects.locks)},
          {"rewritten", effects.rewritten},
          {"emptied", effects.emptied},
          {"scanned", effects.scanned},
          {"built", effects.built},
          {"catalog", of(effects.catalog)},
          {"error", of(effects.error)},
          {"stopped", effects.stopped},
          {"transaction", statement.transaction},
          {"asks_the_rows", list_of(statement.questions)},
          {"changes_rows", statement.changed ? json_object(statement.changed->rows) : json_object(nullptr)},
          {"notices", effects.notices},
          {"where_there_are_rows",
           {{"locks", of(rows.locks)},
            {"rewritten", rows.rewritten},
            {"scanned", rows.scanned},
            {"built", rows.built},
            {"error", of(rows.error)},
            {"error_only_when_empty", rows.error_only_when_empty}}}};
}

json_object of(const rehearse::ReturnTrip& trip) {
  auto stops = json_object::array();
  for (auto& stop : trip.stops)
    stops.push_back({{"after_statement", stop.statement}, {"again", stop.again}, {"back", stop.back}});
  auto broken = json_object::array();
  for (auto& query : trip.broken)
    broken.push_back({{"text", query.text},
                      {"user", query.user},
                      {"calls_per_second", query.calls_per_second},
                      {"error", query.error}});
  return {{"migration", trip.migration},
          {"has_back", trip.has_back},
          {"error", of(trip.error)},
          {"file", trip.failed_at.file},
          {"line", trip.failed_at.line},
          {"left", trip.left},
          {"lost", trip.lost},
          {"broken", broken},
          {"stops", stops}};
}

json_object of(const rehearse::Clock& clock) {
  constexpr std::string_view names[] = {"key runs out", "key too narrow", "sequence behind",
                                        "age",          "invalid index",  "key without index"};
  return {{"what", names[static_cast<std::size_t>(clock.what)]},
          {"object", clock.object},
          {"made_by_statement", clock.made_by ? json_object(*clock.made_by) : json_object(nullptr)},
          {"type", clock.type},
          {"other", clock.other},
          {"reached", clock.reached},
          {"end", clock.end},
          {"per_second", clock.per_second},
          {"rows", clock.rows},
          {"sql", clock.sql}};
}

json_object of(const rehearse::BrokenBody& body) {
  return {{"function", body.function},
          {"kind", body.kind},
          {"object", body.object},
          {"statement", body.statement},
          {"triggers", body.triggers},
          {"called", body.called},
          {"calls_per_second", body.calls_per_second}};
}

json_object of(const rehearse::PlanNode& plan) {
  auto children = json_object::array();
  for (auto& child : plan.children) children.push_back(of(child));
  return {{"node", plan.what},
          {"conditions", plan.conditions},
          {"cost", plan.cost},
          {"rows", plan.rows},
          {"children", children}};
}

json_object of(const std::optional<rehearse::Race>& race) {
  if (!race) return nullptr;
  constexpr std::string_view how[] = {"within", "after a query", "after an update", "no key"};
  return {{"how", how[static_cast<std::size_t>(race->how)]},
          {"table", race->table},
          {"columns", race->columns},
          {"looked_up_at", race->looked_up_at},
          {"key", race->key},
          {"where", race->where},
          {"sql", race->sql}};
}

json_object of(const rehearse::NewQuery& query) {
  auto reads = json_object::array();
  for (auto& read : query.reads)
    reads.push_back({{"table", read.table},
                     {"rows", read.rows},
                     {"kept", read.kept},
                     {"bytes", read.size.count},
                     {"index", read.index},
                     {"big", read.big},
                     {"as_today", read.as_today}});
  auto remedies = json_object::array();
  for (auto& remedy : query.remedies)
    remedies.push_back({{"sql", remedy.sql}, {"cost", remedy.cost}, {"bytes", remedy.size.count}});
  return {{"place", query.place},
          {"text", query.text},
          {"blocks", query.blocks()},
          {"refused", query.breaks},
          {"needs_the_change", query.needs_the_change},
          {"error", query.error.what.empty() ? json_object(nullptr) : of(std::optional(query.error))},
          {"types_assumed", query.plan && query.plan->types_assumed},
          {"reads_whole", reads},
          {"remedies", remedies},
          {"race", of(query.race)},
          {"plan", query.plan ? of(*query.plan) : json_object(nullptr)}};
}

json_object of(const rehearse::MayRefuse& may) {
  return {{"check", may.check},      {"column", may.column},       {"values_refused", may.refused},
          {"values_seen", may.seen}, {"share_of_rows", may.share}, {"question", may.question}};
}

json_object of(const rehearse::QueryOutcome& query) {
  bool planned_before = !query.before.what.empty(), planned_after = !query.after.what.empty();
  return {{"fingerprint", query.fingerprint},
          {"text", query.text},
          {"user", query.user},
          {"calls_per_second", query.calls_per_second},
          {"ms_per_call", query.ms_per_call},
          {"fate", word(query.fate)},
          {"answers_otherwise", query.answers_otherwise},
          {"sees_nothing_of", query.sees_nothing_of},
          {"leaves_out", query.leaves_out},
          {"refused_by", query.refused_by},
          {"may_be_refused", list_of(query.may_be_refused)},
          {"with_values", query.with},
          {"unstable_with", query.unstable_with},
          {"cost_before", planned_before ? json_object(query.before.cost) : json_object(nullptr)},
          {"cost_after", planned_after ? json_object(query.after.cost) : json_object(nullptr)},
          {"plan_before", planned_before ? of(query.before) : json_object(nullptr)},
          {"plan_after", planned_after ? of(query.after) : json_object(nullptr)},
          {"plan_after_certain", query.after_is_certain},
          {"error", query.error}};
}

json_object of(const std::optional<rehearse::Boot>& boot) {
  if (!boot) return nullptr;
  return {{"command", boot->command}, {"role", boot->role},     {"tried", boot->tried},    {"started", boot->started},
          {"ended", boot->ended},     {"output", boot->output}, {"refused", boot->refused}};
}

}  // namespace

std::string json(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict) {
  auto statements = list_of(rehearsal.statements);
  for (std::size_t i = 0; i < statements.size() && i < verdict.works.size(); ++i) {
    auto seconds = judge::seconds_of(verdict.works[i]);
    statements[i]["seconds"] = {{"least", seconds.least()}, {"about", seconds.middle}, {"most", seconds.most()}};
    double wal = 0, disk = 0;
    for (auto& work : verdict.works[i]) wal += work.wal, disk += work.disk;
    auto lags = json_object::array();
    for (auto& standby : rehearsal.standbys) {
      auto lag = judge::lag_of(standby, rehearsal.wal_a_second, verdict.works[i]);
      lags.push_back({{"standby", standby.name}, {"least", lag.least}, {"about", lag.middle}, {"most", lag.most}});
    }
    statements[i]["standbys_behind_seconds"] = lags;
    statements[i]["wal_bytes"] = std::round(wal), statements[i]["disk_bytes"] = std::round(disk);
  }
  auto tables = json_object::array();
  for (auto& table : rehearsal.tables)
    tables.push_back({{"table", table.table},
                      {"rows", table.rows},
                      {"bytes", table.size.count},
                      {"reads_per_second", table.demand.reads},
                      {"writes_per_second", table.demand.writes},
                      {"longest_transaction_seconds", table.longest_transaction}});
  json_object document{{"format", format_version},
                       {"outcome", word(verdict.exit)},
                       {"snapshot", rehearsal.snapshot},
                       {"source_version", rehearsal.source_version},
                       {"captured_at", rehearsal.captured_at},
                       {"snapshot_age", rehearsal.age},
                       {"hash", verdict.hash},
                       {"role", rehearsal.role},
                       {"findings", list_of(verdict.findings)},
                       {"statements", statements},
                       {"ways_back", list_of(rehearsal.return_trips)},
                       {"queries_compared", rehearsal.queries_compared},
                       {"queries", list_of(rehearsal.queries)},
                       {"new_queries_role", rehearsal.new_queries_role},
                       {"new_queries", list_of(rehearsal.new_queries)},
                       {"boot", of(rehearsal.boot)},
                       {"broken_functions", list_of(rehearsal.broken_bodies)},
                       {"clocks", list_of(rehearsal.clocks)},
                       {"tables", tables},
                       {"not_looked_at", rehearsal.not_looked_at},
                       {"notes", rehearsal.notes}};
  // A text of the database may hold bytes that are no UTF-8; they are replaced, not refused.
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace ante::render
