#include "store/history.h"

#include <fmt/format.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace ante::store {
namespace {

constexpr const char *format = "3", *format_before = "2";
constexpr std::size_t moments_together = 10;
constexpr double thin_every = 3'600;  // seconds
constexpr double a_day = 86'400, a_month = 30 * a_day, coarse = 600;
constexpr std::size_t shapes_remembered = 20'000;

constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL,
  about TEXT NOT NULL, says TEXT NOT NULL, shown TEXT NOT NULL, began REAL) STRICT;
CREATE TABLE IF NOT EXISTS moment (at REAL PRIMARY KEY, active INTEGER NOT NULL, waiting INTEGER NOT NULL,
  idle_in_transaction INTEGER NOT NULL, longest_transaction REAL NOT NULL, round_trip REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS shape (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS work (at REAL NOT NULL, seconds REAL NOT NULL, shape INTEGER NOT NULL REFERENCES shape,
  calls REAL NOT NULL, ms REAL NOT NULL, blocks REAL NOT NULL, rows REAL NOT NULL, temp REAL NOT NULL, wal REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS work_at ON work (at);
CREATE TABLE IF NOT EXISTS level (about TEXT NOT NULL, at REAL NOT NULL, share REAL NOT NULL, PRIMARY KEY (about, at)) STRICT, WITHOUT ROWID;
)";

// The error names the file, and says what to do about this one.
Error of_the_file(const std::filesystem::path& path, Error error) {
  error.what = fmt::format("{}: {}", path.string(), error.what);
  if (contains(error.next, "damaged")) error.next = "put it aside, and let ante watch begin another one";
  return error;
}

template <class Work>
Result<void> in_one_go(sqlite::Database& database, const Work& work) {
  TRY(database.execute("BEGIN IMMEDIATE"));
  if (auto done = work(); !done) {
    (void)database.execute("ROLLBACK");
    return done;
  }
  return database.execute("COMMIT");
}

Result<std::string> meta(sqlite::Database& database, std::string_view key) {
  auto row = TRY(database.prepare("SELECT value FROM meta WHERE key = ?"));
  row.bind(0, key);
  return TRY(row.step()) ? std::string(row.text(0)) : std::string();
}

Result<void> set_meta(sqlite::Database& database, std::string_view key, std::string_view value) {
  auto row = TRY(database.prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING"));
  row.bind(0, key), row.bind(1, value);
  return row.run();
}

Result<void> check_format(sqlite::Database& database) {
  auto found = TRY(meta(database, "format"));
  if (found == format || found == format_before) return {};
  return bad_input(found.empty() ? "it is no history of ante watch" : "it was written by another version of ante",
                   "give --store another file, or use that ante");
}

// Measures and plans are new in it, and what was there stays as it is; but that what was made coarse had the beginning of
// its ten minutes for their end.
Result<void> take_over(sqlite::Database& database) {
  if (TRY(meta(database, "format")) != format_before) return {};
  TRY(database.execute("UPDATE work SET at = at + 600 WHERE seconds = 600 AND CAST(at AS INTEGER) = at AND "
                       "CAST(at AS INTEGER) % 600 = 0"));
  return database.execute(
      fmt::format("UPDATE meta SET value = '{}' WHERE key = 'format' AND value = '{}'", format, format_before));
}

}  // namespace

Result<History> History::open(const std::filesystem::path& path, const std::string& database) {
  auto kept = sqlite::Database::keep(path);
  if (!kept) return std::unexpected(of_the_file(path, kept.error()));
  History history(*std::move(kept));
  auto prepare = [&]() -> Result<void> {
    auto is_new = TRY(history.database_.prepare("SELECT count(*) FROM sqlite_schema"));
    TRY(is_new.step());
    bool has_tables = is_new.integer(0) > 0;
    if (has_tables) TRY(check_format(history.database_));
    return in_one_go(history.database_, [&]() -> Result<void> {
      TRY(history.database_.execute(tables));
      TRY(set_meta(history.database_, "format", format));
      TRY(take_over(history.database_));
      TRY(set_meta(history.database_, "database", database));
      if (auto whose = TRY(meta(history.database_, "database")); whose != database)
        return bad_input(fmt::format("it is the history of database {}, and this one is {}", whose, database),
                         "give --store another file");
      return {};
    });
  };
  if (auto prepared = prepare(); !prepared) return std::unexpected(of_the_file(path, prepared.error()));
  return history;
}

Result<History> History::checked(const std::filesystem::path& path, Result<sqlite::Database> opened) {
  if (!opened) return std::unexpected(of_the_file(path, opened.error()));
  History history(*std::move(opened));
  if (auto checked = check_format(history.database_); !checked)
    return std::unexpected(of_the_file(path, checked.error()));
  return history;
}

Result<History> History::read(const std::filesystem::path& path) { return checked(path, sqlite::Database::open(path)); }

Result<History> History::go_on(const std::filesystem::path& path) {
  TRY(read(path));
  auto history = TRY(checked(path, sqlite::Database::keep(path)));
  auto taken = in_one_go(history.database_, [&] { return take_over(history.database_); });
  if (!taken) return std::unexpected(of_the_file(path, taken.error()));
  return history;
}

Result<std::string> History::database() { return meta(database_, "database"); }

Result<double> History::last_seen() {
  auto row = TRY(database_.prepare("SELECT coalesce(max(at), 0) FROM moment"));
  TRY(row.step());
  return row.real(0);
}

Result<void> History::write_moments() {
  auto row = TRY(database_.prepare("INSERT INTO moment VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"));
  for (auto& moment : std::exchange(moments_, {})) {
    row.bind(0, moment.at), row.bind(1, moment.active), row.bind(2, moment.waiting), row.bind(3, moment.idle);
    row.bind(4, moment.longest), row.bind(5, moment.round_trip);
    TRY(row.run());
  }
  return {};
}

Result<void> History::add(std::vector<incident::Event>& events) {
  return in_one_go(database_, [&]() -> Result<void> {
    TRY(write_moments());
    auto row = TRY(database_.prepare(
        "INSERT INTO event (at, kind, about, says, shown, began) VALUES (?, ?, ?, ?, ?, ?) RETURNING number"));
    for (auto& event : events) {
      auto shown = nlohmann::json(event.shown).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      row.bind(0, event.at), row.bind(1, word(event.kind)), row.bind(2, std::string_view(event.about));
      row.bind(3, std::string_view(event.says)), row.bind(4, std::string_view(shown));
      if (event.began)
        row.bind(5, *event.began);
      else
        row.bind_null(5);
      TRY(row.step());
      event.number = row.integer(0);
      TRY(row.run());
    }
    return {};
  });
}

Result<void> History::add(const watch::Moment& moment) {
  Figures figures{.at = moment.at, .round_trip = moment.round_trip};
  for (auto& session : moment.sessions) {
    figures.active += session.active(), figures.waiting += session.wait_class == "Lock";
    figures.idle += session.state.starts_with("idle in transaction");
    figures.longest = std::max(figures.longest, session.transaction_seconds);
  }
  moments_.push_back(figures);
  if (moments_.size() < moments_together) return {};
  TRY(in_one_go(database_, [&] { return write_moments(); }));
  if (moment.at - thinned_at_ < thin_every) return {};
  thinned_at_ = moment.at;
  return thin(moment.at);
}

Result<std::int64_t> History::number_of(const std::string& shape, const std::string& text) {
  if (auto known = shapes_.find(shape); known != shapes_.end()) return known->second;
  if (shapes_.size() >= shapes_remembered) shapes_.clear();
  auto row =
      TRY(database_.prepare("INSERT INTO shape (fingerprint, text) VALUES (?, ?) ON CONFLICT (fingerprint) DO UPDATE "
                            "SET text = excluded.text "
                            "RETURNING number"));
  row.bind(0, std::string_view(shape)), row.bind(1, std::string_view(text));
  TRY(row.step());
  return shapes_[shape] = row.integer(0);
}

Result<void> History::add(const watch::Interval& interval, const watch::Watcher::TextOf& text_of) {
  return in_one_go(database_, [&]() -> Result<void> {
    TRY(write_moments());
    auto row = TRY(database_.prepare("INSERT INTO work VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    for (auto& [shape, work] : interval.by_shape) {
      row.bind(0, interval.to), row.bind(1, interval.to - interval.from),
          row.bind(2, TRY(number_of(shape, text_of(shape))));
      row.bind(3, work.calls), row.bind(4, work.ms), row.bind(5, work.blocks), row.bind(6, work.rows);
      row.bind(7, work.temp), row.bind(8, work.wal);
      TRY(row.run());
    }
    // That nothing was called is known, too, and is not the same as that nobody counted.
    if (!interval.by_shape.empty()) return {};
    auto nothing = TRY(
        database_.prepare("INSERT INTO work SELECT ?, ?, number, 0, 0, 0, 0, 0, 0 FROM shape ORDER BY number LIMIT 1"));
    nothing.bind(0, interval.to), nothing.bind(1, interval.to - interval.from);
    return nothing.run();
  });
}

Result<std::vector<incident::Event>> History::events(std::int64_t after) {
  auto row = TRY(database_.prepare(
      "SELECT number, at, kind, about, says, shown, began FROM event WHERE number > ? ORDER BY number"));
  row.bind(0, after);
  std::vector<incident::Event> events;
  while (TRY(row.step())) {
    auto kind = incident::event_kind(row.text(2));
    auto shown = nlohmann::json::parse(row.text(5), nullptr, false);
    if (!kind || !shown.is_array()) return bad_input(fmt::format("event {} cannot be read", row.integer(0)));
    incident::Event event{.number = row.integer(0),
                          .at = row.real(1),
                          .kind = *kind,
                          .about = std::string(row.text(3)),
                          .says = std::string(row.text(4))};
    for (auto& line : shown)
      if (line.is_string()) event.shown.push_back(line);
    if (row.cell(6) != sqlite::Cell::null) event.began = row.real(6);
    events.push_back(std::move(event));
  }
  return events;
}

Result<std::vector<incident::Pulse>> History::pulse(double from, double to) {
  auto row = TRY(database_.prepare("SELECT at, active, waiting FROM moment WHERE at >= ? AND at <= ? ORDER BY at"));
  row.bind(0, from), row.bind(1, to);
  std::vector<incident::Pulse> pulse;
  while (TRY(row.step())) pulse.push_back({row.real(0), row.integer(1), row.integer(2)});
  return pulse;
}

Result<void> History::add(const std::vector<watch::Limit>& limits, double at) {
  if (std::abs(at - levels_at_) < coarse) return {};
  levels_at_ = at;
  return in_one_go(database_, [&]() -> Result<void> {
    auto row = TRY(database_.prepare("INSERT INTO level VALUES (?, ?, ?) ON CONFLICT DO NOTHING"));
    for (auto& limit : limits) {
      if (!limit.is_level) continue;
      row.bind(0, std::string_view(limit.about)), row.bind(1, at), row.bind(2, limit.share);
      TRY(row.run());
    }
    return {};
  });
}

Result<std::map<std::string, std::vector<incident::Level>>> History::levels() {
  std::map<std::string, std::vector<incident::Level>> levels;
  auto row = TRY(database_.prepare("SELECT about, at, share FROM level ORDER BY about, at"));
  while (TRY(row.step())) levels[std::string(row.text(0))].push_back({row.real(1), row.real(2)});
  return levels;
}

Result<void> History::thin(double now) {
  return in_one_go(database_, [&]() -> Result<void> {
    TRY(database_.execute(fmt::format(R"(
CREATE TEMP TABLE coarse AS SELECT ceil(at / {0}) * {0} AS at, {0} AS seconds, shape, sum(calls) AS calls, sum(ms) AS ms, sum(blocks) AS blocks,
  sum(rows) AS rows, sum(temp) AS temp, sum(wal) AS wal FROM work WHERE at <= {1} AND seconds < {0} GROUP BY 1, shape;
DELETE FROM work WHERE at <= {1} AND seconds < {0};
INSERT INTO work SELECT at, seconds, shape, calls, ms, blocks, rows, temp, wal FROM coarse;
DROP TABLE coarse;
DELETE FROM work WHERE at < {2};
DELETE FROM moment WHERE at < {1} AND CAST(at AS INTEGER) % 60 <> 0;
DELETE FROM moment WHERE at < {2};
DELETE FROM level WHERE at < {2} AND CAST(at AS INTEGER) % 86400 >= {0};
DELETE FROM level WHERE at < {3})",
                                      coarse, std::floor((now - a_day) / coarse) * coarse, now - a_month,
                                      now - 24 * a_month)));
    return {};
  });
}

}  // namespace ante::store
