#include "drill/pass.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "os/process.h"

namespace ante::drill {
namespace {

constexpr Millis tick{50};
constexpr int warming_up = 5;  // seconds that count for nothing: connections are made, caches fill
constexpr Millis patience{600'000};

// What a server's processes take of its processors, from one look to the next.
class Busy {
 public:
  Busy(pid_t server, std::size_t processors) : server_(server), processors_(static_cast<double>(processors)) {
    (void)since_last();
  }

  double since_last() {
    // What children that have ended took is the server's own by then.
    double used = jiffies_of(server_, 4);
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", server_));
    for (pid_t child = 0; children >> child;) used += jiffies_of(child, 2);
    auto now = std::chrono::steady_clock::now();
    double seconds = std::chrono::duration<double>(now - last_).count();
    double share = (used - used_) / static_cast<double>(::sysconf(_SC_CLK_TCK)) / seconds / processors_;
    used_ = used, last_ = now;
    // Whoever ended between two glances is counted a glance later.
    return std::clamp(share, 0.0, 1.0);
  }

 private:
  // utime, stime, and for the dead children cutime and cstime: the 14th to the 17th word, after the name in brackets.
  static double jiffies_of(pid_t process, int words) {
    auto text = os::read_file(fmt::format("/proc/{}/stat", process), 4096);
    if (!text) return 0;
    std::istringstream rest(text->substr(std::min(text->size(), text->rfind(')') + 1)));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    double sum = 0, jiffies = 0;
    for (int i = 0; i < words && rest >> jiffies; ++i) sum += jiffies;
    return sum;
  }

  pid_t server_;
  double processors_, used_ = 0;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// Runs the start command of a version, where it has one; what it said, where it failed.
Result<std::string> start_of(const std::filesystem::path& version) {
  constexpr Millis start_limit{30'000};
  std::error_code none;
  auto program = std::filesystem::absolute(version / "start", none);
  if (!std::filesystem::exists(program, none)) return std::string();
  auto finished = TRY(os::run({.path = program,
                               .arguments = {},
                               .environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"},
                               .folder = program.parent_path()},
                              start_limit));
  if (finished.ending.fine()) return std::string();
  return one_line(finished.output, 200) + " (" + finished.ending.shown() + ")";
}

// The application in one version after the other, on one clock.
class Traffic {
 public:
  Traffic(System& system, const Description& drill, std::uint64_t seed) : system_(system), drill_(drill), seed_(seed) {}

  void lead_through(const Confounder& confounder) { confounder_ = &confounder; }

  // Nobody is kept from leaving where the drill ends before its time.
  ~Traffic() {
    for (auto& driver : drivers_) driver->leave();
  }

  // The new version takes over; whom the old one still serves it serves to the end. Where its start command fails there
  // is nobody to serve who comes from then on.
  Result<void> release(const std::filesystem::path& version) {
    auto target = confounder_ ? confounder_->through(system_.target(drill_.role)) : system_.target(drill_.role);
    if (auto said = TRY(start_of(version)); !said.empty()) {
      not_started = said;
      target.overrides.emplace_back("host", "/nonexistent");
    }
    load::Plan plan{
        .rate = drill_.rate * crowd_, .seed = seed_ + drivers_.size(), .processors = system_.traffic_processors()};
    plan.from = elapsed();
    plan.first_write_id = static_cast<std::int64_t>(drivers_.size() + 1) * 1'000'000'000;
    auto app = TRY(load::read_app(version, drill_.sizes));
    auto driver = std::make_unique<load::Driver>(TRY(load::Driver::start(std::move(app), target, plan)));
    if (!drivers_.empty())
      leaving_.push_back(std::async(std::launch::async, [&old = *drivers_.back()] { old.finish(); }));
    drivers_.push_back(std::move(driver));
    version_ = version;
    return {};
  }

  // From the next release on so many times as many people come.
  void expect(double crowd) { crowd_ = crowd; }
  // Those who come from now on come in other numbers.
  Result<void> change_crowd(double crowd) {
    if (crowd == crowd_) return {};
    crowd_ = crowd;
    return release(std::filesystem::path(version_));
  }

  std::string not_started;  // what the last start command that failed said

  double elapsed() const { return drivers_.empty() ? 0 : drivers_.front()->elapsed(); }

  void finish() {
    leaving_.clear();
    drivers_.back()->finish();
  }

  // Endpoints of the same name are the same to people.
  void sum(load::Measured& sum, std::vector<OfEndpoint>& endpoints) const {
    for (auto& driver : drivers_) {
      std::vector<std::size_t> here;
      for (auto& endpoint : driver->app().endpoints) {
        auto known = std::ranges::find(endpoints, endpoint.name, &OfEndpoint::name);
        here.push_back(static_cast<std::size_t>(known - endpoints.begin()));
        if (known == endpoints.end()) endpoints.push_back({endpoint.name, endpoint.goal, {}, {}});
      }
      sum.add(driver->measured(), here);
    }
  }

  Result<load::Audit> audit(pg::Connection& server) const {
    load::Audit sum;
    for (auto& driver : drivers_) {
      auto audit = TRY(load::audit(server, driver->app(), driver->ledgers()));
      sum.add(audit);
    }
    return sum;
  }

  load::Own own() const {
    load::Own sum;
    for (auto& driver : drivers_) sum.add(driver->own());
    return sum;
  }

 private:
  System& system_;
  const Description& drill_;
  std::uint64_t seed_;
  double crowd_ = 1;
  const Confounder* confounder_ = nullptr;
  std::filesystem::path version_;  // the last one
  std::vector<std::unique_ptr<load::Driver>> drivers_;
  std::vector<std::future<void>> leaving_;
};

class Play {
 public:
  Play(System& system, const Description& drill, const Course& course, Progress& progress)
      : system_(system),
        drill_(drill),
        course_(course),
        progress_(progress),
        traffic_(system, drill, course.seed),
        busy_(system.process(), system.server_processors().size()) {}

  Result<Pass> whole() {
    Pass pass;
    if (!course_.confounder.empty()) {
      confounder_ = TRY(Confounder::make(course_.confounder, system_, drill_));
      traffic_.lead_through(*confounder_);
    }
    progress_.stage("peace: the traffic as on any day");
    TRY(traffic_.release(drill_.before));
    pass.peace.from = warming_up;
    TRY(until(pass.peace.to = warming_up + drill_.peace));
    if (course_.before_the_deploy) TRY(course_.before_the_deploy());

    pass.struck.from = second();
    TRY(strike(course_.change, pass));
    if (confounder_) TRY(end_beside(pass));
    pass.struck.to = pass.recovered.from = second();

    if (course_.undone) {
      progress_.stage("undoing it as they did");
      pass.undo = TRY(run(*course_.undone, "undo"));
      if (!drill_.hotfix.empty()) TRY(traffic_.release(drill_.after));
      pass.recovered.from = second() + 1;  // the first whole second
      TRY(until(pass.recovered.from + drill_.recovery));
    }
    pass.recovered.to = second();
    progress_.stage("holding the acknowledged writes against the database");
    traffic_.finish();
    TRY(account(pass));
    return pass;
  }

 private:
  int second() const { return static_cast<int>(traffic_.elapsed()); }

  // The new version comes when the change has run, and whatever came of it: that is how a pipeline does it.
  Result<void> strike(const std::filesystem::path& change, Pass& pass) {
    progress_.stage("the change is deployed");
    pass.change = TRY(run(change, "deploy"));
    if (confounder_) TRY(begin_beside(pass));
    TRY(traffic_.release(drill_.after));
    if (!pass.change.failed.empty() && drill_.code_back > 0) {
      TRY(until(second() + drill_.code_back));
      progress_.stage("the old version is brought back");
      TRY(traffic_.release(drill_.before));
    }
    if (course_.undone && !drill_.hotfix.empty()) {
      TRY(until(second() + drill_.hotfix_after));
      progress_.stage("a hotfix is deployed in a hurry");
      TRY(traffic_.release(drill_.hotfix));
      pass.hotfix = traffic_.not_started;
    }
    return until(pass.struck.from + drill_.outage);
  }

  // Right after the change, when everybody would blame it.
  Result<void> begin_beside(Pass& pass) {
    pass.beside = Beside{.kind = course_.confounder, .phase = {.from = second() + 1}, .felt = {}};
    TRY(confounder_->begin());
    traffic_.expect(confounder_->crowd());
    return {};
  }

  Result<void> end_beside(Pass& pass) {
    pass.beside->phase.to = second();
    TRY(confounder_->end());
    return traffic_.change_crowd(1);
  }

  // Runs a change while the traffic goes on.
  Result<Ran> run(const std::filesystem::path& path, std::string name) {
    auto running = std::async(std::launch::async, [this, path, name = std::move(name)]() -> Result<Ran> {
      auto change = TRY(change::read_change(path));
      auto server = pg::Connection::open(system_.target(drill_.owner), {.call = patience, .application = name});
      if (!server) return Ran{.failed = server.error().what};
      return run_change(*server, change);
    });
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
    if (static_cast<int>(processor_.size()) < second()) {
      double busy = busy_.since_last();
      processor_.resize(static_cast<std::size_t>(second()), busy);
    }
    return {};
  }

  Result<void> account(Pass& pass) {
    load::Measured measured;
    traffic_.sum(measured, pass.endpoints);
    std::vector phases{&pass.peace, &pass.struck, &pass.recovered};
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
    for (int i = 0; i < pass.recovered.to; ++i) {
      auto met = measured.all(i, i + 1);
      pass.seconds.push_back(
          {met.tried(), met.failed, met.latency.percentile(50), met.latency.percentile(99),
           static_cast<std::size_t>(i) < processor_.size() ? processor_[static_cast<std::size_t>(i)] : 0});
    }
    pass.own = traffic_.own();
    auto server = TRY(pg::Connection::open(system_.target(), {.call = patience}));
    pass.audit = TRY(traffic_.audit(server));
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
  Traffic traffic_;
  Busy busy_;
  std::vector<double> processor_;
};

}  // namespace

Result<Pass> play(System& system, const Description& drill, const Course& course, Progress& progress) {
  auto pass = Play(system, drill, course, progress).whole();
  if (!pass) return std::unexpected(system.explained(pass.error()));
  return pass;
}

}  // namespace ante::drill
