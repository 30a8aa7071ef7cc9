#include "pg/catalog_reader.h"

#include "base/text.h"
#include "pg/catalog_queries.h"
#include "pg/cluster.h"
#include "pg/prepared.h"
#include "pg/record_reader.h"

namespace ante::pg {
namespace {

// What PostgreSQL writes of a catalog depends on the session: names are qualified as far as search_path makes it
// necessary (a stranger's temporary table called pg_class would come first, if pg_temp were not named last), dates and
// numbers follow their styles. While the catalog is read they are set so that its texts mean the
// same everywhere, and so that no query of ours is compiled (which takes longer than running it); then they are put
// back. Inside a transaction they are the transaction's only, so that a pooler hands nothing on to somebody else.
class ReadingSettings {
 public:
  static Result<ReadingSettings> on(Connection& connection) {
    ReadingSettings settings(connection, connection.in_transaction());
    const auto rows = TRY(connection.query(R"(
      SELECT name, pg_catalog.current_setting(name), pg_catalog.set_config(name, value, $1::pg_catalog.bool)
      FROM (VALUES ('search_path', 'pg_catalog, pg_temp'), ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'),
                   ('TimeZone', 'UTC'), ('extra_float_digits', '1'), ('quote_all_identifiers', 'off'),
                   ('jit', 'off'), ('plan_cache_mode', 'force_generic_plan')) AS v(name, value))",
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
Result<void> take(const char* kind, Result<Rows> rows, std::vector<Record>& into) {
  auto taken = rows ? records<Record>(*rows) : std::unexpected(std::move(rows).error());
  if (!taken) return at(fmt::format("reading the catalog's {}", kind), std::move(taken).error());
  into = *std::move(taken);
  return {};
}

template <class Record>
Result<void> read_kind(Connection& connection, const char* kind, const std::string& sql, std::vector<Record>& into) {
  return take(kind, connection.query(sql), into);
}

Result<catalog::Database> read_database(Connection& connection, int version) {
  auto databases = TRY(read_records<catalog::Database>(connection, catalog_queries::database(version)));
  if (databases.size() != 1) return undecided("the server does not list the database that we are connected to");
  return std::move(databases.front());
}

namespace ask = catalog_queries;

// What is asked of relations: of some of them, or of all. Grants on all else come with the latter.
std::vector<Question> about_relations(int version, const std::string& only) {
  return {{"sequences", ask::sequences(only)},
          {"tables", ask::tables(only)},
          {"columns", ask::columns(version, only)},
          {"indexes", ask::indexes(only)},
          {"constraints", ask::constraints(only)},
          {"triggers", ask::triggers(version, only)},
          {"rules", ask::rules(only)},
          {"policies", ask::policies(only)},
          {"extended statistics", ask::statistics(version, only)},
          {"grants", ask::grants(only)}};
}

Result<void> take_relations(std::vector<Result<Rows>> answers, catalog::Catalog& c) {
  std::size_t place = 0;
  auto next = [&](const char* kind, auto& into) { return take(kind, std::move(answers[place++]), into); };
  TRY(next("sequences", c.sequences));
  TRY(next("tables", c.tables));
  TRY(next("columns", c.columns));
  TRY(next("indexes", c.indexes));
  TRY(next("constraints", c.constraints));
  TRY(next("triggers", c.triggers));
  TRY(next("rules", c.rules));
  TRY(next("policies", c.policies));
  TRY(next("extended statistics", c.statistics));
  return next("grants", c.grants);
}

Result<void> read_all_relations(Connection& connection, int version, catalog::Catalog& c) {
  std::vector<std::string> asked;
  for (auto& question : about_relations(version, "")) asked.push_back(question.sql);
  return take_relations(connection.pipeline(asked), c);
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
  TRY(read_all_relations(connection, version, c));
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
  if (!oids.empty()) {
    auto questions = about_relations(version, "SELECT pg_catalog.unnest($1)");
    auto answers = TRY(ask_prepared(connection, questions, "pg_catalog.oid[]", "{" + oids + "}"));
    TRY(take_relations(std::move(answers), c));
  }
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
