// The versions in a migration tool's own ledger: the only rows of a table that are ever read. A ledger is known by its
// table's name and columns, whose types must be PostgreSQL's own.
#include "snapshot/ledger.h"

#include "base/text.h"
#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

struct Tool {
  const char* name;
  const char* schema;  // "" for any
  const char* table;
  const char* columns;     // that it must have; the first tool of a table whose columns are all there is taken
  const char* select;      // version and detail, from the table at {}
  bool no_others = false;  // columns: a name that anybody might give a table
};

// clang-format off
constexpr Tool tools[] = {
    {"golang-migrate", "", "schema_migrations", "version,dirty", "version::text, CASE WHEN dirty THEN 'dirty' END FROM {}"},
    {"ecto", "", "schema_migrations", "version,inserted_at", "version::text, NULL FROM {}"},
    {"schema_migrations", "", "schema_migrations", "version", "version::text, NULL FROM {}", true},  // Rails, dbmate
    // What is repeated has no version: R__ and its description. What was undone or deleted is not there.
    {"flyway", "", "flyway_schema_history", "version,installed_rank,success,type,description,checksum", "coalesce(version::text, 'R__' || description), CASE WHEN NOT success THEN 'failed' WHEN type LIKE '%BASELINE' THEN 'baseline' WHEN version IS NULL THEN 'checksum ' || coalesce(checksum::text, '') END FROM (SELECT DISTINCT ON (version, CASE WHEN version IS NULL THEN description END) * FROM {} WHERE type <> 'SCHEMA' ORDER BY version, CASE WHEN version IS NULL THEN description END, installed_rank DESC) last WHERE NOT (success AND (type LIKE 'UNDO%' OR type = 'DELETE'))"},
    {"goose", "", "goose_db_version", "id,version_id,is_applied", "version_id::text, NULL FROM (SELECT DISTINCT ON (version_id) version_id, is_applied FROM {} ORDER BY version_id, id DESC) last WHERE is_applied"},
    {"sqitch", "sqitch", "changes", "change,change_id", "change::text, NULL FROM {}"},
    {"drizzle", "", "__drizzle_migrations", "hash,created_at", "created_at::text, NULL FROM {}"},
    {"knex", "", "knex_migrations", "name,batch", "name::text, NULL FROM {}"},
    {"prisma", "", "_prisma_migrations", "migration_name,finished_at,rolled_back_at", "migration_name::text, CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled back' WHEN finished_at IS NULL THEN 'failed' END FROM {}"},
    {"liquibase", "", "databasechangelog", "id,author,filename,exectype", "concat_ws('::', filename, id, author), CASE WHEN exectype <> 'EXECUTED' THEN lower(exectype::text) END FROM {}"},
    {"alembic", "", "alembic_version", "version_num", "version_num::text, NULL FROM {}"},
    {"django", "", "django_migrations", "app,name", "concat_ws('.', app, name), NULL FROM {}"},
    {"graphile-migrate", "graphile_migrate", "migrations", "hash,filename", "filename::text, NULL FROM {}"},
    {"node-pg-migrate", "", "pgmigrations", "name,run_on", "name::text, NULL FROM {}"},
    {"diesel", "", "__diesel_schema_migrations", "version,run_on", "version::text, NULL FROM {}"},
    {"sqlx", "", "_sqlx_migrations", "version,success", "version::text, CASE WHEN NOT success THEN 'failed' END FROM {}"},
    {"refinery", "", "refinery_schema_history", "version,checksum", "version::text, NULL FROM {}"},
    {"sequelize", "", "SequelizeMeta", "name", "name::text, NULL FROM {}"},
    {"typeorm", "", "migrations", "id,timestamp,name", "name::text, NULL FROM {}", true},
    {"laravel", "", "migrations", "id,migration,batch", "migration::text, NULL FROM {}", true},
    {"yoyo", "", "_yoyo_migration", "migration_hash,migration_id", "migration_id::text, NULL FROM {}"},
};

// What of a row was not captured is a moment, a batch or a text for people: no tool goes by it. A checksum is another
// matter, where the tool compares it with its files.
struct Rewritten {
  const char* tool;
  const char* insert;      // into {}, of a version $1 and its detail $2
  const char* lacks = "";  // what it goes by, and was not captured
};

constexpr Rewritten rewritten[] = {
    {"golang-migrate", "INSERT INTO {} (version, dirty) VALUES ($1, $2::text IS NOT NULL)"},
    {"ecto", "INSERT INTO {} (version, inserted_at) VALUES ($1, now())"},
    {"schema_migrations", "INSERT INTO {} (version) VALUES ($1)"},
    {"flyway", "", "checksums"},
    {"goose", "INSERT INTO {} (version_id, is_applied) VALUES ($1, true)"},
    {"sqitch", "", "identifiers of changes"},
    {"drizzle", "", "hashes"},
    {"knex", "INSERT INTO {} (name, batch) VALUES ($1, 1)"},
    {"prisma", "INSERT INTO {} (id, checksum, migration_name, started_at, finished_at, rolled_back_at) SELECT md5(random()::text)::uuid::text, '', $1::text, now(), CASE WHEN $2::text IS NULL THEN now() END, CASE WHEN $2::text = 'rolled back' THEN now() END"},
    {"liquibase", "INSERT INTO {} (filename, id, author, dateexecuted, orderexecuted, exectype) SELECT split_part($1::text, '::', 1), split_part($1::text, '::', 2), split_part($1::text, '::', 3), now(), (SELECT count(*) + 1 FROM {}), upper(coalesce($2::text, 'executed')) WHERE array_length(string_to_array($1::text, '::'), 1) = 3"},
    {"alembic", "INSERT INTO {} (version_num) VALUES ($1)"},
    {"django", "INSERT INTO {} (app, name, applied) SELECT split_part($1::text, '.', 1), substr($1::text, strpos($1::text, '.') + 1), now()"},
    {"graphile-migrate", "", "hashes"},
    {"node-pg-migrate", "INSERT INTO {} (name, run_on) VALUES ($1, now())"},
    {"diesel", "INSERT INTO {} (version, run_on) VALUES ($1, now())"},
    {"sqlx", "", "checksums"},
    {"refinery", "", "checksums"},
    {"sequelize", "INSERT INTO {} (name) VALUES ($1)"},
    {"typeorm", "INSERT INTO {} (\"timestamp\", name) SELECT right($1::text, 13)::bigint, $1::text WHERE $1::text ~ '\\d{13}$'"},
    {"laravel", "INSERT INTO {} (migration, batch) VALUES ($1, 1)"},
    {"yoyo", "", "version of its own tables"},
};
// clang-format on

// Tables beside a ledger, in which its tool keeps a lock or a note for itself.
constexpr const char* beside_ledgers[] = {
    "ar_internal_metadata", "databasechangeloglock", "knex_migrations_lock", "_yoyo_log", "_yoyo_version", "yoyo_lock"};

// Tables in which a tool lists, after every migration, what it does not find there: in a database without rows, all.
constexpr const char* lists_of_tools[] = {"django_content_type", "auth_permission"};

constexpr int most_versions = 50'000;  // of one ledger
constexpr std::size_t longest_version = 1'000;

// Tables with a ledger's name, with the columns that are of built-in types.
std::string candidates_sql() {
  std::string names;
  for (auto& tool : tools) names += (names.empty() ? "" : ", ") + pg::quote_literal(tool.table);
  return fmt::format(R"(
SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), string_agg(CASE WHEN a.atttypid < 16384 THEN a.attname ELSE '' END, ',') || ',',
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relkind = 'r' AND c.relname IN ({}) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 GROUP BY n.nspname, c.relname, n.oid, c.oid ORDER BY 3)",
                     names);
}

const Tool* tool_of(std::string_view schema, std::string_view table, std::string_view columns) {
  for (auto& tool : tools) {
    if (table != tool.table || (*tool.schema && schema != tool.schema)) continue;
    auto wanted = split(tool.columns, ',');
    bool all = !tool.no_others || static_cast<std::size_t>(std::ranges::count(columns, ',')) == wanted.size();
    for (auto& column : wanted) all = all && contains("," + std::string(columns), "," + column + ",");
    if (all) return &tool;
  }
  return nullptr;
}

}  // namespace

Result<std::string> refill_of(std::string_view tool) {
  for (auto& one : rewritten) {
    if (one.tool != tool) continue;
    if (*one.lacks) return undecided(fmt::format("{} goes by {}, which are not captured", tool, one.lacks));
    return std::string(one.insert);
  }
  return undecided(fmt::format("how {} keeps it is not known", tool));
}

std::vector<LedgerTable> ledgers_in(const catalog::Catalog& catalog) {
  std::vector<LedgerTable> found;
  for (auto& table : catalog.tables) {
    auto schema_end = table.name.find('.');
    auto schema = table.name.substr(0, schema_end), bare = replace_all(table.name.substr(schema_end + 1), "\"", "");
    if (table.kind != "table" || std::ranges::find(tools, bare, &Tool::table) == std::end(tools)) continue;
    std::string columns;
    for (auto& column : catalog.columns)
      if (column.relation == table.name && !column.dropped) columns += replace_all(column.name, "\"", "") + ",";
    if (auto* tool = tool_of(schema, bare, columns)) found.push_back({tool->name, table.name});
  }
  return found;
}

std::vector<std::string> names_of_ledgers() {
  std::vector<std::string> names(std::begin(beside_ledgers), std::end(beside_ledgers));
  for (auto& tool : tools)
    // "migrations" and "changes" are anybody's tables, until a capture has seen what is in them.
    if (!*tool.schema && (!tool.no_others || contains(tool.table, "_"))) names.emplace_back(tool.table);
  return names;
}

std::vector<std::string> names_of_lists() { return {std::begin(lists_of_tools), std::end(lists_of_tools)}; }

Result<void> read_ledger(Reading& reading) {
  auto tables = TRY(ask(reading, candidates_sql(), "ledger", "the migration tools' ledgers"));
  for (int row = 0; tables && row < tables->size(); ++row) {
    auto* tool = tool_of(tables->text(row, 0), tables->text(row, 1), tables->text(row, 3));
    if (!tool) continue;
    std::string table(tables->text(row, 2));
    if (!tables->flag(row, 4)) {
      reading.blind("ledger", fmt::format("the versions in {}: no SELECT privilege", table),
                    fmt::format("GRANT SELECT ON {} TO the role", table));
      continue;
    }
    auto select = fmt::format("SELECT {} LIMIT {}", replace_all(tool->select, "{}", "ONLY " + table), most_versions);
    auto versions = TRY(ask(reading, select, "ledger", fmt::format("the versions in {}", table)));
    for (int i = 0; versions && i < versions->size(); ++i)
      if (!versions->null(i, 0) && versions->text(i, 0).size() <= longest_version)
        reading.snapshot.ledger.push_back(
            {tool->name, table, std::string(versions->text(i, 0)), versions->value(i, 1)});
  }
  return {};
}

}  // namespace ante::snapshot
