#include "cli/run_beside.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

#include "base/text.h"
#include "os/interrupt.h"
#include "os/process.h"

namespace ante::cli {
namespace {

// Ctrl-C is the command's own while it has the terminal: psql cancels a query with it.
class CtrlCIsTheirs {
 public:
  CtrlCIsTheirs() {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &before_);
  }
  ~CtrlCIsTheirs() { ::sigaction(SIGINT, &before_, nullptr); }

 private:
  struct sigaction before_{};
};

}  // namespace

Result<Exit> run_beside(const pg::Cluster& cluster, const std::string& database, const std::string& user,
                        const std::vector<std::string>& command) {
  CHECK_THAT(!command.empty());
  bool has_path = command[0].find('/') != std::string::npos;
  auto program = has_path ? std::optional<std::filesystem::path>(command[0]) : os::program_in_path(command[0]);
  if (!program) return bad_input(fmt::format("there is no program '{}' in PATH", command[0]));

  auto host = cluster.socket().string();
  auto url = fmt::format("postgresql:///{}?host={}&port=5432&user={}", url_encoded(database), url_encoded(host),
                         url_encoded(user));
  std::error_code error;
  CtrlCIsTheirs while_it_runs;
  auto process = TRY(os::Process::start(
      {.path = std::filesystem::absolute(*program, error),
       .arguments = {command.begin() + 1, command.end()},
       // Nothing that leads libpq elsewhere is handed on: a PGSERVICE would win over all of these.
       .environment = os::environment_with(
           {"PGHOST=" + host, "PGPORT=5432", "PGDATABASE=" + database, "PGUSER=" + user, "DATABASE_URL=" + url}, "PG"),
       .folder = std::filesystem::current_path(error),
       .on_terminal = true,
       .death_signal = SIGTERM}));
  for (;;) {
    auto ending = process.wait_or_interrupt(Millis{3'600'000});
    if (!ending) {
      process.signal(SIGTERM);
      process.wait(Millis{5'000});
      return std::unexpected(ending.error());
    }
    if (*ending) return static_cast<Exit>((*ending)->signal ? 128 + (*ending)->signal : (*ending)->exit_code);
  }
}

}  // namespace ante::cli
