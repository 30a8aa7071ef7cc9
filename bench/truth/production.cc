#include "truth/production.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "sql/statement.h"

namespace ante::bench {
namespace {

namespace fs = std::filesystem;
using snapshot::Snapshot;

// Statement by statement, so that VACUUM may be among them.
Result<void> run_script(pg::Connection& server, const fs::path& script) {
  auto text = TRY(os::read_file(script));
  for (auto& statement : TRY(sql::split_statements(text)))
    if (auto made = server.execute(statement.text); !made)
      return at(fmt::format("{}:{}", script.string(), statement.line), made.error());
  return {};
}

Result<void> make(const pg::Cluster& server, const fs::path& system) {
  auto superuser = TRY(pg::Connection::open(server.target("postgres")));
  TRY(superuser.execute(
      "CREATE ROLE app LOGIN; ALTER DATABASE postgres OWNER TO app; GRANT ALL ON SCHEMA public TO app"));
  auto app = TRY(pg::Connection::open(server.target("postgres", "app"), {.call = Millis{300'000}}));
  TRY(run_script(app, system / "schema.sql"));
  if (fs::exists(system / "superuser.sql")) TRY(run_script(superuser, system / "superuser.sql"));
  return {};
}

// public.orders for orders, and its partitions.
std::set<std::string> family(const Snapshot& snapshot, const std::string& name) {
  std::set<std::string> names;
  for (auto& table : snapshot.catalog.tables)
    if (table.name == name || table.name == "public." + name) names.insert(table.name);
  for (std::size_t before = 0; before != names.size();) {
    before = names.size();
    for (auto& table : snapshot.catalog.tables)
      if (std::ranges::any_of(table.parents, [&](auto& parent) { return names.contains(parent); }))
        names.insert(table.name);
  }
  return names;
}

// Who waits for a table waits for the longest transaction on it: a query that takes long is seen at work.
void add_long_transaction(Snapshot& snapshot, const std::string& query, double seconds) {
  auto facts = sql::facts(query);
  if (!facts) return;
  for (auto& relation : facts->relations)
    for (auto& table : family(snapshot, relation)) {
      auto subject = "table " + table;
      auto known = std::ranges::find_if(snapshot.figures, [&](auto& figure) {
        return figure.subject == subject && figure.name == "longest_transaction_seconds";
      });
      if (known == snapshot.figures.end())
        snapshot.figures.push_back({subject, "longest_transaction_seconds", seconds, {}});
      else
        known->value = std::max(known->value, seconds);
    }
}

Result<void> give_traffic(Snapshot& snapshot, const fs::path& file) {
  static const std::regex rate(R"(--\s*([0-9.]+)/s(,\s*([0-9.]+)\s*(ms|s|min))?(,\s*as (\w+))?.*)");
  snapshot.workload.clear();
  std::erase_if(snapshot.blind_spots, [](auto& spot) { return spot.about == "workload"; });
  double calls = 0, milliseconds = 0;
  std::string user;
  for (auto& line : split(TRY(os::read_file(file)), '\n')) {
    auto text = std::string(trim(line));
    std::smatch found;
    if (std::regex_match(text, found, rate)) {
      auto unit = found[4].str();
      calls = std::stod(found[1]);
      user = found[6].matched ? found[6].str() : "app";
      milliseconds = unit.empty() ? 1 : std::stod(found[3]) * (unit == "ms" ? 1 : unit == "s" ? 1'000 : 60'000);
    }
    if (text.empty() || text.starts_with("--")) continue;
    if (text.ends_with(';')) text.pop_back();
    if (calls == 0) return bad_input(fmt::format("{}: how often is this asked? {}", file.string(), text));
    snapshot::Shape shape;
    shape.fingerprint = TRY(sql::fingerprint(text));
    shape.text = text, shape.user = user, shape.origin = "file";
    constexpr double seconds_of_a_day = 86'400;
    shape.calls = std::llround(calls * seconds_of_a_day);
    shape.calls_per_second = calls, shape.ms_per_call = milliseconds;
    if (milliseconds >= 1'000) add_long_transaction(snapshot, text, milliseconds / 1'000);
    snapshot.workload.push_back(std::move(shape));
    calls = 0;
  }
  return {};
}

std::int64_t times(std::int64_t count, double factor) { return std::llround(static_cast<double>(count) * factor); }

// As if the table had grown: its files, what is counted of them, and how many values a column has. Where these were
// more than one in twenty rows they grow with the rows, as keys of another table do; the few of a status stay few.
void enlarge(Snapshot& snapshot, const std::set<std::string>& tables, double factor) {
  auto relations = tables;
  for (auto& index : snapshot.catalog.indexes)
    if (tables.contains(index.table)) relations.insert(index.name);
  std::map<std::string, double> rows;
  for (auto& size : snapshot.sizes) {
    if (!relations.contains(size.relation)) continue;
    rows[size.relation] = size.tuples;
    if (size.tuples > 0) size.tuples *= factor;
    for (auto* count : {&size.blocks, &size.pages, &size.all_visible, &size.total_bytes})
      *count = times(*count, factor);
  }
  for (auto& column : snapshot.columns)
    if (auto known = rows.find(column.relation);
        known != rows.end() && column.distinct > 0 && column.distinct > known->second / 20)
      column.distinct = -std::min(1.0, column.distinct / known->second);
  constexpr double fan_out = 300;  // of a B-tree's inner pages
  for (auto& shape : snapshot.indexes)
    if (relations.contains(shape.index) && shape.height >= 0)
      shape.height += static_cast<int>(std::lround(std::log(factor) / std::log(fan_out)));
  for (auto& figure : snapshot.figures)
    for (auto& table : tables)
      if (figure.subject == "table " + table && (figure.name == "n_live_tup" || figure.name == "pages_all_visible"))
        figure.value *= factor;
}

Result<void> give_sizes(Snapshot& snapshot, const fs::path& file) {
  for (auto& line : split(TRY(os::read_file(file)), '\n')) {
    auto words = split(trim(line), ' ');
    std::erase(words, "");
    if (words.empty() || words[0].starts_with('#')) continue;
    auto tables = family(snapshot, words[0]);
    if (words.size() != 2 || tables.empty() || std::atof(words[1].c_str()) <= 0)
      return bad_input(fmt::format("{}: no table and its factor: {}", file.string(), line));
    enlarge(snapshot, tables, std::atof(words[1].c_str()));
  }
  return {};
}

}  // namespace

Result<Production> Production::raise(const fs::path& system) {
  Told progress;
  auto spec = real_spec(15);
  spec.settings["shared_buffers"] = "128MB";
  auto server = TRY(pg::Cluster::raise(spec, progress));
  TRY(make(server, system));
  auto snapshot = TRY(snapshot::capture(server.target("postgres"), {}, progress));
  TRY(give_sizes(snapshot, system / "scale"));
  TRY(give_traffic(snapshot, system / "traffic.sql"));
  auto place = TRY(os::TemporaryFolder::make("truth"));
  auto file = place.path() / (system.filename().string() + ".ante");
  TRY(snapshot::save(snapshot, file));
  auto conninfo = fmt::format("host={} port=5432 dbname=postgres user={} sslmode=disable", server.socket().string(),
                              pg::private_superuser);
  return Production{std::move(server), std::move(place), file, conninfo};
}

}  // namespace ante::bench
