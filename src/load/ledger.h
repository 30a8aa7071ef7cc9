// What the application was told of each of its writes, to be held against what the database has afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/app.h"
#include "pg/connection.h"

namespace ante::load {

// An acknowledged write must be there exactly once, a refused one must not be there; of one that nobody answered,
// either is right.
enum class Fate : std::uint8_t { refused, unknown, acknowledged };

class Ledger {
 public:
  Ledger() = default;
  explicit Ledger(std::int64_t first) : first_(first) {}

  std::int64_t open(int endpoint);  // the id of a try that will write; refused until somebody says otherwise
  void settle(std::int64_t id, Fate fate);

  struct Entry {
    Fate fate = Fate::refused;
    std::uint16_t endpoint = 0;
  };
  std::int64_t first() const { return first_; }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::int64_t first_ = 0;
  std::vector<Entry> entries_;
};

struct Audit {
  std::int64_t acknowledged = 0, refused = 0, unknown = 0;
  std::int64_t lost = 0;              // acknowledged, and not there
  std::int64_t doubled = 0;           // acknowledged or not, there more than once
  std::int64_t uninvited = 0;         // refused, and there all the same
  std::vector<std::string> examples;  // "submission.receipt 1790…: acknowledged, and not there"
  void add(const Audit& other);
  bool clean() const { return lost + doubled + uninvited == 0; }
};

// Asks the database for all that the ledgers of one run of an app hold.
Result<Audit> audit(pg::Connection& server, const App& app, const std::vector<const Ledger*>& ledgers);

}  // namespace ante::load
