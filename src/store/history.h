// What a watcher saw, in a file of SQLite that anybody may read meanwhile. Events stay; figures become
// coarser as they grow old. docs/history.md describes the file.
#pragma once

#include <filesystem>

#include "incident/figures.h"
#include "incident/forecast.h"
#include "incident/incident.h"
#include "os/sqlite.h"
#include "watch/watching.h"

namespace ante::store {

class History {
 public:
  // Makes the file where it is not there. A file of another database, or of a newer ante, is refused.
  static Result<History> open(const std::filesystem::path& path, const std::string& database);
  // One that is there, to add to it; the watcher may go on meanwhile, and so for reading.
  static Result<History> go_on(const std::filesystem::path& path);
  static Result<History> read(const std::filesystem::path& path);

  // Gives each its number, and is on disk when it returns.
  Result<void> add(std::vector<incident::Event>& events);
  // Written with the next event, or a few together.
  Result<void> add(const watch::Moment& moment);
  Result<void> add(const watch::Interval& interval, const watch::Watcher::TextOf& text_of);
  // What there is of what may run out; kept every ten minutes.
  Result<void> add(const std::vector<watch::Limit>& limits, double at);
  Result<std::map<std::string, std::vector<incident::Level>>> levels();  // by what it is of
  Result<std::vector<incident::Event>> events(std::int64_t after = 0);   // in the order of their numbers
  Result<std::vector<incident::Pulse>> pulse(double from, double to);
  // What queries did from then to then: in all intervals that reach into that time, each of them whole.
  Result<incident::Counted> counted(double from, double to);
  Result<incident::Course> course(const std::string& shape, double from, double to);
  Result<std::string> database();  // whose it is
  Result<double> last_seen();      // when there was a look, at last; 0: never
  // Figures older than a day are kept by the ten minutes, those older than a month not at all.
  Result<void> thin(double now);

 private:
  explicit History(sqlite::Database database) : database_(std::move(database)) {}
  static Result<History> checked(const std::filesystem::path& path, Result<sqlite::Database> opened);
  Result<void> write_moments();
  Result<std::int64_t> number_of(const std::string& shape, const std::string& text);

  sqlite::Database database_;
  struct Figures {
    double at = 0;
    std::int64_t active = 0, waiting = 0, idle = 0;
    double longest = 0, round_trip = 0;
  };
  std::vector<Figures> moments_;  // not written yet
  double thinned_at_ = 0, levels_at_ = 0;
  std::map<std::string, std::int64_t> shapes_;
};

}  // namespace ante::store
