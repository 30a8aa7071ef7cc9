#include "drill/confounder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <thread>

#include "base/text.h"
#include "drill/slow_network.h"
#include "load/app.h"
#include "os/folders.h"
#include "os/process.h"
#include "pg/connection.h"

namespace ante::drill {
namespace {

using Made = Result<std::unique_ptr<Confounder>>;
using Clock = std::chrono::steady_clock;

class Crowd : public Confounder {
 public:
  std::string_view words() const override { return "twice as many people"; }
  double crowd() const override { return 2; }
  Result<void> begin() override { return {}; }
  Result<void> end() override { return {}; }
  Felt felt(double in_peace, double beside) const override {
    return {beside > 1.5 * in_peace, fmt::format("{:.0f} actions a second, after {:.0f}", beside, in_peace)};
  }
};

class Network : public Confounder {
 public:
  std::string_view words() const override { return "a slow network"; }
  static Made make(const System& system) {
    auto network = TRY(SlowNetwork::make(system.socket(), system.traffic_processors()));
    return std::make_unique<Network>(std::move(network));
  }
  explicit Network(std::unique_ptr<SlowNetwork> network) : network_(std::move(network)) {}

  pg::Target through(const pg::Target& target) const override {
    auto led = target;
    led.overrides.emplace_back("host", network_->folder().string());
    return led;
  }
  Result<void> begin() override {
    network_->delay(each_way);
    return {};
  }
  Result<void> end() override {
    network_->delay(Millis{0});
    return {};
  }
  Felt felt(double, double) const override {
    return {network_->delayed() > 0,
            fmt::format("{} messages were {} late each", network_->delayed(), human(each_way))};
  }

 private:
  static constexpr Millis each_way{40};
  std::unique_ptr<SlowNetwork> network_;
};

// Somebody else's work on the server's processors. How much of them it gets the scheduler decides.
class Neighbour : public Confounder {
 public:
  std::string_view words() const override { return "a neighbour on the processors"; }
  explicit Neighbour(const System& system) : processors_(system.server_processors()) {}

  Result<void> begin() override {
    began_ = Clock::now();
    for (std::size_t i = 0; i < loops * processors_.size(); ++i)
      threads_.emplace_back([this](const std::stop_token& ended) {
        os::stay_on(processors_);
        while (!ended.stop_requested()) {
        }
        timespec used{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
        micros_ += static_cast<std::int64_t>(used.tv_sec) * 1'000'000 + used.tv_nsec / 1'000;
      });
    return {};
  }
  Result<void> end() override {
    threads_.clear();
    seconds_ = std::chrono::duration<double>(Clock::now() - began_).count();
    return {};
  }
  Felt felt(double, double) const override {
    double share = static_cast<double>(micros_) / 1e6 / seconds_ / static_cast<double>(processors_.size());
    return {share > 0.05, fmt::format("it took {:.0f} % of the server's processors", share * 100), share};
  }

 private:
  // So many that they get their share beside some sixty server processes that all want to run.
  static constexpr std::size_t loops = 12;
  std::vector<int> processors_;
  Clock::time_point began_;
  double seconds_ = 1;
  std::atomic<std::int64_t> micros_ = 0;
  std::vector<std::jthread> threads_;
};

// Somebody else's work on the disk: it writes and waits until that is there, over and over, as a backup does.
class DiskHog : public Confounder {
 public:
  std::string_view words() const override { return "a neighbour on the disk"; }
  static Made make(const System& system) {
    auto home = TRY(os::LiveFolder::make());
    return std::make_unique<DiskHog>(std::move(home), system.traffic_processors());
  }
  DiskHog(os::LiveFolder home, std::vector<int> processors)
      : home_(std::move(home)), processors_(std::move(processors)) {}

  Result<void> begin() override {
    auto path = home_.path() / "hog";
    file_ = os::Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!file_) return std::unexpected(os::disk_error(fmt::format("cannot write {}", path.string()), errno));
    thread_ = std::jthread([this](const std::stop_token& ended) {
      os::stay_on(processors_);
      std::vector<char> piece(1u << 20, 'x');
      for (int i = 0; !ended.stop_requested() && !failed_; i = (i + 1) % pieces) {
        auto count = ::pwrite(file_.get(), piece.data(), piece.size(), static_cast<off_t>(i) * std::ssize(piece));
        if (count != std::ssize(piece)) failed_ = count < 0 ? errno : ENOSPC;
        ++written_;
        if (i % 8 != 7) continue;
        auto began = Clock::now();
        if (::fdatasync(file_.get()) != 0) failed_ = errno;
        waited_ += (Clock::now() - began).count();
      }
    });
    return {};
  }
  Result<void> end() override {
    thread_ = {};
    if (failed_) return std::unexpected(os::disk_error("the neighbour on the disk cannot write", failed_));
    return {};
  }
  Felt felt(double, double) const override {
    auto waited = std::chrono::duration_cast<Millis>(Clock::duration(waited_));
    return {waited > Millis{100},
            fmt::format("it wrote {} MB, and waited {} for the disk", written_.load(), human(waited))};
  }

 private:
  static constexpr int pieces = 128;  // megabytes, again and again the same
  os::LiveFolder home_;
  std::vector<int> processors_;
  os::Descriptor file_;
  std::atomic<std::int64_t> written_ = 0, waited_ = 0;
  std::atomic<int> failed_ = 0;
  std::jthread thread_;
};

// Somebody locked a table that people write, "before an export", and went to lunch.
class Forgotten : public Confounder {
 public:
  std::string_view words() const override { return "a forgotten lock"; }
  static Made make(const System& system, const Description& drill) {
    auto app = TRY(load::read_app(drill.before, drill.sizes));
    auto most = std::ranges::max_element(app.endpoints, {}, [](auto& e) { return e.table.empty() ? -1 : e.weight; });
    if (most == app.endpoints.end() || most->table.empty())
      return bad_input(fmt::format("nothing in {} says where it writes", drill.before.string()),
                       "a lock is held on a table that is written: \\writes TABLE.COLUMN names one");
    return std::make_unique<Forgotten>(system.target(drill.owner), most->table);
  }
  Forgotten(pg::Target target, std::string table) : target_(std::move(target)), table_(std::move(table)) {}

  Result<void> begin() override {
    session_ = TRY(pg::Connection::open(target_, {.application = "psql", .settings = {{"lock_timeout", "10s"}}}));
    TRY(session_->execute("BEGIN"));
    TRY(session_->execute(fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", table_)));
    return {};
  }
  void look() override {
    auto rows =
        session_->query("SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))");
    if (rows) most_waited_ = std::max(most_waited_, rows->integer(0, 0));
  }
  Result<void> end() override {
    session_.reset();
    return {};
  }
  Felt felt(double, double) const override {
    return {most_waited_ > 0,
            fmt::format("{} waited for its lock on {} at a time", counted(most_waited_, "session"), table_)};
  }

 private:
  pg::Target target_;
  std::string table_;
  std::int64_t most_waited_ = 0;
  std::optional<pg::Connection> session_;
};

// Whatever is written is vacuumed and analysed again and again without a pause, and every row that it meets is frozen.
class Autovacuum : public Confounder {
 public:
  std::string_view words() const override { return "autovacuum without a pause"; }
  explicit Autovacuum(const System& system) : target_(system.target()) {}

  Result<void> begin() override {
    auto server = TRY(pg::Connection::open(target_));
    times_ = TRY(vacuumed(server));
    began_ = Clock::now();
    for (auto [name, value] : settings) TRY(server.execute(fmt::format("ALTER SYSTEM SET {} = {}", name, value)));
    TRY(server.execute("SELECT pg_reload_conf()"));
    return {};
  }
  Result<void> end() override {
    auto server = TRY(pg::Connection::open(target_));
    times_ = std::max<std::int64_t>(0, TRY(vacuumed(server)) - times_);  // a crash forgets them
    seconds_ = std::chrono::duration<double>(Clock::now() - began_).count();
    for (auto [name, value] : settings) TRY(server.execute(fmt::format("ALTER SYSTEM RESET {}", name)));
    TRY(server.execute("SELECT pg_reload_conf()"));
    return {};
  }
  Felt felt(double, double) const override {
    // On any day a table's turn comes every ten seconds at most.
    return {static_cast<double>(times_) > seconds_ / 5,
            fmt::format("tables were vacuumed and analysed {} times", times_)};
  }

 private:
  static constexpr std::pair<const char*, const char*> settings[] = {
      {"autovacuum_naptime", "1"},           {"autovacuum_vacuum_cost_delay", "0"},
      {"autovacuum_vacuum_threshold", "1"},  {"autovacuum_vacuum_scale_factor", "0"},
      {"autovacuum_analyze_threshold", "1"}, {"autovacuum_analyze_scale_factor", "0"},
      {"vacuum_freeze_min_age", "0"},        {"vacuum_freeze_table_age", "0"},
  };
  static Result<std::int64_t> vacuumed(pg::Connection& server) {
    auto rows =
        TRY(server.query("SELECT coalesce(sum(autovacuum_count + autoanalyze_count), 0) FROM pg_stat_user_tables"));
    return rows.integer(0, 0);
  }
  pg::Target target_;
  Clock::time_point began_;
  double seconds_ = 0;
  std::int64_t times_ = 0;
};

const std::map<std::string, std::function<Made(const System&, const Description&)>>& makers() {
  static const std::map<std::string, std::function<Made(const System&, const Description&)>> makers{
      {"traffic", [](auto&, auto&) -> Made { return std::make_unique<Crowd>(); }},
      {"network", [](auto& system, auto&) { return Network::make(system); }},
      {"cpu", [](auto& system, auto&) -> Made { return std::make_unique<Neighbour>(system); }},
      {"io", [](auto& system, auto&) { return DiskHog::make(system); }},
      {"lock", [](auto& system, auto& drill) { return Forgotten::make(system, drill); }},
      {"autovacuum", [](auto& system, auto&) -> Made { return std::make_unique<Autovacuum>(system); }},
  };
  return makers;
}

}  // namespace

std::vector<std::string> Confounder::kinds() {
  std::vector<std::string> kinds;
  for (auto& [kind, make] : makers()) kinds.push_back(kind);
  return kinds;
}

Made Confounder::make(const std::string& kind, const System& system, const Description& drill) {
  auto maker = makers().find(kind);
  CHECK_THAT(maker != makers().end());
  return maker->second(system, drill);
}

}  // namespace ante::drill
