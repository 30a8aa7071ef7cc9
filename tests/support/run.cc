#include "support/run.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ante::tests {

namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string in_quotes(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

Ended run(const std::string& command) {
  std::string pattern = fs::temp_directory_path() / "ante-test.XXXXXX";
  fs::path folder = ::mkdtemp(pattern.data());
  std::string bin = fs::path(ANTE_BINARY).parent_path();
  std::string line = "export PATH=" + in_quotes(bin) + ":$PATH; " + command;
  std::string whole = "exec bash -c " + in_quotes(line) + " </dev/null >" + in_quotes(folder / "out") + " 2>" +
                      in_quotes(folder / "err");
  int status = std::system(whole.c_str());
  Ended ended{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_whole(folder / "out"),
              read_whole(folder / "err")};
  fs::remove_all(folder);
  return ended;
}

}  // namespace ante::tests
