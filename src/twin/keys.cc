#include "twin/keys.h"

#include <fmt/format.h>

#include <fstream>

namespace ante::twin {
namespace {

// Longer keys do not fit on a page beside others; the planner then goes by the histogram.
constexpr std::size_t longest_value = 1500;

Result<std::string> read_pages(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return undecided(fmt::format("cannot read {}", path.string()));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Stores the values of one type; false where the server refuses the type or a value.
Result<bool> store(pg::Connection& server, int table, const std::string& type, const std::vector<const Ends*>& ends) {
  TRY(server.execute("SAVEPOINT one_type"));
  auto plain = TRY(type_without_code(server, type, Uses::reading));
  if (plain.empty()) {
    TRY(server.execute("ROLLBACK TO SAVEPOINT one_type"));
    return false;
  }
  auto made = server.execute(fmt::format("CREATE TABLE ante_keys.k{} (v {})", table, plain));
  Result<void> copied;
  if (made) {
    std::size_t end = 0, value = 0;
    copied = server.copy_in(fmt::format("COPY ante_keys.k{} FROM STDIN", table), [&](std::vector<pg::Value>& row) {
      while (end < ends.size() && value == ends[end]->values.size()) ++end, value = 0;
      if (end == ends.size()) return false;
      row = {ends[end]->values[value++]};
      return true;
    });
  }
  if (made && copied) return true;
  auto& error = made ? copied.error() : made.error();
  if (error.sqlstate.empty()) return std::unexpected(error);
  TRY(server.execute("ROLLBACK TO SAVEPOINT one_type"));
  return false;
}

}  // namespace

Result<std::string> type_without_code(pg::Connection& server, const std::string& type, Uses uses) {
  // Below a domain is its base; parts of a type are its elements, and a range's values.
  auto rows = server.query(R"sql(
    WITH RECURSIVE below AS (
      SELECT pg_catalog.to_regtype($1)::pg_catalog.oid AS oid, $1::pg_catalog.text AS written
      UNION ALL
      SELECT t.typbasetype, pg_catalog.format_type(t.typbasetype, t.typtypmod)
      FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.oid WHERE t.typtype = 'd'),
    plain AS (SELECT b.oid, b.written FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.oid WHERE t.typtype <> 'd'),
    parts AS (
      SELECT oid FROM plain
      UNION
      SELECT part.oid FROM parts p JOIN pg_catalog.pg_type t ON t.oid = p.oid
      LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
      CROSS JOIN LATERAL (VALUES (t.typelem), (r.rngsubtype)) part (oid) WHERE part.oid <> 0)
    SELECT plain.written FROM plain
    WHERE NOT EXISTS (
      SELECT FROM parts p JOIN pg_catalog.pg_type t ON t.oid = p.oid
      WHERE t.typtype NOT IN ('b', 'e', 'r')
         OR $2::pg_catalog.bool AND (
              t.typcategory = 'A' OR (t.oid >= 16384 AND t.typtype <> 'e')
              OR EXISTS (SELECT FROM pg_catalog.pg_opclass c WHERE c.opcintype = t.oid AND c.oid >= 16384))))sql",
                           {type, uses == Uses::comparing ? "t" : "f"});
  if (!rows && rows.error().sqlstate.empty()) return std::unexpected(rows.error());
  return rows && rows->size() == 1 ? std::string(rows->text(0, 0)) : std::string();
}

Result<std::map<std::string, std::vector<Key>>> keys_of(pg::Connection& server, const pg::Cluster& cluster,
                                                        const std::vector<Ends>& ends) {
  std::map<std::string, std::vector<const Ends*>> by_type;
  for (auto& end : ends) {
    bool fits = std::ranges::all_of(end.values, [](auto& v) { return v.size() <= longest_value; });
    if (fits && !end.values.empty()) by_type[end.type].push_back(&end);
  }
  std::map<std::string, std::vector<Key>> keys;
  if (by_type.empty()) return keys;

  TRY(server.execute("BEGIN; CREATE SCHEMA ante_keys; SET LOCAL search_path = pg_catalog"));
  std::vector<std::pair<int, const std::vector<const Ends*>*>> stored;
  int table = 0;
  for (auto& [type, of_type] : by_type)
    if (TRY(store(server, ++table, type, of_type))) stored.emplace_back(table, &of_type);
  TRY(server.execute("COMMIT; CHECKPOINT"));
  for (auto& [number, of_type] : stored) {
    auto row = TRY(
        server.query("SELECT pg_relation_filepath(c.oid), t.typlen < 0 FROM pg_class c "
                     "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1 JOIN pg_type t ON t.oid = a.atttypid "
                     "WHERE c.oid = $1::regclass",
                     {fmt::format("ante_keys.k{}", number)}));
    std::string pages = TRY(read_pages(cluster.data() / row.text(0, 0)));
    std::vector<std::string> values;
    for (std::size_t at = 0; at + page_size <= pages.size(); at += page_size)
      for (auto& value : single_column_rows({reinterpret_cast<const unsigned char*>(pages.data()) + at, page_size}))
        values.push_back(std::move(value));
    std::size_t next = 0;
    for (auto* end : *of_type)
      for (std::size_t i = 0; i < end->values.size() && next < values.size(); ++i)
        keys[end->index].push_back({values[next++], row.flag(0, 1)});
  }
  TRY(server.execute("SET client_min_messages = error; DROP SCHEMA ante_keys CASCADE; RESET client_min_messages"));
  return keys;
}

}  // namespace ante::twin
