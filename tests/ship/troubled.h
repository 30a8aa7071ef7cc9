// A shipment that is met by what happens to machines: its line is cut, its session, its server or it itself is killed.
// Whoever comes next brings the database to the new schema or to the old one, whichever is wanted.
#pragma once

#include <array>
#include <csignal>
#include <optional>
#include <thread>

#include "every_step.h"
#include "os/process.h"
#include "support/faulty_line.h"
#include "support/private_cache.h"

namespace ante::tests {

enum class Trouble { line_cut, session_ended, session_killed, server_stopped, runner_killed };
inline constexpr std::array every_trouble{Trouble::line_cut, Trouble::session_ended, Trouble::session_killed,
                                          Trouble::server_stopped, Trouble::runner_killed};
inline const char* word(Trouble trouble) {
  return std::array{"line cut", "session ended", "session killed", "server stopped",
                    "runner killed"}[static_cast<std::size_t>(trouble)];
}

enum class Way { there, back };

class Troubled : public EveryStep {
 protected:
  // As production's: what was acknowledged is in the log, whatever becomes of the server.
  Troubled()
      : EveryStep({{"synchronous_commit", "on"}, {"max_connections", "100"}}),
        line(cluster.socket()),
        folder_(std::move(*os::TemporaryFolder::make("troubled"))) {}

  // The same database by a line that breaks.
  pg::Target by_the_line(const std::string& name) const {
    return {fmt::format("host={} port=5432 user=app dbname={} sslmode=disable gssencmode=disable",
                        line.folder().string(), name)};
  }
  // Its lease has run out when the next one comes.
  static ship::Pace hasty() {
    auto pace = quick();
    pace.lease = Millis(1);
    return pace;
  }

  // One way, met by the trouble at a request; true where it got there all the same.
  bool try_it(const std::string& name, Way way, Trouble trouble, int request, Moment moment) {
    if (trouble == Trouble::runner_killed) return try_as_a_process(name, way, request, moment);
    line.expect({request, moment, in_the_middle(what_happens(trouble)), keeping_it_there(name, moment),
                 trouble == Trouble::line_cut});
    auto target = by_the_line(name);
    auto ended = way == Way::there ? apply(target, whole_plan(name), hasty()) : undo(target, hasty());
    said_ = said(ended);
    return ended.has_value();
  }

  // Undisturbed; what it says where it does not get there, "" otherwise.
  std::string bring(const std::string& name, Way way) {
    auto ended = way == Way::there ? apply(target(name), whole_plan(name), hasty()) : undo(target(name), hasty());
    auto why = said(ended);
    // Where the trouble came after the very last commit, or before the first, there is nothing left to do.
    if (way == Way::back && (contains(why, "nothing to take back") || contains(why, "has no journal"))) return "";
    return why;
  }

  // How many requests a way is, undisturbed, from where the database stands.
  int requests_of(const std::string& name, Way way) {
    line.expect({});
    auto ended =
        way == Way::there ? apply(by_the_line(name), whole_plan(name), hasty()) : undo(by_the_line(name), hasty());
    EXPECT_TRUE(ended) << said(ended);
    return line.requests();
  }

  // All rows of the old schema's tables.
  std::string rows(const std::string& name) {
    auto connection = connect(cluster, name);
    std::string all;
    for (const char* table : {"customer", "purchase", "old_price"})
      all +=
          connection.scalar(fmt::format("SELECT pg_catalog.md5(string_agg(t::text, '|' ORDER BY id)) FROM {} t", table))
              .value_or("none") +
          " ";
    return all;
  }

  void gone(const std::string& name) {
    auto server = connect(cluster);
    run(server, "DROP DATABASE " + name + " WITH (FORCE)");
  }

  const std::string& last_said() const { return said_; }

  FaultyLine line;

 private:
  // What is built or dropped concurrently waits, half done, for whoever has looked at the tables before.
  std::function<void(const std::string&)> keeping_it_there(const std::string& name, Moment moment) {
    return [this, name, moment](const std::string& statement) {
      if (moment != Moment::during || !contains(statement, " CONCURRENTLY ")) return;
      in_its_way_ = connect(cluster, name);
      run(*in_its_way_, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM customer, purchase LIMIT 1");
    };
  }
  std::function<void(pid_t)> in_the_middle(std::function<void(pid_t)> happens) {
    return [this, happens = std::move(happens)](pid_t backend) {
      if (in_its_way_) {
        auto waits =
            fmt::format("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = {}", static_cast<int>(backend));
        EXPECT_TRUE(eventually([&] { return in_its_way_->scalar(waits).value_or("0") != "0"; }));
      }
      if (happens) happens(backend);
      in_its_way_.reset();
    };
  }
  std::function<void(pid_t)> what_happens(Trouble trouble) {
    switch (trouble) {
      case Trouble::session_ended:
        return [this](pid_t backend) {
          auto server = connect(cluster);
          auto is_there = fmt::format("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = {}",
                                      static_cast<int>(backend));
          EXPECT_TRUE(eventually([&] { return server.scalar(is_there).value_or("") == "0"; }));
        };
      case Trouble::session_killed:
        return [this](pid_t backend) {
          ::kill(backend, SIGKILL);
          // The server ends all sessions, and comes back by itself.
          EXPECT_TRUE(eventually([&] { return ::kill(backend, 0) != 0; }));
          std::this_thread::sleep_for(Millis(5));
          EXPECT_TRUE(eventually([&] { return pg::Connection::open(cluster.target("postgres")).has_value(); }));
        };
      case Trouble::server_stopped:
        return [this](pid_t) {
          ::kill(cluster.process(), SIGQUIT);
          (void)cluster.stop();  // it did not stop cleanly
          auto started = cluster.start();
          EXPECT_TRUE(started) << started.error().what;
        };
      default:
        return {};
    }
  }

  bool try_as_a_process(const std::string& name, Way way, int request, Moment moment) {
    std::atomic<os::Process*> started = nullptr;
    auto kill_it = [&](pid_t) {
      while (!started) std::this_thread::yield();
      ::kill(started.load()->pid(), SIGKILL);
    };
    line.expect({request, moment, in_the_middle(kill_it), keeping_it_there(name, moment)});
    auto file = (folder_.path() / "plan.sql").string();
    auto plan = whole_plan(name);
    plan.verdict = "green";
    EXPECT_TRUE(os::write_file(file, ship::text_of(plan)));
    std::vector<std::string> arguments{way == Way::there ? "apply" : "undo", "--database", by_the_line(name).conninfo,
                                       "-q"};
    if (way == Way::there) arguments.insert(arguments.end(), {file, "--undo-folder", folder_.path().string()});
    auto process =
        os::Process::start({.path = ANTE_BINARY, .arguments = arguments, .environment = os::environment_with({})});
    EXPECT_TRUE(process);
    if (!process) return false;
    started = &*process;
    auto ended = process->wait(Millis(60'000));
    EXPECT_TRUE(ended);
    said_ = ended ? ended->shown() : "it hangs";
    return ended && ended->fine();
  }

  os::TemporaryFolder folder_;
  std::string said_;
  std::optional<pg::Connection> in_its_way_;
};

}  // namespace ante::tests
