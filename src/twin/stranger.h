// The session in which a change's own code runs, with limits around it: time, and what it may write to disk. The code
// is a stranger's: it may loop, fill the disk, stream rows without end or end its own session, and each of these is an
// error of its statement, never of ours.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "catalog/model.h"
#include "pg/connection.h"

namespace ante::twin {

// How to reach the private server, and where its files are.
struct Site {
  pg::Target observer;         // as the superuser: looks, and never touches what a stranger made
  pg::Target stranger;         // as the captured role that runs the change
  std::filesystem::path data;  // the data folder, watched for growth
  // The catalog before anything was run, where that is known better than by reading all of it.
  std::function<Result<catalog::Catalog>(pg::Connection&)> first_catalog = {};
};

struct LabLimits {
  Millis statement{15'000};               // a statement of the change, on empty or nearly empty tables
  Bytes growth{std::int64_t{512} << 20};  // of the data folder, over the whole change
  bool looks_at_catalog = true;           // whether anybody wants to know what becomes of it
};

class Stranger {
 public:
  static Result<Stranger> enter(const Site& site, const LabLimits& limits, pg::Connection& observer);

  // Runs a statement; its rows are dropped. `while_running` is called between looks at the clock, at least once.
  Result<void> run(std::string_view sql, std::string_view copy_data = {},
                   const std::function<Result<void>()>& while_running = {});
  pg::Connection& session() { return session_; }
  // From now on by this one, where the session that it entered with was moved.
  void watched_by(pg::Connection& observer) { observer_ = &observer; }
  int backend() const { return backend_; }
  bool alive() const { return alive_; }
  bool stopped() const { return stopped_; }  // whether the last statement's error is that it went beyond a limit

 private:
  Stranger(pg::Connection session, const Site& site, const LabLimits& limits, pg::Connection& observer);
  std::unexpected<Error> stop(std::string why);
  bool disk_is_full();

  pg::Connection session_;
  pg::Connection* observer_;
  LabLimits limits_;
  std::filesystem::path data_;
  Bytes size_at_start_;
  int backend_ = 0;
  std::chrono::steady_clock::time_point next_look_at_disk_;
  bool alive_ = true, stopped_ = false;
};

// What the files below a folder take on disk.
Bytes disk_use(const std::filesystem::path& folder);

}  // namespace ante::twin
