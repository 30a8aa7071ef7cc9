#include "cli/catalog_source.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/text.h"
#include "change/change.h"
#include "cli/since.h"
#include "os/folders.h"
#include "pg/catalog_reader.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "twin/nothing.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

Result<catalog::Catalog> of_database(const std::string& url) {
  auto connection = TRY(snapshot::connect_read_only({url}, "ante diff"));
  TRY(connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  auto catalog = TRY(pg::read_catalog(connection));
  TRY(connection.execute("COMMIT"));
  return catalog;
}

Result<catalog::Catalog> of_migrations(const fs::path& folder, const std::string& shown, int major,
                                       Progress& progress) {
  auto change = TRY(change::read_change(folder));
  if (change.migrations.empty())
    return bad_input(fmt::format("{} holds no migrations", shown), "name a folder with files of SQL");
  return twin::catalog_of(change, shown, {.major = major, .role = "migrating"}, progress);
}

}  // namespace

Result<CatalogSource> catalog_source(const std::string& text) {
  using enum CatalogSource::Kind;
  auto is_address = [&](auto* part) { return text.starts_with(part) || contains(text, std::string(" ") + part); };
  for (auto* part : {"postgresql://", "postgres://", "host=", "dbname=", "service="})
    if (is_address(part)) return CatalogSource{text, database};
  std::error_code error;
  if (fs::is_directory(text, error)) return CatalogSource{text, folder};
  if (fs::exists(text, error)) return CatalogSource{text, snapshot};
  const auto colon = text.find(':');
  if (colon != std::string::npos && colon > 0 && colon + 1 < text.size()) return CatalogSource{text, revision};
  return bad_input(fmt::format("there is no {}", one_line(text, 200)),
                   "name a snapshot's file, a database (postgresql://…), a folder of migrations, or REVISION:FOLDER");
}

Result<catalog::Catalog> catalog_from(const CatalogSource& source, int major, Progress& progress) {
  using enum CatalogSource::Kind;
  if (source.kind == snapshot) return TRY(ante::snapshot::load(source.text)).catalog;
  if (source.kind == database) return of_database(source.text);
  const auto shown = one_line(source.text, 200);
  if (source.kind == folder) return of_migrations(source.text, shown, major, progress);
  const auto colon = source.text.find(':');
  auto then = TRY(folder_at(source.text.substr(colon + 1), source.text.substr(0, colon)));
  return of_migrations(then.path(), shown, major, progress);
}

}  // namespace ante::cli
