#include "os/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "os/interrupt.h"

namespace ante::sqlite {
namespace {

// No string of a snapshot comes near; a corrupt length must not become an allocation.
constexpr int longest_value = 256 << 20;

sqlite3* raw(const std::shared_ptr<void>& database) { return static_cast<sqlite3*>(database.get()); }
sqlite3_stmt* stmt(const std::shared_ptr<void>& statement) { return static_cast<sqlite3_stmt*>(statement.get()); }

std::unexpected<Error> error_of(sqlite3* database) {
  int code = sqlite3_errcode(database);
  if (code == SQLITE_INTERRUPT) return os::interrupted_error();
  std::string said = sqlite3_errmsg(database);
  if (code == SQLITE_FULL || code == SQLITE_IOERR) return undecided(said, "is the disk full?");
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) return bad_input(said, "the file is damaged: capture it again");
  return undecided(said);
}

Result<void*> opened(const std::filesystem::path& path, int flags) {
  sqlite3* database = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &database, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
  if (code != SQLITE_OK) {
    Error error{
        fmt::format("cannot open {}: {}", path.string(), database ? sqlite3_errmsg(database) : "out of memory")};
    sqlite3_close(database);
    return std::unexpected(std::move(error));
  }
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, longest_value);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_progress_handler(database, 100'000, [](void*) { return os::interrupted() ? 1 : 0; }, nullptr);
  return database;
}

}  // namespace

Statement::Statement(void* statement)
    : statement_(statement, [](void* s) { sqlite3_finalize(static_cast<sqlite3_stmt*>(s)); }) {}

void Statement::bind_null(int parameter) { sqlite3_bind_null(stmt(statement_), parameter + 1); }
void Statement::bind(int parameter, std::int64_t value) { sqlite3_bind_int64(stmt(statement_), parameter + 1, value); }
void Statement::bind(int parameter, double value) { sqlite3_bind_double(stmt(statement_), parameter + 1, value); }
void Statement::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(stmt(statement_), parameter + 1, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}

Result<bool> Statement::step() {
  int code = sqlite3_step(stmt(statement_));
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(sqlite3_db_handle(stmt(statement_)));
}

Result<void> Statement::run() {
  TRY(step());
  sqlite3_reset(stmt(statement_));
  return {};
}

Cell Statement::cell(int column) const {
  switch (sqlite3_column_type(stmt(statement_), column)) {
    case SQLITE_INTEGER:
      return Cell::integer;
    case SQLITE_FLOAT:
      return Cell::real;
    case SQLITE_TEXT:
      return Cell::text;
    case SQLITE_BLOB:
      return Cell::blob;
    default:
      return Cell::null;
  }
}
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(stmt(statement_), column); }
double Statement::real(int column) const { return sqlite3_column_double(stmt(statement_), column); }
std::string_view Statement::text(int column) const {
  auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stmt(statement_), column));
  auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(stmt(statement_), column));
  return text ? std::string_view(text, bytes) : std::string_view();
}

Database::Database(void* database) : database_(database, [](void* d) { sqlite3_close_v2(static_cast<sqlite3*>(d)); }) {}

Result<Database> Database::create(const std::filesystem::path& path) {
  Database database(TRY(opened(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)));
  // The file is a temporary one until it is renamed: what an interrupted writing leaves is thrown away.
  TRY(database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
  return database;
}

Result<Database> Database::keep(const std::filesystem::path& path) {
  Database database(TRY(opened(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)));
  sqlite3_busy_timeout(raw(database.database_), 5'000);
  sqlite3_progress_handler(raw(database.database_), 0, nullptr, nullptr);  // after Ctrl-C, too, it is kept
  TRY(database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
  return database;
}

Result<Database> Database::open(const std::filesystem::path& path) {
  Database database(TRY(opened(path, SQLITE_OPEN_READONLY)));
  TRY(database.execute("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON"));
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(raw(database_), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return error_of(raw(database_));
  return {};
}

Result<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(raw(database_), sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    return error_of(raw(database_));
  return Statement(statement);
}

}  // namespace ante::sqlite
