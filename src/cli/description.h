// The command line as plain values, read off the declarations themselves: what the man page and the shells' completion
// are written from, so that neither can forget a command or an option.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ante::cli {

struct OptionText {
  std::vector<std::string> names;  // "-o", "--output"; empty for an argument without a name
  std::string value;               // "FILE"; empty for a flag
  std::string summary;
  bool required = false;
  bool repeats = false;
  std::string shown() const;  // "-o, --output FILE"
};

struct CommandText {
  std::string name;  // empty for ante itself
  std::string summary;
  std::string footer;
  std::vector<OptionText> options;
  std::string usage() const;  // "ante capture [OPTIONS] URL"
};

// ante itself first, then its commands in the order of the help.
std::vector<CommandText> describe(const CLI::App& root);

}  // namespace ante::cli
