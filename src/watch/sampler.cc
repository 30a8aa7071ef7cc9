#include "watch/sampler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "pg/catalog_reader.h"
#include "sql/secrets.h"
#include "sql/statement.h"

namespace ante::watch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t shapes_remembered = 5'000, texts_remembered = 40'000;
// The server reads them from a file, all of them: that may take so much of the time.
constexpr int time_for_texts = 50;  // to one of reading
constexpr int version_with_query_ids = 140'000, version_with_shared_counters = 150'000,
              version_with_checkpointer = 170'000;

const char* activity_sql(int version) {
  if (version >= version_with_query_ids)
    return R"(
SELECT pid, application_name, usename, coalesce(state, ''), coalesce(wait_event_type, ''), coalesce(wait_event, ''), query,
       coalesce(query_id, 0), coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0),
       coalesce(extract(epoch FROM clock_timestamp() - query_start), 0)
  FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() AND state IS DISTINCT FROM 'idle'
   AND backend_type IN ('client backend', 'autovacuum worker'))";
  return R"(
SELECT pid, application_name, usename, coalesce(state, ''), coalesce(wait_event_type, ''), coalesce(wait_event, ''), query,
       0, coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0),
       coalesce(extract(epoch FROM clock_timestamp() - query_start), 0)
  FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() AND state IS DISTINCT FROM 'idle'
   AND backend_type IN ('client backend', 'autovacuum worker'))";
}

// Asked only where somebody waits: to look at all locks stops the lock manager for a moment.
std::string locks_sql(int version) {
  return fmt::format(R"(
SELECT l.pid, pg_catalog.array_to_string(pg_catalog.pg_blocking_pids(l.pid), ' '),
       coalesce(pg_catalog.min(l.relation::pg_catalog.regclass::text), ''), {}
  FROM pg_catalog.pg_locks l WHERE NOT l.granted GROUP BY l.pid)",
                     version >= version_with_query_ids
                         ? "coalesce(pg_catalog.max(extract(epoch FROM clock_timestamp() - l.waitstart)), 0)"
                         : "0");
}

// A number that is another one whenever somebody changed the schema: rows of the catalog by the transactions that wrote
// them. What VACUUM and ANALYZE leave there they leave in place.
constexpr const char* schema_stamp_sql = R"(
WITH ours AS MATERIALIZED (
  SELECT c.oid, c.xmin FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
row (kind, name) AS (
  SELECT 'c', concat(oid, ' ', xmin) FROM ours
  UNION ALL SELECT 'a', concat(attrelid, ' ', attnum, ' ', xmin) FROM pg_catalog.pg_attribute WHERE attrelid IN (SELECT oid FROM ours)
  UNION ALL SELECT 'i', concat(indexrelid, ' ', xmin, ' ', indisvalid) FROM pg_catalog.pg_index WHERE indrelid IN (SELECT oid FROM ours)
  UNION ALL SELECT 'k', concat(oid, ' ', xmin) FROM pg_catalog.pg_constraint WHERE oid >= 16384
  UNION ALL SELECT 'p', concat(oid, ' ', xmin) FROM pg_catalog.pg_proc WHERE oid >= 16384
  UNION ALL SELECT 'r', concat(oid, ' ', xmin) FROM pg_catalog.pg_rewrite WHERE oid >= 16384
  UNION ALL SELECT 't', concat(oid, ' ', xmin) FROM pg_catalog.pg_trigger
  UNION ALL SELECT 'e', concat(oid, ' ', xmin) FROM pg_catalog.pg_statistic_ext
  UNION ALL SELECT 'o', concat(oid, ' ', xmin) FROM pg_catalog.pg_policy
  UNION ALL SELECT 'n', concat(oid, ' ', xmin) FROM pg_catalog.pg_enum
  UNION ALL SELECT 'q', concat(seqrelid, ' ', xmin) FROM pg_catalog.pg_sequence
  UNION ALL SELECT 's', concat(oid, ' ', xmin) FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_'
  UNION ALL SELECT 'd', concat(oid, ' ', xmin) FROM pg_catalog.pg_default_acl
  UNION ALL SELECT 'v', concat(oid, ' ', xmin) FROM pg_catalog.pg_event_trigger
  UNION ALL SELECT 'm', concat(roleid, ' ', member, ' ', xmin) FROM pg_catalog.pg_auth_members
  UNION ALL SELECT 'u', concat_ws(' ', oid, rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
                                  rolbypassrls, rolconnlimit) FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'
  UNION ALL SELECT 'x', concat(oid, ' ', xmin) FROM pg_catalog.pg_extension)
SELECT coalesce(pg_catalog.sum(pg_catalog.hashtext(kind || name)), 0)::text || ' ' || count(*) FROM row)";

// What an application asks of its own tables. Monitoring asks the catalog, and so do we.
bool is_traffic(const std::string& text) {
  auto facts = sql::facts(text);
  if (!facts || facts->utility) return false;
  if (facts->relations.empty()) return !facts->functions.empty();
  return !std::ranges::all_of(facts->relations, [](auto& name) { return name.starts_with("pg_"); });
}

std::string query_id_of(std::string_view key) {
  auto parts = split(key, ' ');
  return parts.size() > 1 ? parts[1] : std::string();
}

}  // namespace

Result<Sampler> Sampler::open(const pg::Target& target) {
  pg::Limits limits{.call = Millis(15'000),
                    .application = "ante watch",
                    .settings = {{"default_transaction_read_only", "on"},
                                 {"statement_timeout", "10s"},
                                 {"lock_timeout", "100ms"},
                                 {"idle_in_transaction_session_timeout", "30s"},
                                 {"search_path", "pg_catalog"},
                                 {"work_mem", "64MB"},  // what it is told is to be written to no file
                                 {"DateStyle", "ISO"}}};
  Sampler sampler(TRY(pg::Connection::open(target, limits)));
  sampler.database_ = TRY(sampler.connection_.scalar("SELECT current_database()"));
  sampler.blind_ =
      TRY(sampler.connection_.scalar("SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')")) != "t";
  // No character is cut in two: it may be up to three bytes fewer.
  sampler.longest_text_ = static_cast<std::size_t>(
      std::atoll(TRY(sampler.connection_.scalar(
                         "SELECT setting::bigint - 4 FROM pg_settings WHERE name = 'track_activity_query_size'"))
                     .c_str()));
  sampler.view_ = TRY(snapshot::find_statement_view(sampler.connection_));
  return sampler;
}

const Sampler::Shape& Sampler::shape_of(std::string_view statement) {
  if (auto known = shapes_.find(statement); known != shapes_.end()) return known->second;
  Shape shape;
  auto harmless = sql::without_secrets(statement).value_or(std::string(statement));
  if (auto text = sql::normalise(harmless))
    shape.text = *text;
  else if (auto by_tokens = sql::normalise_by_tokens(harmless))
    shape.text = *by_tokens;
  if (!shape.text.empty())
    if (auto fingerprint = sql::fingerprint(shape.text)) shape.fingerprint = *fingerprint;
  shape.is_traffic = is_traffic(shape.text);
  if (!shape.fingerprint.empty()) texts_.try_emplace(shape.fingerprint, shape.text);
  if (texts_.size() > texts_remembered) forget_texts();
  if (shapes_in_order_.size() >= shapes_remembered) {
    shapes_.erase(shapes_in_order_.front());
    shapes_in_order_.pop_front();
  }
  shapes_in_order_.emplace_back(statement);
  return shapes_.emplace(statement, std::move(shape)).first->second;
}

Result<Moment> Sampler::moment(double now) {
  Moment moment{.at = now};
  auto asked = Clock::now();
  TRY(connection_.query("SELECT"));
  moment.round_trip = std::chrono::duration<double>(Clock::now() - asked).count();
  auto rows = TRY(connection_.query(activity_sql(connection_.server_version())));
  bool somebody_waits = false;
  for (int row = 0; row < rows.size(); ++row) {
    Session session{.pid = static_cast<int>(rows.integer(row, 0)),
                    .application = std::string(rows.text(row, 1)),
                    .user = std::string(rows.text(row, 2)),
                    .state = std::string(rows.text(row, 3)),
                    .wait_class = std::string(rows.text(row, 4)),
                    .wait = std::string(rows.text(row, 5)),
                    .transaction_seconds = rows.real(row, 8),
                    .statement_seconds = rows.real(row, 9)};
    auto& shape = shape_of(rows.text(row, 6));
    session.text = shape.text;
    // The server's own number is right for a text that was cut off, too.
    auto counted = shape_of_query_id_.find(std::string(rows.text(row, 7)));
    if (counted != shape_of_query_id_.end())
      session.shape = counted->second;
    else if (shape.is_traffic && rows.text(row, 6).size() < longest_text_)
      session.shape = shape.fingerprint;
    somebody_waits = somebody_waits || session.wait_class == "Lock";
    moment.sessions.push_back(std::move(session));
  }
  if (somebody_waits)
    TRY(see_locks(moment));
  else
    waits_since_.clear();
  TRY(count_transactions(moment));
  return moment;
}

// Sessions tell the server once a second what they did. Before 15 it writes all it knows into a file for whoever asks.
Result<void> Sampler::count_transactions(Moment& moment) {
  auto at_most_every = connection_.server_version() >= version_with_shared_counters ? 0.9 : 4.9;
  if (auto ago = transactions_ ? moment.at - transactions_->at : at_most_every; ago >= 0 && ago < at_most_every)
    return {};
  auto row = TRY(connection_.query(R"(
SELECT xact_commit, xact_rollback FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database())"));
  if (row.size() == 0) return {};
  Transactions now{.at = moment.at, .commits = row.real(0, 0), .rollbacks = row.real(0, 1)};
  auto before = std::exchange(transactions_, now);
  // Less than before: somebody let it count anew.
  if (!before || now.commits < before->commits || now.rollbacks < before->rollbacks) return {};
  moment.since_counted = now.at - before->at;
  moment.commits = now.commits - before->commits, moment.rollbacks = now.rollbacks - before->rollbacks;
  return {};
}

Result<void> Sampler::see_locks(Moment& moment) {
  auto rows = TRY(connection_.query(locks_sql(connection_.server_version())));
  std::map<int, double> waiting;
  for (int row = 0; row < rows.size(); ++row) {
    auto session = std::ranges::find(moment.sessions, static_cast<int>(rows.integer(row, 0)), &Session::pid);
    if (session == moment.sessions.end()) continue;
    for (auto& pid : split(rows.text(row, 1), ' '))
      if (!pid.empty()) session->blocked_by.push_back(std::atoi(pid.c_str()));
    session->waits_for = rows.text(row, 2);
    auto seen = waits_since_.find(session->pid);
    waiting[session->pid] = seen == waits_since_.end() ? moment.at : seen->second;
    session->waited_seconds = std::max(rows.real(row, 3), moment.at - waiting[session->pid]);
  }
  waits_since_ = std::move(waiting);
  return {};
}

Result<void> Sampler::learn_texts() {
  namespace column = snapshot::statement_column;
  auto began = Clock::now();
  auto rows = TRY(connection_.query(snapshot::counters_sql(*view_, true)));
  for (int row = 0; row < rows.size(); ++row) {
    auto [place, is_new] = shape_of_query_id_.try_emplace(query_id_of(rows.text(row, column::key)));
    if (!is_new || rows.null(row, column::query)) continue;
    auto& shape = shape_of(rows.text(row, column::query));
    if (shape.is_traffic) place->second = shape.fingerprint;
  }
  texts_again_ = Clock::now() + time_for_texts * (Clock::now() - began);
  return {};
}

// The server forgets statements, and so do we.
void Sampler::forget_all_but(const std::set<std::string>& query_ids) {
  if (shape_of_query_id_.size() < 2 * query_ids.size() + shapes_remembered) return;
  std::erase_if(shape_of_query_id_, [&](auto& one) { return !query_ids.contains(one.first); });
}

void Sampler::forget_texts() {
  std::set<std::string> in_use;
  for (auto& [id, shape] : shape_of_query_id_) in_use.insert(shape);
  for (auto& [text, shape] : shapes_) in_use.insert(shape.fingerprint);
  std::erase_if(texts_, [&](auto& one) { return !in_use.contains(one.first); });
}

Result<std::optional<Interval>> Sampler::interval(double now) {
  namespace column = snapshot::statement_column;
  if (!view_) return std::nullopt;
  auto rows = TRY(connection_.query(snapshot::counters_sql(*view_, false)));
  bool unknown = false;
  for (int row = 0; row < rows.size() && !unknown; ++row)
    unknown = !shape_of_query_id_.contains(query_id_of(rows.text(row, column::key)));
  if (unknown && Clock::now() >= texts_again_) TRY(learn_texts());

  Interval interval{.from = counted_at_.value_or(now), .to = now};
  bool is_first = !counted_at_;
  std::map<std::string, Work> counted;
  std::set<std::string> query_ids;
  for (int row = 0; row < rows.size(); ++row) {
    Work work{.calls = rows.real(row, column::calls),
              .ms = rows.real(row, column::total_ms),
              .blocks = rows.real(row, column::blocks_hit) + rows.real(row, column::blocks_read),
              .rows = rows.real(row, column::rows_returned),
              .temp = rows.real(row, column::temp_blocks),
              .wal = rows.real(row, column::wal_bytes)};
    std::string key(rows.text(row, column::key));
    auto shape = shape_of_query_id_.find(query_id_of(key));
    auto before = counted_.find(key);
    auto since = before == counted_.end() ? work : work - before->second;
    if (since.calls < 0 || since.blocks < 0) since = work;  // it was forgotten in between, and counted anew
    counted[key] = work;
    query_ids.insert(query_id_of(key));
    // As long as its text is not known nothing is said of it: all at once, later, would look like a rush.
    if (shape == shape_of_query_id_.end() || shape->second.empty() || since.calls <= 0) continue;
    if (is_first)
      known_.insert(shape->second);
    else
      interval.by_shape[shape->second] += since;
  }
  // Statements that the server forgot, and those of a reset, are no work that was undone.
  counted_ = std::move(counted);
  forget_all_but(query_ids);
  counted_at_ = now;
  if (is_first) return std::nullopt;
  return interval;
}

std::string Sampler::text_of(const std::string& shape) const {
  auto known = texts_.find(shape);
  return known == texts_.end() ? std::string() : known->second;
}

Result<std::optional<Sampler::Schema>> Sampler::schema_if_changed(DeedReader& deeds) {
  auto stamp = TRY(connection_.scalar(schema_stamp_sql));
  if (stamp == stamp_) return std::nullopt;
  TRY(connection_.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  auto catalog = pg::read_catalog(connection_);
  auto written_down = catalog ? deeds.read(connection_) : std::vector<Deed>();
  (void)connection_.execute("ROLLBACK");
  if (!catalog) return std::unexpected(catalog.error());
  stamp_ = stamp;
  return Schema{std::move(*catalog), std::move(written_down)};
}

Result<std::optional<Settings>> Sampler::settings_if_changed() {
  auto stamp = TRY(watch::settings_stamp(connection_));
  if (stamp == settings_stamp_) return std::nullopt;
  auto settings = TRY(read_settings(connection_));
  settings_stamp_ = stamp;
  return settings;
}

Result<std::vector<Analyzed>> Sampler::analyzed(double seconds) {
  auto rows = TRY(connection_.query(fmt::format(R"(
SELECT pg_catalog.format('%I.%I', schemaname, relname), extract(epoch FROM clock_timestamp() - greatest(last_analyze, last_autoanalyze)),
       coalesce(last_autoanalyze >= last_analyze, last_analyze IS NULL)
  FROM pg_catalog.pg_stat_user_tables
 WHERE greatest(last_analyze, last_autoanalyze) > clock_timestamp() - interval '{:.0f} s')",
                                                seconds)));
  std::vector<Analyzed> analyzed;
  for (int row = 0; row < rows.size(); ++row)
    analyzed.push_back({std::string(rows.text(row, 0)), rows.real(row, 1), rows.text(row, 2) == "t"});
  return analyzed;
}

Result<double> Sampler::checkpoints() {
  auto rows = TRY(connection_.query(connection_.server_version() >= version_with_checkpointer
                                        ? "SELECT num_requested FROM pg_catalog.pg_stat_checkpointer"
                                        : "SELECT checkpoints_req FROM pg_catalog.pg_stat_bgwriter"));
  return rows.size() > 0 ? rows.real(0, 0) : 0;
}

// What is refused is an error in the server's log: it is asked for once.
Result<Life> Sampler::life() {
  auto life = TRY(life_of(connection_, knows_system_));
  knows_system_ = !life.system.empty();
  return life;
}

Result<Applications> Sampler::applications() {
  auto rows = TRY(connection_.query(R"(
SELECT application_name, count(*) FROM pg_catalog.pg_stat_activity
 WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend' AND application_name <> '' GROUP BY 1)"));
  Applications applications;
  for (int row = 0; row < rows.size(); ++row)
    applications[std::string(rows.text(row, 0))] = static_cast<int>(rows.integer(row, 1));
  return applications;
}

}  // namespace ante::watch
