#include "watch/watching.h"

#include <poll.h>

#include <chrono>

#include "os/interrupt.h"
#include "watch/nearby.h"
#include "watch/sampler.h"

namespace ante::watch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t texts_of_the_lost = 40'000;
constexpr Millis first_pause{1'000}, longest_pause{10'000}, schema_again{30'000}, locked_again{1'000};
constexpr std::string_view lock_not_available = "55P03";

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// Until then, or until Ctrl-C.
void rest_until(Clock::time_point then) {
  auto left = std::chrono::duration_cast<Millis>(then - Clock::now());
  if (left.count() <= 0) return;
  pollfd interrupt{.fd = os::interrupt_fd(), .events = POLLIN, .revents = 0};
  (void)::poll(&interrupt, 1, static_cast<int>(left.count()) + 1);
}

class Watching {
 public:
  Watching(const pg::Target& target, const Pace& pace, const Sinks& sinks, const std::filesystem::path& log)
      : target_(target), pace_(pace), sinks_(sinks), nearby_(log), watcher_([this](auto& shape) {
          return text_of(shape);
        }) {}

  Result<Watched> run() {
    TRY(connect());
    if (sinks_.begins)
      TRY(sinks_.begins(
          {now(), sampler_->database(), blind_, counts_statements_, nearby_.log_is(), nearby_.why_no_log()}));
    auto end = pace_.lasts ? Clock::now() + *pace_.lasts : Clock::time_point::max();
    auto next = Clock::now();
    while (!os::interrupted() && Clock::now() < end) {
      auto looked = look();
      if (not_kept_) return std::unexpected(*not_kept_);
      if (!looked && !os::interrupted()) come_back(end);
      next = std::max(next + pace_.look, Clock::now());
      rest_until(std::min(next, end));
    }
    if (!sampler_)
      return undecided("the database could not be reached any more when it was to end",
                       "what was seen until then is kept; look at the server");
    return Watched{watcher_.wrong(), blind_};
  }

 private:
  Result<void> connect() {
    auto sampler = TRY(Sampler::open(target_));
    life_ = TRY(sampler.life());
    TRY(look_where_it_is(sampler));
    sampler_.emplace(std::move(sampler));
    blind_ = sampler_->is_blind(), counts_statements_ = sampler_->counts_statements();
    last_seen_ = life_seen_at_ = now();
    next_count_ = next_schema_ = next_limits_ = Clock::now();
    knows_shapes_ = false;
    return {};
  }

  // An error of the server's connection; what is seen is passed on meanwhile.
  Result<void> look() {
    auto moment = TRY(sampler_->moment(now()));
    last_seen_ = moment.at;
    if (sinks_.moment) passed_on(sinks_.moment(moment));
    pass_on(watcher_.see(moment));
    look_nearby();
    for (auto& toggle : watcher_.toggles())
      if (sinks_.tries) sinks_.tries(toggle);
    if (sinks_.tried)
      for (auto& toggled : sinks_.tried()) pass_on(watcher_.see(toggled, now()));
    if (sinks_.marks)
      for (auto& mark : take(sinks_.marks())) watcher_.know(mark);
    if (Clock::now() >= next_schema_) {
      TRY(look_at_who_is_there());
      TRY(look_at_the_schema());
    }
    if (Clock::now() >= next_limits_) TRY(look_at_limits());
    auto next_count = watcher_.is_in_doubt() ? next_count_ - pace_.count + pace_.count_in_doubt : next_count_;
    if (Clock::now() < next_count) return {};
    next_count_ = Clock::now() + pace_.count;
    auto asked = sampler_->interval(now());
    if (!asked && !asked.error().sqlstate.empty()) {
      // It is there and cannot be asked, as where it was not preloaded, or is closed to the role.
      sampler_->stop_counting();
      counts_statements_ = false;
      pass_on(watcher_.cannot_see("what queries do", asked.error().what, now()));
      return {};
    }
    auto interval = TRY(std::move(asked));
    if (!std::exchange(knows_shapes_, true)) watcher_.know(sampler_->known_shapes());
    if (!interval) return {};
    if (sinks_.interval) passed_on(sinks_.interval(*interval, [this](auto& shape) { return text_of(shape); }));
    if (watcher_.is_in_doubt()) TRY(look_at_statistics());
    pass_on(watcher_.see(*interval));
    return {};
  }

  // Which server it is, which may have become another one without an end of the session, and for whom it works.
  Result<void> look_at_who_is_there() {
    auto before = std::exchange(life_, TRY(sampler_->life()));
    auto since = std::exchange(life_seen_at_, now());
    if (auto what = what_became(before, life_); !what.empty()) {
      pass_on(watcher_.another_life(what, since, life_seen_at_));
      TRY(look_where_it_is(*sampler_));
    }
    pass_on(watcher_.see(TRY(sampler_->applications()), now()));
    return {};
  }

  // Where its log is, and what stands before each of its lines, are settings too.
  Result<void> look_where_it_is(Sampler& sampler) {
    auto where = sampler.whereabouts();
    if (!where && where.error().sqlstate.empty()) return std::unexpected(where.error());
    return nearby_.reached(where ? std::move(*where) : Whereabouts{}, now());
  }

  void look_nearby() {
    auto lines = nearby_.read_log(now(), [this](auto& statement) { return sampler_->shape_of_statement(statement); });
    if (!lines)
      pass_on(watcher_.cannot_see("what the server's log says", lines.error().what, now()));
    else if (*lines)
      pass_on(watcher_.see(**lines));
    if (auto host = nearby_.look_at_host(now())) watcher_.know(*host);
  }

  Result<void> count_checkpoints() {
    auto count = sampler_->checkpoints();
    if (!count && count.error().sqlstate.empty()) return std::unexpected(count.error());
    if (count) watcher_.know_checkpoints(*count, now());
    return {};
  }

  // While somebody changes it, it may not be readable; the next time, then.
  Result<void> look_at_the_schema() {
    next_schema_ = Clock::now() + pace_.schema;
    auto asked = now();
    auto schema = sampler_->schema_if_changed(deeds_);
    if (!schema && schema.error().sqlstate.empty()) return std::unexpected(schema.error());
    if (!schema) {
      // Whoever changes it keeps it locked meanwhile.
      bool is_locked = schema.error().sqlstate == lock_not_available;
      next_schema_ = Clock::now() + (is_locked ? locked_again : schema_again);
      if (!is_locked) pass_on(watcher_.cannot_see("what is changed", schema.error().what, now()));
      return look_at_settings();
    }
    if (!*schema) {
      watcher_.schema_is_the_same(asked);
      return look_at_settings();
    }
    auto [catalog, deeds] = **std::move(schema);
    if (!deeds && !deeds.error().sqlstate.empty())
      pass_on(watcher_.cannot_see("who changes the schema", deeds.error().what, now()));
    pass_on(watcher_.see(std::move(catalog), asked, now(), deeds.value_or(std::vector<Deed>())));
    return look_at_settings();
  }

  Result<void> look_at_settings() {
    auto asked = now();
    auto settings = sampler_->settings_if_changed();
    if (!settings && settings.error().sqlstate.empty()) return std::unexpected(settings.error());
    if (!settings)
      pass_on(watcher_.cannot_see("what is set", settings.error().what, now()));
    else if (!*settings)
      watcher_.settings_are_the_same(asked);
    else
      pass_on(watcher_.see(**std::move(settings), asked, now()));
    if (settings && *settings) return look_where_it_is(*sampler_);
    return {};
  }

  // Now and then: they are asked for by whoever looks for a cause.
  Result<void> look_at_statistics() {
    if (Clock::now() < next_statistics_) return {};
    next_statistics_ = Clock::now() + pace_.count;
    auto analyzed = sampler_->analyzed(Watcher::analyzed_lately);
    if (!analyzed && analyzed.error().sqlstate.empty()) return std::unexpected(analyzed.error());
    if (analyzed)
      watcher_.know(*analyzed, now());
    else
      pass_on(watcher_.cannot_see("which statistics were gathered", analyzed.error().what, now()));
    return count_checkpoints();
  }

  // What a role may not see, or a server does not have, is not seen; the rest is.
  Result<void> look_at_limits() {
    next_limits_ = Clock::now() + pace_.limits;
    auto found = TRY(sampler_->limits());
    for (auto& limit : nearby_.limits(now())) found.limits.push_back(limit);
    if (sinks_.limits) passed_on(sinks_.limits(found.limits, now()));
    pass_on(watcher_.see(found.limits, now()));
    for (auto& [what, why] : found.not_seen) pass_on(watcher_.cannot_see(what, why, now()));
    return count_checkpoints();
  }

  // Its patience has no end: a database that is down is when it is needed most.
  void come_back(Clock::time_point end) {
    auto lost_at = last_seen_;
    auto life = life_;
    remember_texts();
    sampler_.reset();
    bool is_first = true;
    for (auto pause = first_pause; !os::interrupted() && Clock::now() < end;
         pause = std::min(pause * 2, longest_pause)) {
      if (connect()) {
        pass_on(watcher_.missed(lost_at, now()));
        if (auto what = what_became(life, life_); !what.empty()) pass_on(watcher_.another_life(what, lost_at, now()));
        return;
      }
      if (!std::exchange(is_first, false)) pass_on(watcher_.cannot_reach(lost_at, now()));
      rest_until(std::min(Clock::now() + pause, end));
    }
  }

  void pass_on(Watcher::Events events) {
    if (!events.empty() && sinks_.events) passed_on(sinks_.events(events));
  }
  std::vector<incident::Event> take(Result<std::vector<incident::Event>> marks) {
    if (marks) return std::move(*marks);
    passed_on(std::unexpected(marks.error()));
    return {};
  }
  void passed_on(const Result<void>& kept) {
    if (!kept && !not_kept_) not_kept_ = kept.error();
  }

  std::string text_of(const std::string& shape) const {
    auto text = sampler_ ? sampler_->text_of(shape) : std::string();
    if (!text.empty()) return text;
    auto known = texts_before_.find(shape);
    return known == texts_before_.end() ? text : known->second;
  }
  void remember_texts() {
    if (texts_before_.size() > texts_of_the_lost) texts_before_.clear();
    if (sampler_) texts_before_.insert(sampler_->texts().begin(), sampler_->texts().end());
  }

  const pg::Target& target_;
  const Pace& pace_;
  const Sinks& sinks_;
  std::optional<Sampler> sampler_;
  Nearby nearby_;
  std::map<std::string, std::string> texts_before_;  // of sessions that were lost
  Watcher watcher_;
  DeedReader deeds_;
  Life life_;
  double last_seen_ = 0, life_seen_at_ = 0;
  bool knows_shapes_ = false, blind_ = false, counts_statements_ = false;
  std::optional<Error> not_kept_;  // somebody could not take what was seen
  Clock::time_point next_count_, next_schema_, next_limits_, next_statistics_;
};

}  // namespace

Result<Watched> watch(const pg::Target& target, const Pace& pace, const Sinks& sinks,
                      const std::filesystem::path& log) {
  return Watching(target, pace, sinks, log).run();
}

}  // namespace ante::watch
