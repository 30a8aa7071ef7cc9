// The file, as docs/snapshot-format.md describes it. Writing: a temporary SQLite file, renamed when it is whole.
// Reading believes nothing: the header is checked before SQLite opens the file, the tables must have been made with
// exactly our statements (so that no view or trigger can pose as one), every cell has its type, and the digest of it
// all must match.
#include "snapshot/file.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <array>

#include <charconv>
#include <fstream>

#include "catalog/ddl.h"
#include "os/folders.h"
#include "snapshot/record_table.h"

namespace ante::snapshot {
namespace {

constexpr std::uint32_t application_id = 0x416E7465;  // "Ante", in SQLite's header
constexpr std::int64_t largest_file = 4ll << 30;
constexpr const char* create_meta =
    "CREATE TABLE meta (\"key\" TEXT NOT NULL PRIMARY KEY, \"value\" TEXT NOT NULL) WITHOUT ROWID";

// Every table of the file: f(name, records) for each kind, the two single records as lists of one.
template <class AnySnapshot, class Visit>
void for_each_table(AnySnapshot& snapshot, Visit&& visit) {
  for_each_part(snapshot, visit);
  catalog::for_each_kind(snapshot.catalog,
                         [&](std::string_view kind, auto& records) { visit("catalog_" + std::string(kind), records); });
}

// The catalog as SQL, for people and for psql: it follows from the catalog's tables, so that reading only checks it.
struct DdlRow {
  std::string object, owner, sql;
  static constexpr auto fields() {
    return std::tuple{Field{"object", &DdlRow::object}, Field{"owner", &DdlRow::owner}, Field{"sql", &DdlRow::sql}};
  }
};

std::vector<DdlRow> ddl_rows(const catalog::Catalog& catalog) {
  std::vector<DdlRow> rows;
  for (auto& statement : catalog::ddl(catalog)) rows.push_back({statement.object, statement.owner, statement.sql});
  return rows;
}

std::string digest_of(const Snapshot& snapshot, const std::vector<DdlRow>& ddl) {
  Digest digest;
  digest.add("source", std::vector{snapshot.source});
  digest.add("catalog_database", std::vector{snapshot.catalog.database});
  for_each_table(snapshot, [&](std::string_view table, auto& records) { digest.add(table, records); });
  digest.add("ddl", ddl);
  return digest.hex();
}

template <class Records>
using RecordOf = typename std::remove_cvref_t<Records>::value_type;

std::map<std::string, std::string> expected_tables() {
  std::map<std::string, std::string> tables{{"meta", create_meta},
                                            {"source", create_table<Source>("source")},
                                            {"ddl", create_table<DdlRow>("ddl")},
                                            {"catalog_database", create_table<catalog::Database>("catalog_database")}};
  const Snapshot none;
  for_each_table(none, [&](std::string_view table, auto& records) {
    tables.emplace(table, create_table<RecordOf<decltype(records)>>(table));
  });
  return tables;
}

Result<void> write_all(const Snapshot& snapshot, sqlite::Database& database) {
  TRY(database.execute(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; BEGIN", application_id, format_version)));
  for (auto& [table, sql] : expected_tables()) TRY(database.execute(sql));
  auto ddl = ddl_rows(snapshot.catalog);
  TRY(write_records(database, "ddl", ddl));
  auto meta = TRY(database.prepare("INSERT INTO meta VALUES (?, ?)"));
  auto digest = digest_of(snapshot, ddl);
  for (auto& [key, value] : {std::pair<std::string, std::string>{"digest", digest},
                             {"catalog_version", std::to_string(snapshot.catalog.version)}}) {
    meta.bind(0, std::string_view(key));
    meta.bind(1, std::string_view(value));
    TRY(meta.run());
  }
  TRY(write_records(database, "source", std::vector{snapshot.source}));
  TRY(write_records(database, "catalog_database", std::vector{snapshot.catalog.database}));
  Result<void> written;
  for_each_table(snapshot, [&](std::string_view table, auto& records) {
    if (written) written = write_records(database, table, records);
  });
  TRY(written);
  return database.execute("COMMIT");
}

std::uint32_t big_endian(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::unexpected<Error> damaged(const std::filesystem::path& path, std::string_view how) {
  return bad_input(fmt::format("{} is damaged: {}", path.string(), how),
                   "capture it again, or fetch it again if it was copied");
}

// What SQLite's header says, read without SQLite: offsets 16 (page size), 28 (pages), 60 (user_version), 68
// (application_id).
Result<void> check_header(const std::filesystem::path& path) {
  std::error_code failed;
  auto status = std::filesystem::status(path, failed);
  if (!std::filesystem::exists(status))
    return bad_input(fmt::format("there is no file {}", path.string()), "ante capture URL -o FILE makes one");
  if (!std::filesystem::is_regular_file(status)) return bad_input(fmt::format("{} is no file", path.string()));
  auto size = static_cast<std::int64_t>(std::filesystem::file_size(path, failed));
  std::ifstream file(path, std::ios::binary);
  std::array<char, 100> header{};
  if (!file) return bad_input(fmt::format("{} cannot be read", path.string()), "check its permissions");
  file.read(header.data(), header.size());
  bool whole = file.gcount() == static_cast<std::streamsize>(header.size());
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (!whole || std::string_view(header.data(), magic.size()) != magic || big_endian(&header[68]) != application_id)
    return bad_input(fmt::format("{} is no snapshot", path.string()), "ante capture URL -o FILE makes one");
  auto version = big_endian(&header[60]);
  if (version > format_version)
    return bad_input(fmt::format("{} has format {}; this ante reads up to {}", path.string(), version, format_version),
                     "install a newer ante");
  if (version < 1) return damaged(path, "it has no format version");
  std::int64_t page = static_cast<unsigned char>(header[16]) << 8 | static_cast<unsigned char>(header[17]);
  if (page == 1) page = 65536;
  if (page * big_endian(&header[28]) != size)
    return damaged(path, fmt::format("it should have {} bytes and has {}", page * big_endian(&header[28]), size));
  if (size > largest_file) return bad_input(fmt::format("{} is larger than a snapshot can be", path.string()));
  return {};
}

Result<void> check_tables(sqlite::Database& database) {
  auto expected = expected_tables();
  std::size_t found = 0;
  auto rows = TRY(database.prepare("SELECT type, name, sql FROM sqlite_schema"));
  while (TRY(rows.step())) {
    auto table = expected.find(std::string(rows.text(1)));
    if (rows.text(0) != "table" || table == expected.end() || rows.text(2) != table->second)
      return bad_input(fmt::format("it holds a foreign {} \"{}\"", rows.text(0), rows.text(1)));
    ++found;
  }
  if (found != expected.size()) return bad_input(fmt::format("it has {} of {} tables", found, expected.size()));
  return {};
}

Result<std::map<std::string, std::string>> read_meta(sqlite::Database& database) {
  std::map<std::string, std::string> meta;
  auto rows = TRY(database.prepare("SELECT key, value FROM meta"));
  while (TRY(rows.step()) && meta.size() < 100) meta.emplace(rows.text(0), rows.text(1));
  return meta;
}

template <class Record>
Result<Record> read_one(sqlite::Database& database, std::string_view table) {
  auto records = TRY(read_table<Record>(database, table));
  if (records.size() != 1) return bad_input(fmt::format("{} should have one row and has {}", table, records.size()));
  return std::move(records.front());
}

Result<Snapshot> read_all(const std::filesystem::path& path) {
  auto database = TRY(sqlite::Database::open(path));
  TRY(check_tables(database));
  auto meta = TRY(read_meta(database));
  Snapshot snapshot;
  snapshot.source = TRY(read_one<Source>(database, "source"));
  snapshot.catalog.database = TRY(read_one<catalog::Database>(database, "catalog_database"));
  auto& digits = meta["catalog_version"];
  std::from_chars(digits.data(), digits.data() + digits.size(), snapshot.catalog.version);
  Result<void> read;
  for_each_table(snapshot, [&](std::string_view table, auto& records) {
    if (!read) return;
    auto result = read_table<RecordOf<decltype(records)>>(database, table);
    if (result)
      records = std::move(*result);
    else
      read = std::unexpected(result.error());
  });
  TRY(read);
  auto ddl = TRY(read_table<DdlRow>(database, "ddl"));
  if (digest_of(snapshot, ddl) != meta["digest"]) return bad_input("its content does not match its digest");
  return snapshot;
}

}  // namespace

std::string create_table(std::string_view name, std::span<const Column> columns) {
  std::string list;
  for (auto& [column, type] : columns) list += fmt::format("{}\"{}\" {}", list.empty() ? "" : ", ", column, type);
  return fmt::format("CREATE TABLE {} ({})", name, list);
}

std::string insert_into(std::string_view name, std::span<const Column> columns) {
  std::string places;
  for (std::size_t i = 0; i < columns.size(); ++i) places += places.empty() ? "?" : ", ?";
  return fmt::format("INSERT INTO {} VALUES ({})", name, places);
}

std::string select_from(std::string_view name, std::span<const Column> columns) {
  std::string list;
  for (auto& column : columns) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", column.name);
  return fmt::format("SELECT {} FROM {} ORDER BY rowid", list, name);
}

Error invalid_cell(std::size_t row, std::string_view table, std::string_view column) {
  return bad_input(fmt::format("row {} of {} has no valid \"{}\"", row, table, column)).error();
}

std::string json_of(const std::vector<std::string>& texts) {
  if (texts.empty()) return "[]";
  return nlohmann::json(texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::vector<std::string>> texts_of(std::string_view json) {
  std::vector<std::string> texts;
  if (json == "[]") return texts;
  auto array = nlohmann::json::parse(json, nullptr, false);
  if (!array.is_array()) return bad_input("a list is no JSON array");
  for (auto& text : array) {
    if (!text.is_string()) return bad_input("a list holds something else than texts");
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

Result<void> save(const Snapshot& snapshot, const std::filesystem::path& path) {
  auto file = TRY(os::AtomicFile::at(path, 0600));  // statistics hold values
  {
    auto database = sqlite::Database::create(file.temporary());
    if (!database) return at(fmt::format("writing {}", path.string()), database.error());
    if (auto written = write_all(snapshot, *database); !written)
      return at(fmt::format("writing {}", path.string()), written.error());
  }
  return file.commit();
}

Result<Snapshot> load(const std::filesystem::path& path) {
  TRY(check_header(path));
  auto snapshot = read_all(path);
  if (!snapshot && snapshot.error().exit == Exit::bad_input) return damaged(path, snapshot.error().what);
  if (!snapshot) return at(path.string(), snapshot.error());
  return snapshot;
}

Result<std::string> content_hash(const std::filesystem::path& path) {
  TRY(check_header(path));
  std::ifstream file(path, std::ios::binary);
  os::Sha256 hash;
  std::string buffer(1 << 20, '\0');
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0)
    hash.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad()) return undecided(fmt::format("{} cannot be read to its end", path.string()));
  return hash.hex();
}

}  // namespace ante::snapshot
