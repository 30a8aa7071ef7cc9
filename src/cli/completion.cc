// ante completion bash|zsh|fish: what the shell needs in order to complete commands and options, on stdout.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/description.h"

namespace ante::cli {

namespace {

using Commands = std::span<const CommandText>;

std::vector<std::string> option_names(const CommandText& command) {
  std::vector<std::string> names;
  for (auto& option : command.options) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

// In single quotes, for any of the three shells.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string for_bash(Commands commands) {
  std::string names, cases;
  for (auto& command : commands) {
    if (!command.name.empty()) names += command.name + " ";
    if (!command.name.empty()) {
      cases += fmt::format("    {}) words=\"{}\" ;;\n", command.name, fmt::join(option_names(command), " "));
    }
  }
  return fmt::format(R"(# bash completion for ante
_ante() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words
  case ${{COMP_WORDS[1]}} in
{}    *) words="{}{}" ;;
  esac
  if [[ $COMP_CWORD == 1 ]]; then words="{}{}"; fi
  if [[ $COMP_CWORD == 1 || $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    compopt -o filenames
  fi
}}
complete -F _ante ante
)",
                     cases, names, fmt::join(option_names(commands[0]), " "), names,
                     fmt::join(option_names(commands[0]), " "));
}

std::string for_zsh(Commands commands) {
  std::string names, cases;
  for (auto& command : commands.subspan(1)) {
    // _describe separates a name from what it means by a colon.
    names += fmt::format("    {}\n", in_quotes(command.name + ":" + command.summary));
    cases += fmt::format("    {}) options=({}) ;;\n", command.name, fmt::join(option_names(command), " "));
  }
  return fmt::format(R"(#compdef ante
_ante() {{
  local -a commands options
  commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    options=({})
  else
    case $words[2] in
{}    esac
  fi
  if [[ $PREFIX == -* ]]; then compadd -a options; elif (( CURRENT > 2 )); then _files; fi
}}
_ante "$@"
)",
                     names, fmt::join(option_names(commands[0]), " "), cases);
}

std::string for_fish(Commands commands) {
  std::string out = "# fish completion for ante\n";
  for (auto& command : commands) {
    std::string where = command.name.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + command.name;
    if (!command.name.empty()) {
      out += fmt::format("complete -c ante -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                         in_quotes(command.summary));
    }
    for (auto& option : command.options) {
      if (option.names.empty()) continue;
      std::string names;
      for (auto& name : option.names) {
        names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      out += fmt::format("complete -c ante -n '{}'{}{} -d {}\n", where, names, option.value.empty() ? "" : " -r",
                         in_quotes(option.summary));
    }
  }
  return out;
}

}  // namespace

Run declare_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [&app, shell]() -> Result<Exit> {
    auto commands = describe(*app.get_parent());
    fmt::print("{}", *shell == "bash" ? for_bash(commands) : *shell == "zsh" ? for_zsh(commands) : for_fish(commands));
    return Exit::fine;
  };
}

}  // namespace ante::cli
