#include "watch/watcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/text.h"
#include "incident/incident.h"
#include "watch/middle.h"

namespace ante::watch {
namespace {

using incident::Event;

// Some who have waited for a second are a queue; a single one is, where it has waited for long.
constexpr int some = 3;
constexpr double some_wait = 0.9, one_waits = 5, queue_is_over_after = 5;
constexpr double long_enough = 0.5, far_longer = 10;  // seconds; times
constexpr int looks_before_giving_up = 6;
constexpr double new_for = 900, causes_at_least_every = 12, waits_for_the_schema = 60, new_calls_take = 60,
                 came_with_the_crowd = 60;  // seconds
constexpr std::size_t round_trips_kept = 120, round_trips_lately = 5, changes_kept = 200, shown_at_most = 8,
                      parts_kept = 100;
constexpr int catalogs_kept = 3;

// What a reader or a planner cannot notice. All else may move a plan; whether it did is not said here.
bool is_noticed_by_queries(const catalog::Difference& difference) {
  static const std::set<std::string, std::less<>> unnoticed{"comment", "grant", "default_privilege", "membership",
                                                            "role"};
  return !unnoticed.contains(difference.kind) && difference.field != "owner";
}

// The journal's, or the event triggers' own: beside what was changed it is nobody's news.
bool is_antes(const catalog::Difference& difference) {
  auto& object = difference.object;
  return object == "ante" || object == "ante_watch" || object.starts_with("ante.") || object.starts_with("ante_watch.");
}

// What came or went with its table is said with the table; and what is gone is told before what is new.
std::vector<catalog::Difference> in_short(std::vector<catalog::Difference> differences) {
  using What = catalog::Difference::What;
  if (!std::ranges::all_of(differences, is_antes)) std::erase_if(differences, is_antes);
  std::set<std::pair<What, std::string>> tables;
  for (auto& one : differences)
    if (one.kind == "table" && one.what != What::changed) tables.emplace(one.what, one.object);
  std::erase_if(differences, [&](auto& one) {
    auto border = one.object.rfind('.');
    return one.kind != "table" && border != std::string::npos &&
           tables.contains({one.what, one.object.substr(0, border)});
  });
  auto rank = [](auto& one) { return one.what == What::removed ? 0 : one.what == What::changed ? 1 : 2; };
  std::ranges::stable_sort(differences, {}, rank);
  return differences;
}

std::string shown(const catalog::Difference& difference) {
  // A function's body may hold what nobody should read.
  if (difference.kind == "function" && difference.what == catalog::Difference::What::changed)
    return fmt::format("function {}: {} changed", difference.object, replace_all(difference.field, "_", " "));
  return one_line(catalog::sentence(difference), 200);
}

}  // namespace

std::string Watcher::quoted(const std::string& shape) const {
  auto text = text_of_(shape);
  return text.empty() ? "a query whose text is not known" : fmt::format("«{}»", one_line(text, 100));
}

std::vector<std::string> Watcher::wrong() const {
  auto all = troubles();
  std::erase_if(all, [this](auto& about) { return warned_.contains(about); });
  return all;
}

std::vector<std::string> Watcher::troubles() const {
  std::vector<std::string> about;
  for (auto& [name, since] : open_) about.push_back(name);
  return about;
}

void Watcher::open(const std::string& about, std::string says, std::vector<std::string> shown, double at, double began,
                   Events& events) {
  if (!open_.try_emplace(about, at).second) return;
  events.push_back({.at = at,
                    .kind = Event::Kind::seen,
                    .about = about,
                    .says = std::move(says),
                    .shown = std::move(shown),
                    .began = began});
}

void Watcher::warn(const std::string& about, std::string says, std::vector<std::string> shown, double at,
                   Events& events) {
  if (!open_.try_emplace(about, at).second) return;
  warned_.insert(about);
  events.push_back(
      {.at = at, .kind = Event::Kind::warning, .about = about, .says = std::move(says), .shown = std::move(shown)});
}

void Watcher::close(const std::string& about, std::string says, double at, Events& events) {
  if (open_.erase(about) == 0) return;
  if (warned_.erase(about) == 0) over_at_ = at;
  doubts_.erase(about);
  events.push_back({.at = at, .kind = Event::Kind::over, .about = about, .says = std::move(says)});
}

void Watcher::change(Change change, std::vector<std::string> shown, Events& events) {
  bool is_somebodys = change.kind == Change::Kind::schema || change.kind == Change::Kind::setting;
  if (is_somebodys && change.by.empty())
    shown.push_back(
        fmt::format("between {} and {}; who did it is not known", clock_time(change.from), clock_time(change.to)));
  for (auto& one : change.by)
    if (shown.size() < 2 * shown_at_most) shown.push_back(one);
  events.push_back({.at = change.to,
                    .kind = Event::Kind::change,
                    .about = "change",
                    .says = change.says,
                    .shown = std::move(shown),
                    .began = change.from});
  changes_.push_back(std::move(change));
  if (changes_.size() > changes_kept) changes_.erase(changes_.begin());
}

Watcher::Events Watcher::see(const Moment& moment) {
  Events events;
  keep(round_trips_, moment.round_trip, round_trips_kept);
  look_at_locks(moment, events);
  look_at_the_crowd(moment, events);
  look_at_failures(moment, events);
  look_for_leftovers(moment, events);
  last_ = moment;
  // Where nothing is counted nobody else asks.
  if (moment.at - looked_for_causes_at_ > causes_at_least_every) look_for_causes(moment.at, events);
  return events;
}

void Watcher::look_at_locks(const Moment& moment, Events& events) {
  auto session_of = [&](int pid) {
    auto found = std::ranges::find(moment.sessions, pid, &Session::pid);
    return found == moment.sessions.end() ? nullptr : &*found;
  };
  for (auto& queue : lock_queues(moment)) {
    auto about = fmt::format("lock queue behind {}", queue.holder);
    bool is_one = queue.waiting >= some ? queue.longest >= some_wait : queue.longest >= one_waits;
    if (is_one || open_.contains(about)) queues_last_seen_[about] = moment.at;
    if (!is_one || open_.contains(about)) continue;
    auto* holder = session_of(queue.holder);
    auto where = queue.relation.empty() ? "" : " for " + queue.relation;
    open(about,
         fmt::format("{} in line{}, the longest for {:.1f} s", counted(queue.waiting, "session"), where, queue.longest),
         {}, moment.at, moment.at - queue.longest, events);
    std::vector<std::string> because;
    if (!holder)
      because.emplace_back(queue.holder == 0 ? "a prepared transaction has the lock"
                                             : fmt::format("pid {} has the lock", queue.holder));
    else
      because.push_back(fmt::format("{} has the lock: {} for {:.0f} s, its transaction for {:.0f} s", shown(*holder),
                                    holder->state, holder->statement_seconds, holder->transaction_seconds));
    std::string says = holder ? shown(*holder) : because.front();
    for (int pid : queue.heads) {
      auto* head = session_of(pid);
      if (!head) continue;
      because.push_back(fmt::format("{} waits for it, and the others wait behind that", shown(*head)));
      says = fmt::format("{}, which waits for {}", shown(*head), holder ? shown(*holder) : "it");
    }
    if (!queue.heads.empty())
      because.push_back(fmt::format("to let the others pass: SELECT pg_cancel_backend({})", queue.heads.back()));
    else if (queue.holder == 0)
      because.emplace_back("to end it: COMMIT PREPARED or ROLLBACK PREPARED; pg_prepared_xacts has its name");
    else
      because.push_back(fmt::format("to end it: SELECT pg_terminate_backend({})", queue.holder));
    events.push_back({.at = moment.at, .kind = Event::Kind::suspect, .about = about, .says = says, .shown = because});
    auto victims = counted(queue.waiting - std::ssize(queue.heads), "other session");
    say_not(about, {{victims + " in line", "they wait, and would go on at once"}}, moment.at, events);
    Trouble trouble{.about = about, .from = moment.at - queue.longest, .to = moment.at, .waits = true};
    say_not(about, innocent(trouble, surroundings(trouble)), moment.at, events);
  }
  for (auto queue = queues_last_seen_.begin(); queue != queues_last_seen_.end();) {
    bool is_over = moment.at - queue->second > queue_is_over_after;
    if (is_over) close(queue->first, "nobody waits there any more", moment.at, events);
    queue = is_over ? queues_last_seen_.erase(queue) : std::next(queue);
  }
}

void Watcher::look_at_the_crowd(const Moment& moment, Events& events) {
  auto seen = crowd_.see(moment);
  if (seen.is_over) {
    crowd_is_on_ = false;
    close("crowd", "no more sessions at work than usual", moment.at, events);
  }
  if (!seen.crowd || crowd_is_on_) return;
  crowd_is_on_ = true, crowd_unexplained_ = 0, crowd_is_asked_about_ = false;
  std::vector<std::string> whose;
  for (auto& [shape, count] : seen.crowd->by_shape)
    if (whose.size() < 3) whose.push_back(fmt::format("{} of them in {}", count, quoted(shape)));
  auto since = seen.crowd->since;
  open("crowd", fmt::format("{} sessions at work where {:.0f} are usual", seen.crowd->active, seen.crowd->usual),
       std::move(whose), moment.at, since, events);
  auto with_clients = std::ranges::count_if(
      moment.sessions, [](auto& session) { return session.active() && session.wait_class == "Client"; });
  crowd_trouble_ = {.about = "crowd", .from = since - 1, .to = since};
  if (with_clients * 2 < seen.crowd->active)
    crowd_trouble_.within = fmt::format("{} sessions are at work within the server, and {} with their clients",
                                        seen.crowd->active - with_clients, with_clients);
  if (seen.crowd->by_shape.empty()) return;
  auto& [most, at_work_on_it] = seen.crowd->by_shape.front();
  if (at_work_on_it * 2 <= seen.crowd->active) return;  // it is one of many
  crowd_trouble_.shapes = {most};
  // What is counted is counted when it ends, and this has not ended yet.
  if (growth_.would_be_new(most) || came_lately(most, since)) {
    note_new_queries({most}, since - 1, moment.at, events);
    // Whoever stands in it began with it, whenever a first call of it was counted.
    for (auto& change : changes_)
      if (change.shapes.contains(most)) change.from = std::min(change.from, since - 1);
    crowd_trouble_.has_new_queries = true;
    crowd_trouble_.how = fmt::format("{} of {} sessions are at work on it", at_work_on_it, seen.crowd->active);
    doubts_["crowd"] = {crowd_trouble_, 0};
    crowd_is_asked_about_ = true;
    return;
  }
  std::vector<double> runs_for;
  for (auto& session : moment.sessions)
    if (session.shape == most && session.active()) runs_for.push_back(session.statement_seconds);
  auto usual = growth_.usual_ms(most) / 1'000, now = middle(runs_for);
  crowd_trouble_.runs_on = usual > 0 && now > std::max(long_enough, usual * far_longer);
  if (crowd_trouble_.runs_on)
    crowd_trouble_.how =
        fmt::format("{} has run for {:.1f} s, and took {:.1f} ms before", quoted(most), now, usual * 1'000);
}

void Watcher::look_at_failures(const Moment& moment, Events& events) {
  auto seen = failures_.see(moment);
  if (seen.is_over) close("failures", "no more transactions are rolled back than usual", moment.at, events);
  if (seen.is_usual_now) close("failures", "it has gone on for so long that it is taken for usual", moment.at, events);
  if (!seen.has_begun) return;
  open("failures",
       fmt::format("{:.0f} % of all transactions are rolled back, {:.1f} a second; {:.0f} % are usual",
                   seen.share * 100, seen.rollbacks, seen.usual_share * 100),
       {}, moment.at, seen.from, events);
  doubts_["failures"] = {{.about = "failures", .from = seen.from, .to = seen.to, .fails = true}, 0};
}

// An index is invalid while it is built concurrently, too.
void Watcher::look_for_leftovers(const Moment& moment, Events& events) {
  if (!schema_) return;
  auto builds = [](const Session& session) {
    auto text = lower(session.text);
    return session.active() && contains(text, "index") && contains(text, "concurrently");
  };
  if (std::ranges::any_of(moment.sessions, builds)) built_at_ = moment.at;
  if (schema_seen_at_ <= built_at_) return;  // it was read while that went on
  std::set<std::string> left;
  for (auto& index : schema_->catalog->indexes) {
    // One of a partitioned table is invalid until each partition has its own.
    if (index.valid || schema_->reach.is_partitioned(index.table)) continue;
    auto about = "invalid index " + index.name;
    left.insert(about);
    // What built it may have come to its end since it was read: the next look tells.
    auto first_seen = invalid_since_.try_emplace(about, schema_seen_at_).first->second;
    if (first_seen == schema_seen_at_) continue;
    warn(about, fmt::format("{} is invalid: it costs what an index costs, and no query may use it", index.name),
         {"what built it did not come to its end: DROP INDEX CONCURRENTLY, and build it again"}, moment.at, events);
  }
  std::erase_if(invalid_since_, [&](auto& one) { return !left.contains(one.first); });
  for (auto& about : troubles())
    if (about.starts_with("invalid index ") && !left.contains(about))
      close(about, about + " is valid now, or gone", moment.at, events);
}

Watcher::Events Watcher::see(const Interval& interval) {
  Events events;
  auto seen = growth_.see(interval);
  overall_ = seen.overall;
  failures_.see(interval);
  // What is counted has ended, and began before the interval did: not before all of its calls one after the other.
  double longest = 0;
  for (auto& shape : seen.new_shapes) longest = std::max(longest, interval.by_shape.at(shape).ms / 1'000);
  note_new_queries(seen.new_shapes, interval.from - std::min(longest, new_calls_take), interval.to, events);
  for (auto& growth : seen.grown) {
    auto about = "work of " + growth.shape;
    if (open_.contains(about)) continue;
    auto how =
        growth.is_new
            ? fmt::format("{:.0f} blocks a call, {:.1f} ms, {:.1f} calls a second, and it is new", growth.now,
                          growth.now_ms, growth.calls)
            : fmt::format(
                  "{:.0f} blocks a call, {:.0f} before ({:.1f} times); {:.1f} ms, {:.1f} before; {:.1f} calls a second",
                  growth.now, growth.before, growth.times(), growth.now_ms, growth.before_ms, growth.calls);
    open(about, fmt::format("{} does more than it did", quoted(growth.shape)), {how}, interval.to, growth.from, events);
    Trouble trouble{.about = about,
                    .from = growth.from,
                    .to = growth.to,
                    .shapes = {growth.shape},
                    .work_has_grown = !growth.is_new,
                    .has_new_queries = growth.is_new,
                    .how = how,
                    .within = fmt::format("a call takes {:.1f} ms within the server{}", growth.now_ms,
                                          growth.is_new ? "" : fmt::format(", {:.1f} before", growth.before_ms))};
    doubts_[about] = {std::move(trouble), 0};
  }
  for (auto& shape : seen.went_back)
    close("work of " + shape, fmt::format("{} does no more than it did, or is not called any more", quoted(shape)),
          interval.to, events);
  // A crowd that no query explains may come from outside.
  bool is_unexplained = crowd_is_on_ && !crowd_is_asked_about_ && seen.grown.empty() && ++crowd_unexplained_ == 2;
  if (is_unexplained) doubts_["crowd"] = {crowd_trouble_, 0};
  look_for_causes(interval.to, events);
  return events;
}

void Watcher::note_new_queries(std::vector<std::string> shapes, double from, double to, Events& events) {
  // Whoever comes again after a while was taken back meanwhile.
  std::erase_if(new_queries_, [&](auto& one) { return to - one.second > new_for; });
  std::erase_if(shapes, [&](auto& shape) { return !new_queries_.try_emplace(shape, to).second; });
  if (shapes.empty()) return;
  Change one{.from = from, .to = to, .kind = Change::Kind::queries};
  one.says = shapes.size() == 1 ? "a query that was never seen before"
                                : fmt::format("{} queries that were never seen before", shapes.size());
  one.shapes.insert(shapes.begin(), shapes.end());
  std::vector<std::string> shown;
  for (auto& shape : shapes)
    if (shown.size() < shown_at_most) shown.push_back(quoted(shape));
  change(std::move(one), std::move(shown), events);
}

// Shortly before a crowd that stands in it, or while it came together.
bool Watcher::came_lately(const std::string& shape, double crowd_since) const {
  auto known = new_queries_.find(shape);
  return known != new_queries_.end() && crowd_since - known->second < came_with_the_crowd;
}

Watcher::Events Watcher::see(catalog::Catalog catalog, double asked, double answered, const std::vector<Deed>& deeds) {
  Events events;
  auto before = std::exchange(schema_, std::make_unique<Schema>(std::move(catalog)));
  auto from = std::exchange(schema_seen_at_, asked);
  if (!before) return events;
  auto differences = in_short(catalog::differences(*before->catalog, *schema_->catalog));
  if (differences.empty()) return events;
  schema_before_ = std::move(before);
  Change one{.from = from, .to = answered, .kind = Change::Kind::schema, .says = shown(differences.front())};
  if (differences.size() > 1) one.says += fmt::format(", and {} more", differences.size() - 1);
  std::vector<std::string> lines;
  for (auto& difference : differences) {
    if (lines.size() < shown_at_most) lines.push_back(shown(difference));
    bool closes = difference.kind == "grant" && difference.what == catalog::Difference::What::removed;
    if (!closes && !is_noticed_by_queries(difference)) continue;
    auto relation = schema_->reach.relation_of(difference);
    if (relation.empty()) relation = schema_before_->reach.relation_of(difference);
    if (relation.empty()) continue;
    if (closes) {
      one.closed.insert(relation);
      continue;
    }
    one.relations.insert(relation);
    if (one.parts.size() < parts_kept) one.parts.emplace_back(relation, shown(difference));
  }
  if (differences.size() == 1) lines.clear();
  put_down(deeds, differences, one);
  one.before = schema_before_->catalog, one.after = schema_->catalog;
  // A catalog may be large: of the last few changes alone.
  int remembered = 0;
  for (auto& earlier : changes_ | std::views::reverse)
    if (earlier.before && ++remembered >= catalogs_kept) earlier.before.reset(), earlier.after.reset();
  change(std::move(one), std::move(lines), events);
  return events;
}

Watcher::Events Watcher::see(Settings settings, double asked, double answered) {
  Events events;
  auto before = std::exchange(settings_, std::move(settings));
  auto from = std::exchange(settings_seen_at_, asked);
  if (!before) return events;
  auto found = watch::changes(*before, *settings_);
  if (found.empty()) return events;
  Change one{.from = from, .to = answered, .kind = Change::Kind::setting, .says = found.front().says};
  if (found.size() > 1) one.says += fmt::format(", and {} more", found.size() - 1);
  std::vector<std::string> lines;
  for (auto& setting : found) {
    one.is_planners = one.is_planners || (setting.is_planners && !setting.is_of_a_role);
    one.may_be_planners = one.may_be_planners || setting.is_planners;
    if (found.size() > 1 && lines.size() < shown_at_most) lines.push_back(setting.says);
  }
  change(std::move(one), std::move(lines), events);
  return events;
}

Watcher::Events Watcher::see(const Applications& sessions, double now) {
  Events events;
  auto seen = applications_.see(sessions, now);
  auto from = std::exchange(applications_seen_at_, now);
  auto say = [&](const std::string& what) {
    change({.from = from, .to = now, .kind = Change::Kind::sessions, .says = what}, {}, events);
  };
  for (auto& name : seen.came) say(fmt::format("sessions of «{}» came", one_line(name, 100)));
  for (auto& name : seen.left) say(fmt::format("the last session of «{}» left", one_line(name, 100)));
  return events;
}

void Watcher::know(const std::vector<Analyzed>& analyzed, double now) {
  analyzed_.clear();
  for (auto& one : analyzed)
    analyzed_.push_back(
        {.from = now - one.ago,
         .to = now - one.ago,
         .kind = Change::Kind::statistics,
         .says = fmt::format("statistics of {} gathered{}", one.relation, one.is_auto ? " by autovacuum" : ""),
         .relations = {one.relation}});
}

Watcher::Events Watcher::see(const std::vector<Limit>& limits, double now) {
  Events events;
  std::set<std::string> still;
  for (auto& limit : limits) {
    auto about = "limit: " + limit.about;
    if (limit.share >= limit.warned_at) warn(about, limit.says, {limit.remedy}, now, events);
    if (limit.share >= limit.calm_below) still.insert(about);
  }
  for (auto& about : troubles())
    if (about.starts_with("limit: ") && !still.contains(about)) close(about, "it is no more so", now, events);
  return events;
}

void Watcher::know(const incident::Event& mark) {
  changes_.push_back({.number = mark.number,
                      .from = mark.at,
                      .to = mark.at,
                      .kind = Change::Kind::mark,
                      .says = one_line(mark.says, 200)});
  if (changes_.size() > changes_kept) changes_.erase(changes_.begin());
}

void Watcher::know(const std::set<std::string>& shapes) {
  for (auto& shape : shapes) growth_.know(shape);
}

Watcher::Events Watcher::cannot_reach(double since, double now) {
  Events events;
  open("unreachable", fmt::format("the database has not been reached since {}", clock_time(since)), {}, now, since,
       events);
  return events;
}

Watcher::Events Watcher::cannot_see(const std::string& what, const std::string& why, double now) {
  if (!not_seen_.insert(what).second) return {};
  return {{.at = now, .kind = Event::Kind::gap, .about = "gap", .says = fmt::format("{} is not seen: {}", what, why)}};
}

Watcher::Events Watcher::missed(double from, double to) {
  Events events;
  close("unreachable", "the database is reached again", to, events);
  events.push_back({.at = to,
                    .kind = Event::Kind::gap,
                    .about = "gap",
                    .says = fmt::format("nothing was seen for {:.0f} s, from {} on", to - from, clock_time(from))});
  return events;
}

Watcher::Events Watcher::another_life(const std::string& what, double from, double to) {
  Events events;
  change({.from = from, .to = to, .kind = Change::Kind::restart, .says = what}, {}, events);
  return events;
}

Surroundings Watcher::surroundings(const Trouble& trouble) const {
  std::vector<double> lately(
      round_trips_.end() - std::ssize(round_trips_) +
          std::max<std::ptrdiff_t>(0, std::ssize(round_trips_) - static_cast<std::ptrdiff_t>(round_trips_lately)),
      round_trips_.end());
  Surroundings around{.overall = overall_, .round_trip = middle(lately), .usual_round_trip = middle(round_trips_)};
  for (auto& session : last_.sessions) {
    around.waiting_for_locks += session.wait_class == "Lock";
    auto text = lower(session.text);
    bool is_maintenance = session.user.empty() || text.starts_with("vacuum") || text.starts_with("analyze");
    if (session.active() && is_maintenance) around.maintenance.push_back(one_line(session.text, 80));
  }
  around.more_is_wrong =
      over_at_ >= trouble.from || std::ranges::any_of(wrong(), [&](auto& about) { return about != trouble.about; });
  around_.tell(around);
  return around;
}

// A failed statement is counted nowhere; those that fail are those that do not come to their end any more. In a crowd
// that stands in one query time runs out for all, and the query is what they fail for.
void Watcher::find_what_fails(Trouble& trouble) const {
  if (crowd_is_on_ && (crowd_trouble_.has_new_queries || crowd_trouble_.runs_on)) {
    trouble.shapes = crowd_trouble_.shapes, trouble.how = crowd_trouble_.how;
    trouble.has_new_queries = crowd_trouble_.has_new_queries, trouble.runs_on = crowd_trouble_.runs_on;
    trouble.relations.clear();
    return;
  }
  trouble.shapes = failures_.stay_away();
  trouble.relations.clear();
  std::vector<std::string> shown;
  for (auto& shape : trouble.shapes)
    if (shown.size() < 3) shown.push_back(quoted(shape));
  trouble.how = shown.empty() ? ""
                              : fmt::format("{} came to their end before and do not any more, such as {}",
                                            counted(std::ssize(trouble.shapes), "query"), join(shown, ", "));
}

void Watcher::look_for_causes(double now, Events& events) {
  looked_for_causes_at_ = now;
  for (auto doubt = doubts_.begin(); doubt != doubts_.end();) {
    auto& [trouble, looks] = doubt->second;
    if (trouble.about == "failures") find_what_fails(trouble);
    // A view that came with the change is known by now; a table that went with it was known before.
    for (auto* schema : {schema_.get(), schema_before_.get()})
      for (auto& shape : trouble.shapes)
        if (schema) trouble.relations.merge(schema->reach.of_statement(text_of_(shape)));
    auto candidates = changes_;
    candidates.insert(candidates.end(), analyzed_.begin(), analyzed_.end());
    auto found = answer(trouble, candidates, surroundings(trouble));
    // What changed it may not have been seen yet.
    bool may_be_told = schema_seen_at_ > trouble.to || now - trouble.to > waits_for_the_schema;
    bool is_told = found.did_it.has_value() || (++looks >= looks_before_giving_up && may_be_told);
    if (is_told) say(trouble, found, now, events);
    doubt = is_told ? doubts_.erase(doubt) : std::next(doubt);
  }
}

void Watcher::say(const Trouble& trouble, const Answer& answer, double now, Events& events) {
  auto because = answer.because;
  for (auto& shape : trouble.shapes)
    if (auto turned = turned_.find(shape); turned != turned_.end() && turned->second.first > trouble.from - new_for)
      because.push_back(turned->second.second);
  std::string says;
  if (answer.did_it) {
    says = answer.did_it->says;
    if (answer.did_it->kind == Change::Kind::queries)
      for (auto& shape : trouble.shapes)
        if (answer.did_it->shapes.contains(shape)) says = "a new query: " + quoted(shape);
  } else if (!answer.from_outside.empty()) {
    says = answer.from_outside;
  } else {
    says = incident::not_attributed;
    for (auto& change : answer.perhaps) because.push_back("perhaps: " + change.says);
    if (answer.perhaps.empty())
      because.emplace_back(
          "no change is known that could have done it: look at what was deployed, and at the server's log");
  }
  events.push_back({.at = now, .kind = Event::Kind::suspect, .about = trouble.about, .says = says, .shown = because});
  say_not(trouble.about, answer.not_it, now, events);
  have_it_tried(trouble, answer);
}

void Watcher::say_not(const std::string& about, const Innocent& innocent, double now, Events& events) {
  for (auto& [what, why] : innocent)
    events.push_back(
        {.at = now, .kind = Event::Kind::not_it, .about = about, .says = fmt::format("{}: {}", what, why)});
}

}  // namespace ante::watch
