// Looks at a database, and leaves as little trace as it can: a session of its own that reads, takes no lock that stops
// anybody, and waits for none. What it gives are plain values without a literal in them.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <set>

#include "catalog/model.h"
#include "pg/connection.h"
#include "snapshot/statement_view.h"
#include "watch/applications.h"
#include "watch/deeds.h"
#include "watch/life.h"
#include "watch/limits.h"
#include "watch/moment.h"
#include "watch/settings.h"
#include "watch/whereabouts.h"

namespace ante::watch {

class Sampler {
 public:
  static Result<Sampler> open(const pg::Target& target);

  // Who is at work now; every second, or so.
  Result<Moment> moment(double now);
  // What was done since the last call. nullopt the first time, where the server began to count anew, and where nothing
  // is counted.
  Result<std::optional<Interval>> interval(double now);
  // What the counters already had when they were first read.
  const std::set<std::string>& known_shapes() const { return known_; }
  std::string text_of(const std::string& shape) const;
  const std::map<std::string, std::string>& texts() const { return texts_; }  // by shape
  // The catalog, where something was changed since the last call; the first time in any case.
  struct Schema {
    catalog::Catalog catalog;
    Result<std::vector<Deed>> deeds;  // that are written down of what changed it
  };
  Result<std::optional<Schema>> schema_if_changed(DeedReader& deeds);
  // What is set, where it may have changed since the last call; the first time in any case.
  Result<std::optional<Settings>> settings_if_changed();
  // Tables of which statistics were gathered in the last so many seconds, and how long ago.
  Result<std::vector<Analyzed>> analyzed(double seconds);
  Result<Limits> limits() { return read_limits(connection_); }
  Result<Life> life();
  Result<Applications> applications();
  Result<Whereabouts> whereabouts() { return read_whereabouts(connection_); }
  // That somebody asked for before it was time, since the server counts.
  Result<double> checkpoints();
  // Of a statement that was read elsewhere; "" where it has none.
  std::string shape_of_statement(const std::string& statement) { return shape_of(statement).fingerprint; }

  void stop_counting() { view_.reset(); }
  bool is_blind() const { return blind_; }  // to what others do
  bool counts_statements() const { return view_.has_value(); }
  const std::string& database() const { return database_; }

 private:
  explicit Sampler(pg::Connection connection) : connection_(std::move(connection)) {}
  struct Shape {
    std::string fingerprint, text;
    bool is_traffic = false;
  };
  // A statement's shape; remembered, since the same few are seen all day.
  const Shape& shape_of(std::string_view statement);
  Result<void> see_locks(Moment& moment);
  Result<void> count_transactions(Moment& moment);
  Result<void> learn_texts();
  void forget_all_but(const std::set<std::string>& query_ids);
  void forget_texts();

  pg::Connection connection_;
  std::string database_;
  bool blind_ = false, knows_system_ = true;
  std::optional<snapshot::StatementView> view_;
  std::map<std::string, Shape, std::less<>> shapes_;  // by the text as the server has it
  std::deque<std::string> shapes_in_order_;
  std::map<std::string, std::string> shape_of_query_id_;  // "" where the text cannot be told
  std::map<std::string, std::string> texts_;              // by fingerprint
  std::map<std::string, Work> counted_;                   // by what pg_stat_statements knows a statement by
  std::set<std::string> known_;
  std::optional<double> counted_at_;
  std::map<int, double> waits_since_;  // by pid, as far as it was seen
  struct Transactions {
    double at = 0, commits = 0, rollbacks = 0;
  };
  std::optional<Transactions> transactions_;  // as they were last counted
  std::size_t longest_text_ = 0;              // the server cuts a statement's text off there
  std::chrono::steady_clock::time_point texts_again_{};
  std::string stamp_, settings_stamp_;
};

}  // namespace ante::watch
