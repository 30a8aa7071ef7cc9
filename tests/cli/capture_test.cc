// What ante capture finds wrong before it touches a server.
#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "os/folders.h"
#include "support/run.h"

namespace ante::tests {
namespace {

TEST(CaptureCommand, FilesThatCannotBeReadOrWrittenAreSaidBeforeTheServerIsAsked) {
  auto folder = *os::TemporaryFolder::make("capture");
  auto output = (folder.path() / "prod.ante").string();
  for (auto& [option, path] : {std::pair<std::string, std::string>{"--log", folder.path() / "missing.log"},
                               {"--queries", folder.path()},
                               {"--output", folder.path() / "no/such/folder/prod.ante"}}) {
    auto elsewhere = option == "--output" ? "" : " --output " + output;
    auto ran = run(fmt::format("ante capture 'host=/nonexistent' -q {} {}{}", option, path, elsewhere));
    EXPECT_EQ(ran.code, 2) << option;
    EXPECT_TRUE(contains(ran.err, path)) << ran.err;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace ante::tests
