// Each folder of tests/check is a case: what is there, `command`, what it prints (`expected.txt`) and how it ends
// (`exit`). Cases are found when the program starts. ANTE_REWRITE=1 writes down what is printed now.
//
// $SCHOOL is the shipped example's snapshot. Where a case has a schema.sql, $SNAPSHOT is a snapshot of a database made
// of it, by the role "app".
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/text.h"
#include "os/folders.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/laboratory.h"
#include "support/private_cache.h"
#include "support/run.h"

namespace ante::tests {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

// When a snapshot was made, by which minor version, and at which port a command finds its server, differs from run to
// run and from machine to machine; ante's own version from release to release.
std::string settled(std::string text) {
  text = replace_all(text, R"("version": ")" ANTE_VERSION "\"", R"("version": "OURS")");
  text = std::regex_replace(text, std::regex(R"((127\.0\.0\.1(:|", port ))\d+)"), "$01PORT");
  text = std::regex_replace(text, std::regex(R"((less than a day|\d+ days?) old)"), "AGE old");
  text = std::regex_replace(text, std::regex("(verdict |\"hash\": \")[0-9a-f]{64}"), "$1HASH");
  text = std::regex_replace(text, std::regex(R"(PostgreSQL (\d+)\.\d+)"), "PostgreSQL $1.x");
  text = std::regex_replace(text, std::regex(R"("source_version": "(\d+)\.\d+")"), "\"source_version\": \"$1.x\"");
  return std::regex_replace(text, std::regex(R"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\dZ)?)"), "DATE TIME");
}

// The paragraph that says how old the snapshot is as one line: where it is broken hangs on how many days that are.
std::string unfolded(std::string text) {
  static const std::regex broken(R"((^|\n)(\d+ statements? against [^\n]*)\n {2,}(?=\S))");
  for (std::string before; before != text;) text = std::regex_replace(before = text, broken, "$1$2 ");
  return text;
}

void snapshot_of(const fs::path& schema, const fs::path& file) {
  Laboratory lab(15, read(schema));
  NoProgress quiet;
  auto snapshot = snapshot::capture(lab.cluster.target("postgres"), {}, quiet);
  ASSERT_TRUE(snapshot) << snapshot.error().what;
  snapshot->workload.clear();
  for (auto& line : split(read(schema.parent_path() / "queries.sql"), '\n')) {
    if (trim(line).empty()) continue;
    snapshot::Shape shape;
    shape.fingerprint = shape.text = std::string(trim(line));
    shape.user = "app";
    shape.calls_per_second = 1;
    snapshot->workload.push_back(std::move(shape));
  }
  std::erase_if(snapshot->blind_spots, [](auto& spot) { return spot.about == "workload"; });
  auto saved = snapshot::save(*snapshot, file);
  ASSERT_TRUE(saved) << saved.error().what;
}

class Case : public ::testing::Test {
 public:
  explicit Case(fs::path folder) : folder_(std::move(folder)) {}
  void TestBody() override {
    auto temporary = os::TemporaryFolder::make("case");
    ASSERT_TRUE(temporary) << temporary.error().what;
    auto snapshot = temporary->path() / "case.ante";
    // Beside no ante.toml but its own: the repository has one, for its example.
    auto here = temporary->path() / "case";
    fs::copy(folder_, here, fs::copy_options::recursive);
    // The shipped example's snapshot is as old as it is.
    if (!fs::exists(here / "ante.toml")) std::ofstream(here / "ante.toml") << "[check]\noldest_snapshot = 36500\n";
    std::optional<PrivateCache> twin;  // of use to nobody else
    if (fs::exists(folder_ / "schema.sql")) {
      twin.emplace();
      ASSERT_NO_FATAL_FAILURE(snapshot_of(folder_ / "schema.sql", snapshot));
    }

    auto command = std::string(trim(read(folder_ / "command")));
    auto ended = ante::tests::run(
        fmt::format("cd '{}' && export SCHOOL='{}/examples/school/school.ante' SNAPSHOT='{}' && {{ {}; }} 2>&1",
                    here.string(), ANTE_SOURCE, snapshot.string(), command));
    auto printed = settled(ended.out), exit = fmt::format("{}\n", ended.code);
    if (std::getenv("ANTE_REWRITE")) {
      std::ofstream(folder_ / "expected.txt", std::ios::binary) << printed;
      std::ofstream(folder_ / "exit") << exit;
    }
    EXPECT_EQ(unfolded(printed), unfolded(read(folder_ / "expected.txt")));
    EXPECT_EQ(exit, read(folder_ / "exit"));
  }

 private:
  fs::path folder_;
};

// check-school-example: CheckSchoolExample, as the other tests are named.
std::string test_name(const fs::path& folder) {
  std::string name;
  for (auto& word : split(folder.filename().string(), '-'))
    if (!word.empty()) name += static_cast<char>(std::toupper(static_cast<unsigned char>(word[0]))) + word.substr(1);
  return name;
}

const bool registered = [] {
  for (auto& entry : fs::directory_iterator(fs::path(ANTE_SOURCE) / "tests/check")) {
    if (!fs::exists(entry.path() / "command")) continue;
    ::testing::RegisterTest("Check", test_name(entry.path()).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [folder = entry.path()]() -> ::testing::Test* { return new Case(folder); });
  }
  return true;
}();

}  // namespace
}  // namespace ante::tests
