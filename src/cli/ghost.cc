// ante ghost: raises a ghost of a snapshot, runs a command beside it, and takes it down.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "os/interrupt.h"
#include "snapshot/file.h"
#include "twin/ghost.h"

namespace ante::cli {
namespace {

struct Options {
  std::string snapshot, user;
  std::vector<std::string> command;
  bool quiet = false;
};

// What libpq and everything built on it reads.
std::vector<std::pair<std::string, std::string>> environment(const twin::Ghost& ghost, const std::string& user) {
  std::string host = ghost.cluster().socket().string();
  return {{"PGHOST", host},
          {"PGPORT", "5432"},
          {"PGUSER", user},
          {"PGDATABASE", ghost.database()},
          {"PGSSLMODE", "disable"},
          {"DATABASE_URL", fmt::format("postgresql:///{}?host={}&user={}", url_encoded(ghost.database()), url_encoded(host),
                                       url_encoded(user))}};
}

// The command's own exit code is the answer, as with env(1) and the like. Ctrl-C reaches the command too; it decides.
Result<Exit> run(const std::vector<std::string>& command, const std::vector<std::pair<std::string, std::string>>& variables) {
  pid_t child = ::fork();
  if (child < 0) return undecided(fmt::format("cannot start {}: no more processes", command[0]));
  if (child == 0) {
    for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, SIG_DFL);
    ::unsetenv("PGSERVICE");
    ::unsetenv("PGPASSWORD");
    for (auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> words;
    for (auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    fmt::print(stderr, "ante: cannot run {}: {}\n", command[0], std::strerror(errno));
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    if (os::interrupted()) ::kill(child, SIGTERM);
  return static_cast<Exit>(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

}  // namespace

Run declare_ghost(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("snapshot", options->snapshot, "a file that ante capture made")->required();
  app.add_option("-U,--user", options->user, "connect as this role (default: the private server's superuser)");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  app.add_option("command", options->command, "what to run beside the ghost, after -- (default: psql)");
  app.footer("PGHOST, PGPORT, PGUSER, PGDATABASE and DATABASE_URL point the command at the ghost. It plans as production\n"
             "would; its tables hold no rows. The exit code is the command's.");
  return [options]() -> Result<Exit> {
    std::unique_ptr<ShownProgress> progress = std::make_unique<ShownProgress>(options->quiet);
    auto snapshot = TRY(snapshot::load(options->snapshot));
    auto key = TRY(snapshot::content_hash(options->snapshot));
    auto ghost = TRY(twin::Ghost::raise(snapshot, key, *progress));
    progress.reset();
    for (auto& reservation : ghost.reservations()) fmt::print(stderr, "ante: {}\n", reservation);
    if (options->command.empty()) options->command = {"psql"};
    return run(options->command, environment(ghost, options->user.empty() ? pg::private_superuser : options->user));
  };
}

}  // namespace ante::cli
