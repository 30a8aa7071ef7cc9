#include "pg/catalog_reader.h"

#include "pg/catalog_queries.h"
#include "pg/cluster.h"
#include "pg/record_reader.h"

namespace ante::pg {
namespace {

// PostgreSQL qualifies names only as far as search_path makes it necessary. Only pg_catalog is on it while the catalog
// is read, so that every name means the same everywhere; then it is put back.
class OnlySystemNames {
 public:
  static Result<OnlySystemNames> on(Connection& connection) {
    const auto before = TRY(connection.scalar("SELECT pg_catalog.current_setting('search_path')"));
    TRY(set(connection, "pg_catalog"));
    return OnlySystemNames(connection, before);
  }
  OnlySystemNames(OnlySystemNames&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)), before_(std::move(other.before_)) {}
  OnlySystemNames& operator=(OnlySystemNames&&) = delete;
  ~OnlySystemNames() {
    if (connection_ && !connection_->in_failed_transaction()) (void)set(*connection_, before_);
  }

 private:
  OnlySystemNames(Connection& connection, std::string before) : connection_(&connection), before_(std::move(before)) {}
  static Result<void> set(Connection& connection, const std::string& path) {
    TRY(connection.query("SELECT pg_catalog.set_config('search_path', $1, false)", {path}));
    return {};
  }
  Connection* connection_;
  std::string before_;
};

template <class Record>
Result<void> read_kind(Connection& connection, const char* kind, const std::string& sql, std::vector<Record>& into) {
  auto records = read_records<Record>(connection, sql);
  if (!records) return at(fmt::format("reading the catalog's {}", kind), std::move(records).error());
  into = *std::move(records);
  return {};
}

Result<catalog::Database> read_database(Connection& connection, int version) {
  auto databases = TRY(read_records<catalog::Database>(connection, catalog_queries::database(version)));
  if (databases.size() != 1) return undecided("the server does not list the database that we are connected to");
  return std::move(databases.front());
}

}  // namespace

Result<catalog::Catalog> read_catalog(Connection& connection) {
  namespace ask = catalog_queries;
  const auto names = TRY(OnlySystemNames::on(connection));
  const int version = connection.server_version();
  catalog::Catalog c;
  c.version = version;
  c.database = TRY(read_database(connection, version));
  TRY(read_kind(connection, "roles", ask::roles(), c.roles));
  TRY(read_kind(connection, "memberships", ask::memberships(version), c.memberships));
  TRY(read_kind(connection, "schemas", ask::schemas(), c.schemas));
  TRY(read_kind(connection, "extensions", ask::extensions(), c.extensions));
  TRY(read_kind(connection, "collations", ask::collations(version), c.collations));
  TRY(read_kind(connection, "types", ask::types(version), c.types));
  TRY(read_kind(connection, "sequences", ask::sequences(), c.sequences));
  TRY(read_kind(connection, "tables", ask::tables(), c.tables));
  TRY(read_kind(connection, "columns", ask::columns(version), c.columns));
  TRY(read_kind(connection, "indexes", ask::indexes(), c.indexes));
  TRY(read_kind(connection, "constraints", ask::constraints(), c.constraints));
  TRY(read_kind(connection, "functions", ask::functions(), c.functions));
  TRY(read_kind(connection, "triggers", ask::triggers(version), c.triggers));
  TRY(read_kind(connection, "rules", ask::rules(), c.rules));
  TRY(read_kind(connection, "policies", ask::policies(), c.policies));
  TRY(read_kind(connection, "extended statistics", ask::statistics(version), c.statistics));
  TRY(read_kind(connection, "other objects", ask::others(version), c.others));
  TRY(read_kind(connection, "grants", ask::grants(), c.grants));
  TRY(read_kind(connection, "default privileges", ask::default_privileges(), c.default_privileges));
  TRY(read_kind(connection, "comments", ask::comments(version), c.comments));
  TRY(read_kind(connection, "dependencies", ask::dependencies(), c.dependencies));
  TRY(read_kind(connection, "unsupported objects", ask::unsupported(version), c.unsupported));
  // The private cluster's own superuser is not part of what it holds.
  std::erase_if(c.roles, [](const catalog::Role& role) { return role.name == private_superuser; });
  return c;
}

}  // namespace ante::pg
