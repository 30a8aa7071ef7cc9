// Every command that the help lists has its section in the man page, its words in the completion, and its page in
// docs/.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/repository.h"
#include "support/run.h"

namespace {

using namespace ante::tests;

std::vector<std::string> commands_of_the_help() {
  std::istringstream help(run("ante --help").out);
  std::vector<std::string> names;
  bool listed = false;
  for (std::string line; std::getline(help, line);) {
    std::smatch match;
    if (listed && std::regex_match(line, match, std::regex("  ([a-z]+) .*"))) names.push_back(match[1]);
    if (line == "Subcommands:") listed = true;
  }
  EXPECT_GE(names.size(), 2u) << "the help lists no commands";
  return names;
}

std::vector<std::string> long_options_of(const std::string& command) {
  std::string help = run("ante " + command + " --help").out;
  std::vector<std::string> options;
  std::regex option("^  (?:-.,)?(--[a-z-]+)", std::regex::multiline);
  for (std::sregex_iterator match(help.begin(), help.end(), option), end; match != end; ++match) {
    options.push_back((*match)[1]);
  }
  EXPECT_FALSE(options.empty()) << command;
  return options;
}

// One section of the man page: from its heading to the next.
std::string section(const std::string& page, const std::string& heading) {
  auto begin = page.find("\n" + heading + "\n");
  if (begin == std::string::npos) return "";
  return page.substr(begin, page.find("\n.S", begin + 1) - begin);
}

TEST(CommandLine, EveryCommandAndOptionOfTheHelpHasItsPlaceInTheManPage) {
  std::string page = run("ante man").out;
  for (auto& command : commands_of_the_help()) {
    std::string its = section(page, ".SS " + command);
    EXPECT_NE(its, "") << command;
    for (auto& option : long_options_of(command)) {
      std::string escaped = std::regex_replace(option, std::regex("-"), "\\-");
      EXPECT_NE(its.find(escaped), std::string::npos) << command << " " << option;
    }
  }
}

TEST(CommandLine, BashCompletesEveryCommandAndOption) {
  auto completed = [](const std::string& words, int at) {
    return run("source <(ante completion bash); COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(at) +
               "; _ante; printf '%s\\n' \"${COMPREPLY[@]}\"")
        .out;
  };
  for (auto& command : commands_of_the_help()) {
    EXPECT_NE(completed("ante " + command.substr(0, 2), 1).find(command + "\n"), std::string::npos) << command;
    for (auto& option : long_options_of(command)) {
      EXPECT_NE(completed("ante " + command + " --", 2).find(option + "\n"), std::string::npos) << command << option;
    }
  }
}

TEST(CommandLine, TheOtherShellsAreTheRightLanguageAndNameEveryCommand) {
  for (std::string shell : {"zsh", "fish"}) {
    Ended ended = run("ante completion " + shell);
    EXPECT_EQ(ended.code, 0);
    for (auto& command : commands_of_the_help()) EXPECT_NE(ended.out.find(command), std::string::npos) << shell;
  }
  EXPECT_TRUE(run("ante completion zsh").out.starts_with("#compdef ante\n"));
}

TEST(CommandLine, AnUnknownShellIsBadInput) { EXPECT_EQ(run("ante completion tcsh").code, 2); }

TEST(CommandLine, AMistypedCommandIsBadInputAndGuessed) {
  Ended ended = run("ante completoin");
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("did you mean 'completion'?"), std::string::npos) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST(CommandLine, EveryCommandHasAPageThatShowsHowItIsCalledAndItsOptions) {
  for (auto& command : commands_of_the_help()) {
    std::filesystem::path page = "docs/commands/" + command + ".md";
    ASSERT_TRUE(std::filesystem::exists(repository() / page)) << page;
    std::string text = text_of(page);
    EXPECT_NE(text.find("ante " + command), std::string::npos) << page;
    for (auto& option : long_options_of(command)) {
      EXPECT_TRUE(option == "--help" || text.find(option) != std::string::npos) << page << " lacks " << option;
    }
  }
}

TEST(CommandLine, EveryPageOfACommandIsOfOneThatExists) {
  auto commands = commands_of_the_help();
  for (auto& page : files_in("docs/commands")) {
    EXPECT_NE(std::find(commands.begin(), commands.end(), page.stem().string()), commands.end()) << page;
  }
}

}  // namespace
