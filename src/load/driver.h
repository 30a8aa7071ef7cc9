// Plays an application's traffic against a server: one loop a thread, hundreds of connections a loop, statements in
// pipelines. Nobody waits for anybody: who comes is decided by the seed, and what he then waits is measured.
#pragma once

#include <memory>
#include <vector>

#include "load/app.h"
#include "load/ledger.h"
#include "load/measured.h"
#include "pg/connection.h"

namespace ante::load {

struct Plan {
  double rate = 100;  // actions a second; 0: as fast as the connections go, each with one action after the other
  std::uint64_t seed = 1;
  int threads = 0;                   // loops; 0: one for each of the processors
  std::vector<int> processors = {};  // where the threads may run; empty: anywhere
  std::int64_t first_write_id = 1;
  double from = 0;  // the seconds are counted on from here: another version of the app played before
};

// How the driver itself fared: whether the figures are the server's or its own.
struct Own {
  double busiest = 0;   // the largest share of a processor that a thread took in any second
  std::string refusal;  // what was said of the last connection that could not be made or was lost
  Histogram late;       // from the moment when somebody came to the one in which the loop noticed
  // It was the bottleneck where a loop was busy nearly all of a second or noticed people long after they had come.
  bool bottleneck() const;
  void add(const Own& other);
};

class Driver {
 public:
  // The traffic begins at once. Connections are made as they are needed, up to the app's number.
  static Result<Driver> start(App app, const pg::Target& target, const Plan& plan);
  Driver(Driver&&) noexcept;
  Driver& operator=(Driver&&) noexcept;
  ~Driver();  // whoever still waits is sent home

  double elapsed() const;  // seconds since the beginning, as Measured counts them
  const Measured& measured() const;
  const App& app() const;
  // Nobody comes any more; those who are there are served, or wait until they have waited long enough.
  void finish();
  // Whoever still waits is sent home.
  void leave();
  // After finish.
  std::vector<const Ledger*> ledgers() const;
  Own own() const;

 private:
  struct Inside;
  explicit Driver(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace ante::load
