// Makes events of what is seen: a fold over moments, intervals and catalogs, which knows the past and asks nobody.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "catalog/difference.h"
#include "incident/event.h"
#include "watch/applications.h"
#include "watch/around.h"
#include "watch/crowd.h"
#include "watch/deeds.h"
#include "watch/errors.h"
#include "watch/failures.h"
#include "watch/growth.h"
#include "watch/limits.h"
#include "watch/lock_queues.h"
#include "watch/plan_turns.h"
#include "watch/reach.h"
#include "watch/settings.h"
#include "watch/suspects.h"
#include "watch/toggle.h"

namespace ante::watch {

class Watcher {
 public:
  // What a shape's text is, without a literal.
  using TextOf = std::function<std::string(const std::string& shape)>;
  explicit Watcher(TextOf text_of) : text_of_(std::move(text_of)) {}

  using Events = std::vector<incident::Event>;
  Events see(const Moment& moment);
  Events see(const Interval& interval);
  // The schema as it was at one moment between the two times; it was another one at the last call, which may have been
  // long ago. And what was written down of who changed it.
  Events see(catalog::Catalog catalog, double asked, double answered, const std::vector<Deed>& deeds = {});
  void schema_is_the_same(double asked) { schema_seen_at_ = asked; }
  // What was set at one moment between the two times; it was something else at the last call.
  Events see(Settings settings, double asked, double answered);
  void settings_are_the_same(double asked) { settings_seen_at_ = asked; }
  Events see(const Applications& sessions, double now);
  // Asked only where somebody is in doubt: it goes on all day, and is nobody's news.
  static constexpr double analyzed_lately = 900;  // seconds
  void know(const std::vector<Analyzed>& analyzed, double now);
  void know(const std::set<std::string>& shapes);
  void know(const incident::Event& mark);  // that somebody made
  Events see(const std::vector<Limit>& limits, double now);
  Events see(const LogLines& lines);
  void know(const Host& host) { around_.see(host, wrong().empty()); }
  void know_checkpoints(double asked_for, double now) { around_.count_checkpoints(asked_for, now, wrong().empty()); }
  // Nothing was seen from then to now.
  Events missed(double from, double to);
  // The server was started anew in between, or another one has taken over.
  Events another_life(const std::string& what, double from, double to);
  Events cannot_reach(double since, double now);
  // Said once of each.
  Events cannot_see(const std::string& what, const std::string& why, double now);

  // What could be tried on a ghost, since the last call; and what came of it.
  std::vector<Toggle> toggles() { return std::exchange(toggles_, {}); }
  Events see(const Toggled& toggled, double now);

  // Somebody waits to be told what did it: what is counted should be looked at soon.
  bool is_in_doubt() const { return crowd_is_on_ || !doubts_.empty(); }
  // What is wrong now; and with what is warned of.
  std::vector<std::string> wrong() const;
  std::vector<std::string> troubles() const;

 private:
  struct Doubt {
    Trouble trouble;
    int looks = 0;
  };
  struct Schema {
    std::shared_ptr<const catalog::Catalog> catalog;
    Reach reach;
    explicit Schema(catalog::Catalog one)
        : catalog(std::make_shared<const catalog::Catalog>(std::move(one))), reach(*catalog) {}
  };
  void look_at_locks(const Moment& moment, Events& events);
  void look_at_the_crowd(const Moment& moment, Events& events);
  void look_at_failures(const Moment& moment, Events& events);
  void look_for_leftovers(const Moment& moment, Events& events);
  void look_at_errors(const LogLines& lines, Events& events);
  void look_at_plans(const LogLines& lines, Events& events);
  void note_new_queries(std::vector<std::string> shapes, double from, double to, Events& events);
  void look_for_causes(double now, Events& events);
  void find_what_fails(Trouble& trouble) const;
  bool came_lately(const std::string& shape, double crowd_since) const;
  static void say_not(const std::string& about, const Innocent& innocent, double now, Events& events);
  void say(const Trouble& trouble, const Answer& answer, double now, Events& events);
  void have_it_tried(const Trouble& trouble, const Answer& answer);
  void change(Change change, std::vector<std::string> shown, Events& events);
  void open(const std::string& about, std::string says, std::vector<std::string> shown, double at, double began,
            Events& events);
  void warn(const std::string& about, std::string says, std::vector<std::string> shown, double at, Events& events);
  void close(const std::string& about, std::string says, double at, Events& events);
  std::string quoted(const std::string& shape) const;
  Surroundings surroundings(const Trouble& trouble) const;

  TextOf text_of_;
  std::unique_ptr<Schema> schema_, schema_before_;
  double schema_seen_at_ = 0;  // not before
  GrowthDetector growth_;
  CrowdDetector crowd_;
  bool crowd_is_on_ = false;
  Trouble crowd_trouble_;      // while there is a crowd: who is most of it
  int crowd_unexplained_ = 0;  // intervals
  bool crowd_is_asked_about_ = false;
  FailureDetector failures_;
  ErrorDetector errors_;
  PlanTurns plan_turns_;
  std::map<std::string, std::pair<double, std::string>> turned_;  // by shape: when its plan did, and how
  double skipped_said_at_ = 0;
  Around around_;
  std::map<std::string, double> new_queries_;  // that were said to be, and when
  double looked_for_causes_at_ = 0;
  Overall overall_;
  std::vector<Change> changes_;
  std::vector<Change> analyzed_;  // as they were asked for last
  std::vector<Toggle> toggles_;
  std::optional<Settings> settings_;
  double settings_seen_at_ = 0;
  ApplicationDetector applications_;
  double applications_seen_at_ = 0;
  std::map<std::string, Doubt> doubts_;             // by what they are about
  std::map<std::string, double> open_;              // troubles, by what they are about: since when
  std::set<std::string> warned_;                    // of them, those that nothing is wrong with yet
  double over_at_ = 0;                              // the last that was wrong
  std::map<std::string, double> queues_last_seen_;  // by what they are about
  std::set<std::string> not_seen_;
  std::map<std::string, double> invalid_since_;  // indexes, by what they are about
  double built_at_ = 0;                          // the last moment in which an index was built concurrently
  std::deque<double> round_trips_;
  Moment last_;
};

}  // namespace ante::watch
