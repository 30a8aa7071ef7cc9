// A folder of migrations that a test writes, and what is read of it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "change/change.h"
#include "os/folders.h"

namespace ante::tests {

using Names = std::vector<std::string>;

class WrittenFolder : public ::testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) {
    auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  change::Change read(const std::vector<change::Ledger>& ledgers = {}, const change::Reading& reading = {},
                      const std::string& name = "") {
    auto change = change::read_change(folder_.path() / name, ledgers, reading);
    EXPECT_TRUE(change) << change.error().what;
    return change ? *change : change::Change{};
  }
  // What is said of a folder that is not taken; every such error is the caller's to mend.
  std::string refused(const std::string& name = "", const std::string& tool = "") {
    auto change = change::read_change(folder_.path() / name, {}, {.tool = tool});
    EXPECT_FALSE(change);
    if (change) return "";
    EXPECT_EQ(change.error().exit, Exit::bad_input);
    return change.error().what;
  }
  static Names names(const change::Change& change) {
    Names result;
    for (auto& migration : change.migrations) result.push_back(migration.name);
    return result;
  }
  // "file:line sql" of each step
  static Names steps(const std::vector<change::Step>& steps) {
    Names result;
    for (auto& step : steps) result.push_back(step.file + ":" + std::to_string(step.line) + " " + step.sql);
    return result;
  }
  static Names back(const change::Migration& migration) {
    return migration.back ? steps(migration.back->steps) : Names{"none"};
  }
  os::TemporaryFolder folder_ = *os::TemporaryFolder::make("reading");
};

}  // namespace ante::tests
