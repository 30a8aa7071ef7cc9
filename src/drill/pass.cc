#include "drill/pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "drill/busy.h"
#include "os/interrupt.h"

namespace ante::drill {
namespace {

constexpr Millis tick{50};
constexpr Millis patience_for_rest{60'000};
constexpr int least = 5;  // seconds with the new version; the change may take as long as the outage

class Play {
 public:
  Play(System& system, const Description& drill, const Course& course, Progress& progress)
      : system_(system),
        drill_(drill),
        course_(course),
        progress_(progress),
        busy_(system.process(), system.server_processors().size()) {}

  Result<Pass> whole() {
    Pass pass;
    if (!course_.confounder.empty()) confounder_ = TRY(Confounder::make(course_.confounder, system_, drill_));
    traffic_.emplace(system_, drill_, course_.seed, confounder_.get());
    progress_.stage("the traffic begins, as on any day");
    TRY(traffic_->release(drill_.before));
    if (!TRY(comes_to_rest()))
      return undecided(
          fmt::format("the system does not come to rest: {} after its traffic began, too much of it fails or is slow",
                      human(patience_for_rest)),
          "a lower rate ([traffic] in drill.toml), fewer rows, or a machine with less to do beside it");
    pass.peace.from = second();
    progress_.stage("peace");
    TRY(until(pass.peace.to = pass.peace.from + drill_.peace));
    if (course_.before_the_deploy) TRY(course_.before_the_deploy());

    progress_.stage("the change is deployed");
    pass.struck.from = second();
    TRY(strike(pass));
    if (confounder_) TRY(end_beside(pass));
    if (course_.undone) TRY(undo(pass));
    progress_.stage("holding the acknowledged writes against the database");
    traffic_->finish();
    TRY(account(pass));
    return pass;
  }

 private:
  int second() const { return static_cast<int>(traffic_->elapsed()); }

  // Until it is as on any day; false where that does not come.
  Result<bool> comes_to_rest() {
    constexpr int in_a_row = 3;  // seconds
    int began = second();
    auto limit = std::chrono::duration_cast<std::chrono::seconds>(patience_for_rest).count();
    // Of the last whole second not everybody has his answer yet.
    for (int looked = began; second() < began + limit;) {
      TRY(wait_a_little());
      int now = second();
      if (now == looked) continue;
      looked = now;
      if (now - 1 - in_a_row > began && traffic_->at_rest(now - 1 - in_a_row, now - 1)) return true;
    }
    return false;
  }

  // The new version comes when the change has run, and whatever came of it: that is how a pipeline does it.
  Result<void> strike(Pass& pass) {
    pass.change = TRY(run(course_.change));
    if (confounder_) TRY(begin_beside(pass));
    TRY(traffic_->release(drill_.after));
    int end = std::max(pass.struck.from + course_.outage, second() + 1 + least);
    if (course_.in_a_hurry && !pass.change.failed.empty() && drill_.code_back > 0) {
      TRY(until(second() + drill_.code_back));
      progress_.stage("the old version is brought back");
      TRY(traffic_->release(drill_.before));
    }
    if (course_.in_a_hurry && !drill_.hotfix.empty()) {
      TRY(until(second() + drill_.hotfix_after));
      progress_.stage("a hotfix is deployed in a hurry");
      pass.struck.to = pass.hurried.from = second();
      TRY(traffic_->release(drill_.hotfix));
      pass.hotfix = traffic_->not_started();
      TRY(until(end));
      pass.hurried.to = second();
    } else {
      TRY(until(end));
      pass.struck.to = second();
    }
    return {};
  }

  // It is over when people are served again as on any day.
  Result<void> undo(Pass& pass) {
    progress_.stage(course_.in_a_hurry ? "undoing it as they did" : "undoing it with antemortem");
    pass.undoing.from = second();
    if (!course_.back_to.empty()) TRY(traffic_->release(course_.back_to));
    pass.undo = TRY(run(course_.undone));
    if (course_.in_a_hurry && !drill_.hotfix.empty()) TRY(traffic_->release(drill_.after));
    pass.served_again = TRY(comes_to_rest());
    pass.undoing.to = pass.recovered.from = second();
    progress_.stage("afterwards");
    TRY(until(pass.recovered.to = pass.recovered.from + course_.recovery));
    return {};
  }

  // Right after the change, when everybody would blame it.
  Result<void> begin_beside(Pass& pass) {
    TRY(confounder_->begin());
    pass.beside = Beside{course_.confounder, std::string(confounder_->words()), {.from = second() + 1}, {}};
    confounded_ = true;
    traffic_->expect(confounder_->crowd());
    return {};
  }

  Result<void> end_beside(Pass& pass) {
    pass.beside->phase.to = second();
    confounded_ = false;
    TRY(confounder_->end());
    return traffic_->change_crowd(1);
  }

  // While the traffic goes on.
  Result<Ran> run(const Deed& deed) {
    auto running = std::async(std::launch::async, deed);
    while (running.wait_for(Millis(0)) != std::future_status::ready) TRY(wait_a_little());
    return running.get();
  }

  Result<void> until(int end) {
    auto began = second();
    while (second() < end) {
      TRY(wait_a_little());
      progress_.at(second() - began, end - began);
    }
    return {};
  }

  Result<void> wait_a_little() {
    if (os::interrupted()) return os::interrupted_error();
    TRY(system_.still_runs());
    std::this_thread::sleep_for(tick);
    if (course_.listen) course_.listen(second());
    if (static_cast<int>(processor_.size()) < second()) {
      if (confounded_) confounder_->look();
      double busy = busy_.since_last();
      processor_.resize(static_cast<std::size_t>(second()), busy);
    }
    return {};
  }

  Result<void> account(Pass& pass) {
    load::Measured measured;
    traffic_->sum(measured, pass.endpoints);
    std::vector phases{&pass.peace, &pass.struck, &pass.hurried, &pass.undoing, &pass.recovered};
    if (pass.beside) phases.push_back(&pass.beside->phase);
    for (auto* phase : phases) {
      phase->met = measured.all(phase->from, phase->to);
      phase->users = measured.users(phase->from, phase->to);
      auto from = std::min(processor_.size(), static_cast<std::size_t>(phase->from));
      auto to = std::min(processor_.size(), static_cast<std::size_t>(phase->to));
      for (auto i = from; i < to; ++i) phase->processor += processor_[i] / static_cast<double>(to - from);
    }
    if (pass.beside) pass.beside->felt = confounder_->felt(a_second(pass.peace), a_second(pass.beside->phase));
    auto peace = measured.endpoints(pass.peace.from, pass.peace.to);
    auto struck = measured.endpoints(pass.struck.from, pass.struck.to);
    peace.resize(pass.endpoints.size()), struck.resize(pass.endpoints.size());
    for (std::size_t i = 0; i < pass.endpoints.size(); ++i)
      pass.endpoints[i].peace = peace[i], pass.endpoints[i].struck = struck[i];
    int last = std::max(pass.struck.to, pass.recovered.to);
    for (int i = 0; i < last; ++i) {
      auto met = measured.all(i, i + 1);
      auto of_endpoints = measured.endpoints(i, i + 1);
      of_endpoints.resize(pass.endpoints.size());
      for (std::size_t e = 0; e < of_endpoints.size(); ++e)
        pass.endpoints[e].seconds.push_back(std::move(of_endpoints[e]));
      pass.seconds.push_back(
          {met.tried(), met.failed, met.latency.percentile(50), met.latency.percentile(99),
           static_cast<std::size_t>(i) < processor_.size() ? processor_[static_cast<std::size_t>(i)] : 0});
    }
    pass.own = traffic_->own();
    auto server = TRY(pg::Connection::open(system_.target(), {.connect = patience, .call = patience}));
    pass.audit = TRY(traffic_->audit(server));
    return {};
  }

  static double a_second(const Phase& phase) {
    return static_cast<double>(phase.met.tried()) / std::max(1, phase.to - phase.from);
  }

  System& system_;
  const Description& drill_;
  const Course& course_;
  Progress& progress_;
  std::unique_ptr<Confounder> confounder_;  // outlives the traffic that goes through it
  std::optional<Traffic> traffic_;
  Busy busy_;
  std::vector<double> processor_;
  bool confounded_ = false;
};

}  // namespace

Result<Pass> play(System& system, const Description& drill, const Course& course, Progress& progress) {
  auto pass = Play(system, drill, course, progress).whole();
  if (!pass) return std::unexpected(system.explained(pass.error()));
  return pass;
}

}  // namespace ante::drill
