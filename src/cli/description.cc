#include "cli/description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

namespace ante::cli {

namespace {

// "TEXT:FILE" is the type and the check that CLI11 makes; people want the last of them.
std::string value_name(const CLI::Option& option) {
  if (option.get_expected_max() == 0 || option.get_type_size_max() == 0) return "";
  std::string type = option.get_type_name();
  if (auto colon = type.find(':'); colon != std::string::npos) type = type.substr(colon + 1);
  return type.empty() ? "VALUE" : type;
}

OptionText describe(const CLI::Option& option) {
  OptionText text;
  text.summary = option.get_description();
  text.required = option.get_required();
  text.repeats = option.get_items_expected_max() > 1;
  if (option.nonpositional()) {
    for (auto& name : option.get_snames()) text.names.push_back("-" + name);
    for (auto& name : option.get_lnames()) text.names.push_back("--" + name);
    text.value = value_name(option);
  } else {
    text.value = option.get_name(true);
  }
  return text;
}

CommandText describe_one(const CLI::App& app, std::string name) {
  CommandText text{std::move(name), app.get_description(), app.get_footer(), {}};
  for (auto* option : app.get_options()) text.options.push_back(describe(*option));
  return text;
}

}  // namespace

std::string OptionText::shown() const {
  std::string shown = fmt::format("{}", fmt::join(names, ", "));
  if (!value.empty()) shown += (shown.empty() ? "" : " ") + value;
  return shown;
}

std::string CommandText::usage() const {
  std::string usage = name.empty() ? "ante" : "ante " + name;
  bool named = false;
  for (auto& option : options) named |= !option.names.empty();
  if (named) usage += " [OPTIONS]";
  for (auto& option : options) {
    if (!option.names.empty()) continue;
    std::string value = option.value + (option.repeats ? "..." : "");
    usage += option.required ? " " + value : " [" + value + "]";
  }
  return name.empty() ? usage + " COMMAND" : usage;
}

std::vector<CommandText> describe(const CLI::App& root) {
  std::vector<CommandText> commands{describe_one(root, "")};
  for (auto* command : root.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(describe_one(*command, command->get_name()));
  }
  return commands;
}

}  // namespace ante::cli
