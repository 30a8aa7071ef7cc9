// A capture from top to bottom: connect with limits, read the catalog and everything that must agree with it in one
// repeatable-read transaction, then look into indexes, each look a transaction of its own, then the traffic.
#include "snapshot/capture.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <random>

#include "os/interrupt.h"
#include "pg/catalog_reader.h"
#include "pg/direct.h"
#include "snapshot/privacy.h"
#include "snapshot/reading.h"
#include "snapshot/replication.h"
#include "snapshot/workload.h"

namespace ante::snapshot {
Result<pg::Connection> connect_read_only(const pg::Target& target, const std::string& application) {
  auto connection = TRY(pg::Connection::open(target, {.call = Millis(120'000), .application = application}));
  TRY(pg::refuse_pooler(
      connection, target,
      "capture from the server's own port: limits and transactions must not be shared with other clients"));
  constexpr int oldest_known = 120000;
  if (connection.server_version() < oldest_known)
    return bad_input(fmt::format("{} is a PostgreSQL {}; this ante knows 12 and later", target.shown(),
                                 connection.server_version() / 10000));
  TRY(set_up_session(connection));
  return connection;
}

namespace {

// Our own statements stay out of pg_stat_statements where the role may say so.
Result<void> leave_no_trace(pg::Connection& connection) {
  auto allowed =
      TRY(connection.query("SELECT current_setting('is_superuser') = 'on' AND EXISTS "
                           "(SELECT FROM pg_settings WHERE name = 'pg_stat_statements.track')"));
  if (allowed.flag(0, 0)) TRY(connection.execute("SET pg_stat_statements.track = 'none'"));
  return {};
}

std::string now_utc() {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Result<void> read_source(Reading& reading) {
  auto& source = reading.snapshot.source;
  auto& access = reading.access;
  source.captured_at = now_utc();
  source.captured_by = ANTE_VERSION;
  source.version = access.version;
  source.user = access.user;
  source.standby = access.standby;
  source.level = access.superuser ? "superuser" : access.any_table ? "select" : "activity";
  source.database = TRY(reading.connection.scalar("SELECT quote_ident(current_database())"));
  source.server_version = TRY(reading.connection.scalar("SELECT current_setting('server_version')"));
  auto system = TRY(ask(reading, "SELECT system_identifier::text FROM pg_control_system()", "source",
                        "the system identifier", "GRANT EXECUTE ON FUNCTION pg_control_system() TO the role"));
  if (system && system->size() == 1) source.system_identifier = system->text(0, 0);
  constexpr int newest_known = 18;
  if (access.version / 10000 > newest_known)
    reading.blind("source",
                  fmt::format("PostgreSQL {} is newer than this ante knows; what it added was not looked at",
                              access.version / 10000),
                  "install a newer ante");
  return {};
}

struct Part {
  const char* stage;
  Result<void> (*read)(Reading&);
};

// One snapshot of the catalog: these must agree with each other.
constexpr Part in_one_transaction[] = {
    {"reading sizes", read_sizes},
    {"reading statistics", read_statistics},
    {"reading extended statistics", read_extended_statistics},
    {"reading settings", read_settings},
    {"reading the migration tools' ledgers", read_ledger},
};
// These look into tables or at what moves. No lock outlives a statement.
constexpr Part one_by_one[] = {
    {"reading sequences", read_sequences},
    {"reading the heights and ends of indexes", read_index_shapes},
    {"reading other indexes", read_index_metapages},
    {"reading figures", read_figures},
    {"counting all-visible pages", read_visible_pages},
};

Result<void> run_parts(Reading& reading, std::span<const Part> parts) {
  for (auto& part : parts) {
    if (os::interrupted()) return os::interrupted_error();
    reading.progress.stage(part.stage);
    if (auto read = part.read(reading); !read) return at(part.stage, read.error());
  }
  return {};
}

// Seeded with more than anybody could try out.
std::mt19937_64 from_the_machines_noise() {
  std::random_device noise;
  std::array<std::uint32_t, 16> words;
  std::ranges::generate(words, std::ref(noise));
  std::seed_seq seed(words.begin(), words.end());
  return std::mt19937_64(seed);
}

Result<void> read_in_one_transaction(Reading& reading) {
  TRY(reading.connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  TRY(read_source(reading));
  reading.progress.stage("reading the catalog");
  reading.snapshot.catalog = TRY(pg::read_catalog(reading.connection));
  TRY(find_columns(reading.snapshot.catalog, reading.options.excluded_columns));
  TRY(run_parts(reading, in_one_transaction));
  TRY(reading.connection.execute("COMMIT"));
  return {};
}

// PostgreSQL opens a table in order to write down its indexes and views, so that one under another session's ACCESS
// EXCLUSIVE lock cannot be captured, nor left out: a schema without it would be another schema.
Error naming_who_locks(pg::Connection& connection, Error error) {
  if (error.sqlstate != "55P03" || !connection.execute("ROLLBACK")) return error;
  auto held = connection.scalar(
      "SELECT string_agg(format('%s by session %s', relation::regclass, pid), ', ') FROM pg_locks "
      "WHERE granted AND locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid() "
      "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
  if (!held || held->empty()) return error;
  error.what += fmt::format("; under ACCESS EXCLUSIVE: {}", *held);
  error.next = "capture again when nothing holds such a lock";
  return error;
}

}  // namespace

Result<Snapshot> capture(const pg::Target& target, const CaptureOptions& options, Progress& progress) {
  progress.stage(fmt::format("connecting to {}", target.shown()));
  auto connection = TRY(connect_read_only(target, "ante capture"));
  auto access = TRY(read_access(connection));
  Snapshot snapshot;
  Reading reading{connection, options, access, progress, snapshot};

  TRY(leave_no_trace(connection));
  std::optional<CounterReading> before;
  if (options.observe.count() > 0) before = TRY(read_counters(reading, false));
  auto following = options.observe.count() > 0 ? TRY(read_replication(reading)) : std::nullopt;
  auto observed_until = std::chrono::steady_clock::now() + options.observe;

  if (auto read = read_in_one_transaction(reading); !read)
    return std::unexpected(naming_who_locks(connection, read.error()));
  TRY(run_parts(reading, one_by_one));
  progress.stage("reading the traffic");
  TRY(read_workload(reading, before, observed_until));
  TRY(add_replication_rates(reading, following));
  forget_columns(snapshot, options.excluded_columns);
  if (options.hide_values) replace_values(snapshot, from_the_machines_noise());
  return snapshot;
}

}  // namespace ante::snapshot
