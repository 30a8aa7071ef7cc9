// ante load: an application's traffic against a database, and what people met.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <thread>

#include "base/text.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/sizes.h"
#include "load/driver.h"
#include "os/interrupt.h"
#include "render/load_text.h"
#include "render/traffic_json.h"

namespace ante::cli {
namespace {

struct LoadArguments {
  std::string url, app, time = "30s", format = "text";
  std::vector<std::string> sizes;
  load::Plan plan;
  int connections = 0;
  bool quiet = false;
};

// Once a second, until the time is over or somebody has seen enough.
void tell_progress(const load::Driver& driver, Millis time, ShownProgress& progress) {
  progress.stage("playing the traffic");
  auto limit = std::chrono::duration<double>(time).count();
  while (driver.elapsed() < limit && !os::interrupted()) {
    std::this_thread::sleep_for(std::min(Millis(100), Millis(static_cast<int>((limit - driver.elapsed()) * 1000) + 1)));
    progress.at(static_cast<std::int64_t>(driver.elapsed()), static_cast<std::int64_t>(limit));
  }
}

Result<Exit> run(LoadArguments options) {
  auto time = TRY(read_duration(options.time));
  auto sizes = TRY(sizes_of(options.sizes));
  auto app = TRY(load::read_app(options.app, sizes));
  if (options.connections > 0) app.connections = options.connections;
  auto progress = std::make_unique<ShownProgress>(options.quiet);
  pg::Target target{options.url};
  progress->stage(fmt::format("connecting to {}", target.shown()));
  auto connect = [&] { return pg::Connection::open(target, {.application = "ante load"}); };
  TRY(connect());  // what is wrong with the address is said now
  auto now = std::chrono::system_clock::now().time_since_epoch();
  options.plan.first_write_id = std::chrono::duration_cast<std::chrono::microseconds>(now).count() * 1'000;
  auto driver = TRY(load::Driver::start(std::move(app), target, options.plan));
  tell_progress(driver, time, *progress);
  double played = driver.elapsed();
  driver.finish();
  progress->stage("holding the acknowledged writes against the database");
  auto audit = [&]() -> Result<load::Audit> {
    auto server = TRY(connect());
    return load::audit(server, driver.app(), driver.ledgers());
  }();
  progress.reset();
  auto account = load::account_of(driver, audit, played, options.plan.rate);
  fmt::print("{}", options.format == "json" ? render::json(account) : render::text(account));
  if (!audit) return Exit::undecided;
  return audit->clean() ? Exit::fine : Exit::blocked;
}

}  // namespace

Run declare_load(CLI::App& app) {
  auto options = std::make_shared<LoadArguments>();
  app.add_option("url", options->url, "the database: postgresql://user@host/name")->envname("DATABASE_URL");
  app.add_option("--app", options->app, "the application: a folder with a .sql file for each thing that people do")
      ->required();
  app.add_option("--rate", options->plan.rate, "how many actions a second; 0: as many as the connections can")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  app.add_option("--for", options->time, "how long: 30s, 5m")->capture_default_str();
  app.add_option("--seed", options->plan.seed, "who comes and what he wants follows from it")->capture_default_str();
  app.add_option("--connections", options->connections, "how many, instead of the app's own number")
      ->check(CLI::Range(1, 10'000));
  app.add_option("--threads", options->plan.threads,
                 "loops that share the connections (else: one for each of --processors)")
      ->check(CLI::Range(1, 64));
  app.add_option("--processors", options->plan.processors, "where the loops may run: 0,1")->delimiter(',');
  app.add_option("-D", options->sizes, "name=number: a size of the app's; may be repeated");
  app.add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options] { return run(*options); };
}

}  // namespace ante::cli
