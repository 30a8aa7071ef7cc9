// ante: reads the command, runs it, shows its error once, and ends with its exit code.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>

#include "base/text.h"
#include "cli/command.h"
#include "os/interrupt.h"
#include "twin/kept.h"

namespace {

using namespace ante;

void show(const Error& error) {
  fmt::print(stderr, "ante: {}\n", error.what);
  if (!error.next.empty()) fmt::print(stderr, "      {}\n", error.next);
}

std::string did_you_mean(std::string_view word) {
  std::string best;
  std::size_t distance = 3;
  for (auto& command : cli::commands()) {
    auto d = edit_distance(word, command.name);
    if (d < distance) distance = d, best = command.name;
  }
  return best;
}

// Addresses may hold passwords, and whoever mistypes a command puts them where they would be shown.
std::string without_addresses(std::string text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3))
    text.replace(at + 3, text.find_first_of(" '\"\n", at) - at - 3, "…");
  return text;
}

// The list of processes shows arguments to everybody; by then the password has been read.
void hide_passwords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::string_view text = argv[i];
    auto scheme = text.find("://"), user_end = text.find(':', scheme == text.npos ? 0 : scheme + 3);
    auto host = text.rfind('@');
    if (scheme != text.npos && host != text.npos && user_end < host)
      std::fill(argv[i] + user_end + 1, argv[i] + host, 'x');
    if (auto word = text.find("password="); word != text.npos)
      for (char* c = argv[i] + word + 9; *c && *c != ' ' && *c != '&'; ++c) *c = 'x';
  }
}

}  // namespace

int main(int argc, char** argv) {
  os::listen_for_interrupts();
  CLI::App app{"ante: what a database change will do, before it does it", "ante"};
  app.set_version_flag("--version", "ante " ANTE_VERSION);
  app.require_subcommand(0, 1);
  std::vector<std::pair<CLI::App*, cli::Run>> runs;
  for (auto& command : cli::commands()) {
    auto* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    runs.emplace_back(sub, command.declare(*sub));
  }
  bool known = std::ranges::any_of(cli::commands(), [&](auto& c) { return argc > 1 && c.name == argv[1]; });
  if (argc > 1 && argv[1][0] != '-' && !known) {
    std::string guess = did_you_mean(argv[1]);
    show({fmt::format("there is no command '{}'", without_addresses(argv[1])),
          guess.empty() ? "ante --help lists the commands" : fmt::format("did you mean '{}'?", guess)});
    return static_cast<int>(Exit::bad_input);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream said;
    bool asked_for = app.exit(error, std::cout, said) == 0;
    fmt::print(stderr, "{}", without_addresses(said.str()));
    return asked_for ? 0 : static_cast<int>(Exit::bad_input);
  }
  hide_passwords(argc, argv);
  for (auto& [sub, run] : runs) {
    if (!sub->parsed()) continue;
    Result<Exit> result = undecided("");
    try {
      result = run();
    } catch (const std::exception& thrown) {
      // Nothing of ours throws; the standard library does, where memory or a file ends at the wrong moment.
      result = undecided(fmt::format("something went wrong that nobody expected: {}", thrown.what()),
                         "please report it, with what you called");
    }
    if (!result) show(result.error());
    if (int signal = os::interrupt_signal()) {
      std::signal(signal, SIG_DFL);
      std::raise(signal);
    }
    twin::forget_old_twins();
    return static_cast<int>(result ? *result : result.error().exit);
  }
  fmt::print("{}", app.help());
  return 0;
}
