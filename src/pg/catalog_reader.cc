#include "pg/catalog_reader.h"

#include "base/text.h"
#include "pg/catalog_queries.h"
#include "pg/cluster.h"
#include "pg/record_reader.h"

namespace ante::pg {
namespace {

// What PostgreSQL writes of a catalog depends on the session: names are qualified as far as search_path makes it
// necessary, dates and numbers follow their styles. While the catalog is read they are set so that its texts mean the
// same everywhere, and so that no query of ours is compiled (which takes longer than running it); then they are put
// back. Inside a transaction they are the transaction's only, so that a pooler hands nothing on to somebody else.
class ReadingSettings {
 public:
  static Result<ReadingSettings> on(Connection& connection) {
    ReadingSettings settings(connection, connection.in_transaction());
    const auto rows = TRY(connection.query(R"(
      SELECT name, pg_catalog.current_setting(name), pg_catalog.set_config(name, value, $1::pg_catalog.bool)
      FROM (VALUES ('search_path', 'pg_catalog'), ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'),
                   ('TimeZone', 'UTC'), ('extra_float_digits', '1'), ('quote_all_identifiers', 'off'),
                   ('jit', 'off')) AS v(name, value))",
                                           {settings.local_ ? "true" : "false"}));
    for (int row = 0; row < rows.size(); ++row) settings.before_.emplace_back(rows.text(row, 0), rows.text(row, 1));
    return settings;
  }
  ReadingSettings(ReadingSettings&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)),
        local_(other.local_),
        before_(std::move(other.before_)) {}
  ReadingSettings& operator=(ReadingSettings&&) = delete;
  ~ReadingSettings() {
    if (!connection_ || connection_->in_failed_transaction()) return;
    std::vector<std::string> back;
    for (const auto& [name, value] : before_)
      back.push_back(
          fmt::format("pg_catalog.set_config({}, {}, {})", quote_literal(name), quote_literal(value), local_));
    (void)connection_->query("SELECT " + join(back, ", "));
  }

 private:
  ReadingSettings(Connection& connection, bool local) : connection_(&connection), local_(local) {}
  Connection* connection_;
  bool local_;
  std::vector<std::pair<std::string, std::string>> before_;
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

namespace ask = catalog_queries;

// Of these relations, or of all; grants on all else come with the latter.
Result<void> read_relations(Connection& connection, int version, const std::string& only, catalog::Catalog& c) {
  TRY(read_kind(connection, "sequences", ask::sequences(only), c.sequences));
  TRY(read_kind(connection, "tables", ask::tables(only), c.tables));
  TRY(read_kind(connection, "columns", ask::columns(version, only), c.columns));
  TRY(read_kind(connection, "indexes", ask::indexes(only), c.indexes));
  TRY(read_kind(connection, "constraints", ask::constraints(only), c.constraints));
  TRY(read_kind(connection, "triggers", ask::triggers(version, only), c.triggers));
  TRY(read_kind(connection, "rules", ask::rules(only), c.rules));
  TRY(read_kind(connection, "policies", ask::policies(only), c.policies));
  TRY(read_kind(connection, "extended statistics", ask::statistics(version, only), c.statistics));
  TRY(read_kind(connection, "grants", ask::grants(only), c.grants));
  return {};
}

Result<catalog::Catalog> read_what_is_compared(Connection& connection) {
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
  TRY(read_relations(connection, version, "", c));
  TRY(read_kind(connection, "functions", ask::functions(), c.functions));
  TRY(read_kind(connection, "other objects", ask::others(version), c.others));
  TRY(read_kind(connection, "default privileges", ask::default_privileges(), c.default_privileges));
  TRY(read_kind(connection, "comments", ask::comments(version), c.comments));
  // The private cluster's own superuser is not part of what it holds.
  std::erase_if(c.roles, [](const catalog::Role& role) { return role.name == private_superuser; });
  return c;
}

}  // namespace

Result<catalog::Catalog> read_catalog_to_compare(Connection& connection) {
  const auto settings = TRY(ReadingSettings::on(connection));
  return read_what_is_compared(connection);
}

Result<catalog::Catalog> read_relations(Connection& connection, const std::string& oids, bool comments) {
  const auto settings = TRY(ReadingSettings::on(connection));
  const int version = connection.server_version();
  catalog::Catalog c;
  if (!oids.empty()) TRY(read_relations(connection, version, oids, c));
  if (comments) TRY(read_kind(connection, "comments", ask::comments(version), c.comments));
  return c;
}

Result<catalog::Catalog> read_catalog(Connection& connection) {
  const auto settings = TRY(ReadingSettings::on(connection));
  auto c = TRY(read_what_is_compared(connection));
  TRY(read_kind(connection, "dependencies", ask::dependencies(), c.dependencies));
  TRY(read_kind(connection, "unsupported objects", ask::unsupported(c.version), c.unsupported));
  return c;
}

}  // namespace ante::pg
