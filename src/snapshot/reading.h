// What every part of a capture works with: the connection, what the role may see, and the snapshot that is being
// filled.
//
// A part reads one thing and returns an error only where the capture cannot go on (the connection is lost, Ctrl-C).
// What cannot be seen becomes a BlindSpot.
#pragma once

#include <fmt/format.h>

#include "base/progress.h"
#include "pg/connection.h"
#include "snapshot/capture.h"
#include "snapshot/snapshot.h"

namespace ante::snapshot {

// What the role may see, asked of the server once.
struct Access {
  int version = 0;
  std::string user;  // as SQL writes it
  bool superuser = false;
  bool standby = false;
  bool statistics = false;           // pg_statistic itself
  bool extended_statistics = false;  // pg_statistic_ext_data itself
  bool any_table = false;            // SELECT on at least one table, or there is none
  bool monitor = false;              // other users' activity and statement texts
  bool server_files = false;         // pg_read_binary_file
  std::string pageinspect;           // its schema, where it is installed and usable; "" otherwise
  bool blocks_of_8k = true;
};

struct Reading {
  pg::Connection& connection;
  const CaptureOptions& options;
  const Access& access;
  Progress& progress;
  Snapshot& snapshot;

  void blind(std::string about, std::string what, std::string remedy = {}) {
    snapshot.blind_spots.push_back({std::move(about), std::move(what), std::move(remedy)});
  }
};

// The session's limits and the form in which values are written, so that a ghost reads them as they were. A part that
// needs others calls it again when it is through.
Result<void> set_up_session(pg::Connection& connection);

Result<Access> read_access(pg::Connection& connection);

// Runs a query that may be refused: within a transaction, it is undone alone. nullopt, and a BlindSpot, where the
// server said no; an error where there is no server any more.
Result<std::optional<pg::Rows>> ask(Reading& reading, std::string_view sql, std::string_view about,
                                    std::string_view what, std::string_view remedy = {});

// The parts, each in the file of its name.
Result<void> read_sizes(Reading& reading);
Result<void> read_statistics(Reading& reading);
Result<void> read_extended_statistics(Reading& reading);
Result<void> read_settings(Reading& reading);
Result<void> read_figures(Reading& reading);
Result<void> see_transactions(Reading& reading);  // as often as one likes; the longest ones are kept
Result<void> read_ledger(Reading& reading);
// These look into relations, each statement in a transaction of its own, so that no lock is kept.
Result<void> read_sequences(Reading& reading);
Result<void> read_index_shapes(Reading& reading);
Result<void> read_index_metapages(Reading& reading);
Result<void> read_visible_pages(Reading& reading);

// In every query of ours over a user's table, so that it can be told from the traffic.
inline constexpr const char* capture_mark = "ante_capture";

// Common table expression of all statements here: `relation(oid, name, …)`, the user's tables and indexes.
std::string relations_cte();

}  // namespace ante::snapshot
