#include "os/folders.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>

#include "base/text.h"
#include "os/digest.h"
#include "os/live_folder.h"
#include "os/tree.h"
#include "support/private_cache.h"

namespace ante::os {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) { return read_file(path).value_or("(unreadable)"); }

class Folders : public testing::Test {
 protected:
  TemporaryFolder folder = *TemporaryFolder::make("folders");
  fs::path place(std::string_view name) const { return folder.path() / name; }
};

TEST_F(Folders, AtomicFileIsThereOnceItIsCommitted) {
  {
    auto file = AtomicFile::at(place("file"));
    ASSERT_TRUE(file);
    ASSERT_TRUE(write_file(file->temporary(), "whole"));
    EXPECT_FALSE(fs::exists(place("file")));
    ASSERT_TRUE(file->commit());
  }
  EXPECT_EQ(content(place("file")), "whole");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST_F(Folders, AtomicFileThatIsNotCommittedLeavesWhatWasThere) {
  ASSERT_TRUE(write_file(place("file"), "before"));
  {
    auto file = AtomicFile::at(place("file"));
    ASSERT_TRUE(write_file(file->temporary(), "half"));
  }
  EXPECT_EQ(content(place("file")), "before");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST_F(Folders, AtomicFileInAMissingFolderNamesIt) {
  auto file = AtomicFile::at(place("missing") / "file");
  ASSERT_FALSE(file);
  EXPECT_TRUE(contains(file.error().what, "missing/file"));
  EXPECT_EQ(file.error().exit, Exit::bad_input);
}

TEST_F(Folders, AtomicFileReplacesWhatALinkLeadsToAndNoDevice) {
  ASSERT_TRUE(write_file(place("target"), "old"));
  fs::create_symlink(place("target"), place("link"));
  {
    auto file = AtomicFile::at(place("link"));
    ASSERT_TRUE(file);
    ASSERT_TRUE(write_file(file->temporary(), "new"));
    ASSERT_TRUE(file->commit());
  }
  EXPECT_TRUE(fs::is_symlink(place("link")));
  EXPECT_EQ(content(place("target")), "new");
  ASSERT_EQ(::mkfifo(place("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(AtomicFile::at(place("pipe")));
}

TEST_F(Folders, TemporaryFolderIsGoneAtTheEnd) {
  fs::path path;
  {
    auto temporary = TemporaryFolder::make("x");
    path = temporary->path();
    ASSERT_TRUE(write_file(path / "file", "x"));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(Folders, FileBeyondTheLimitIsNotRead) {
  ASSERT_TRUE(write_file(place("file"), std::string(1000, 'x')));
  EXPECT_TRUE(read_file(place("file"), 1000));
  EXPECT_FALSE(read_file(place("file"), 999));
}

TEST_F(Folders, IntegrityIsAsNpmWritesIt) {
  ASSERT_TRUE(write_file(place("file"), "abc"));
  EXPECT_EQ(integrity_of(place("file")),
            "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==");
  EXPECT_FALSE(integrity_of(place("missing")));
}

TEST_F(Folders, CopyHasFoldersFilesLinksAndModes) {
  fs::create_directories(place("from/a/b"));
  ASSERT_TRUE(write_file(place("from/a/b/file"), "text"));
  ASSERT_TRUE(write_file(place("from/empty"), ""));
  fs::create_symlink("a/b/file", place("from/link"));
  fs::permissions(place("from/a"), fs::perms(0700));
  fs::permissions(place("from/a/b/file"), fs::perms(0400));
  auto copied = copy_tree(place("from"), place("to"));
  ASSERT_TRUE(copied) << copied.error().what;
  EXPECT_EQ(content(place("to/link")), "text");
  EXPECT_EQ(fs::read_symlink(place("to/link")), "a/b/file");
  EXPECT_EQ(fs::file_size(place("to/empty")), 0u);
  EXPECT_EQ(fs::status(place("to/a")).permissions(), fs::perms(0700));
  EXPECT_EQ(fs::status(place("to/a/b/file")).permissions(), fs::perms(0400));
}

TEST_F(Folders, HolesStayHoles) {
  fs::create_directory(place("from"));
  auto file = place("from/sparse");
  ASSERT_TRUE(write_file(file, "begin"));
  fs::resize_file(file, 1ull << 40);
  {
    Descriptor open(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    ASSERT_EQ(::pwrite(open.get(), "middle", 6, 1ll << 39), 6);
  }
  ASSERT_TRUE(copy_tree(place("from"), place("to")));
  struct stat about{};
  ASSERT_EQ(::stat(place("to/sparse").c_str(), &about), 0);
  EXPECT_EQ(about.st_size, 1ll << 40);
  EXPECT_LT(about.st_blocks * 512, 1 << 20);
  Descriptor open(::open(place("to/sparse").c_str(), O_RDONLY | O_CLOEXEC));
  char text[6];
  ASSERT_EQ(::pread(open.get(), text, 6, 1ll << 39), 6);
  EXPECT_EQ(std::string_view(text, 6), "middle");
  ASSERT_EQ(::pread(open.get(), text, 6, 0), 6);
  EXPECT_EQ(std::string_view(text, 6), std::string_view("begin\0", 6));
}

TEST_F(Folders, WhatIsNeitherFileNorFolderIsNotCopied) {
  fs::create_directory(place("from"));
  ASSERT_EQ(::mkfifo(place("from/pipe").c_str(), 0600), 0);
  auto copied = copy_tree(place("from"), place("to"));
  ASSERT_FALSE(copied);
  EXPECT_TRUE(contains(copied.error().what, "from/pipe")) << copied.error().what;
}

TEST_F(Folders, CopyOverSomethingIsRefused) {
  fs::create_directory(place("from"));
  fs::create_directory(place("to"));
  EXPECT_FALSE(copy_tree(place("from"), place("to")));
}

TEST_F(Folders, CopyAgainIsWhatItWasACopyOf) {
  fs::create_directories(place("from/a/folder"));
  for (auto* name : {"untouched", "written", "grown", "cut", "gone", "a/inner", "a/folder/deep", "turned"})
    ASSERT_TRUE(write_file(place("from") / name, "0123456789"));
  ASSERT_TRUE(write_file(place("from/empty"), ""));
  ASSERT_TRUE(write_file(place("from/sparse"), "begin"));
  fs::resize_file(place("from/sparse"), 1ull << 24);
  // The kernel's clock ticks a few hundred times a second: what is copied has been at rest for longer than that.
  for (auto& entry : fs::recursive_directory_iterator(place("from")))
    if (entry.is_regular_file())
      fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(1));
  fs::create_symlink("untouched", place("from/link"));
  ASSERT_TRUE(copy_tree(place("from"), place("to")));
  struct stat untouched{}, afterwards{};
  ASSERT_EQ(::stat(place("to/untouched").c_str(), &untouched), 0);

  ASSERT_TRUE(write_file(place("to/written"), "9876543210"));
  ASSERT_TRUE(write_file(place("to/grown"), std::string(100'000, 'x')));
  ASSERT_TRUE(write_file(place("to/cut"), ""));
  ASSERT_TRUE(write_file(place("to/empty"), "not any more"));
  ASSERT_TRUE(write_file(place("to/a/inner"), "other"));
  ASSERT_TRUE(write_file(place("to/sparse"), std::string(100'000, 'x')));
  ASSERT_TRUE(write_file(place("to/a/more"), "more"));
  fs::create_directories(place("to/more/folders"));
  ASSERT_TRUE(write_file(place("to/more/folders/file"), "more"));
  ASSERT_TRUE(write_file(place("to/a/folder/file"), "more"));
  for (auto* name : {"gone", "link", "turned"}) fs::remove(place("to") / name);
  fs::create_symlink("written", place("to/link"));
  fs::create_symlink("/nowhere", place("to/link too"));
  fs::create_directory(place("to/turned"));
  auto copied = copy_tree_again(place("from"), place("to"));
  ASSERT_TRUE(copied) << copied.error().what;

  std::vector<std::string> names, wanted;
  for (auto& entry : fs::recursive_directory_iterator(place("to"))) {
    names.push_back(fs::relative(entry.path(), place("to")).string());
    if (entry.is_regular_file() && names.back() != "sparse") {
      EXPECT_EQ(content(entry.path()), content(place("from") / names.back())) << names.back();
      EXPECT_EQ(entry.last_write_time(), fs::last_write_time(place("from") / names.back())) << names.back();
    }
  }
  for (auto& entry : fs::recursive_directory_iterator(place("from")))
    wanted.push_back(fs::relative(entry.path(), place("from")).string());
  std::ranges::sort(names);
  std::ranges::sort(wanted);
  EXPECT_EQ(names, wanted);
  EXPECT_EQ(fs::read_symlink(place("to/link")), "untouched");
  EXPECT_EQ(fs::file_size(place("to/sparse")), 1ull << 24);
  EXPECT_EQ(read_file(place("to/sparse"), 1ull << 30).value().substr(0, 10), std::string("begin\0\0\0\0\0", 10));
  EXPECT_EQ(read_file(place("to/sparse"), 1ull << 30).value().find('x'), std::string::npos);
  ASSERT_EQ(::stat(place("to/untouched").c_str(), &afterwards), 0);
  EXPECT_EQ(untouched.st_ino, afterwards.st_ino);
  EXPECT_EQ(untouched.st_ctim.tv_nsec, afterwards.st_ctim.tv_nsec) << "it was written to";
}

TEST_F(Folders, FullDiskSaysWhatToDo) {
  auto error = disk_error("cannot write x", ENOSPC);
  EXPECT_TRUE(contains(error.what, "No space left on device"));
  EXPECT_TRUE(contains(error.next, "ANTE_CACHE"));
}

TEST(LiveFolder, OfTheLivingIsNotClaimed) {
  tests::PrivateCache cache;
  auto alive = LiveFolder::make();
  ASSERT_TRUE(alive) << alive.error().what;
  EXPECT_TRUE(LiveFolder::claim_abandoned().empty());
  EXPECT_TRUE(fs::exists(alive->path()));
}

TEST(LiveFolder, IsGoneWithItsOwner) {
  tests::PrivateCache cache;
  {
    auto alive = LiveFolder::make();
    fs::create_directories(alive->path() / "a/b");
    ASSERT_TRUE(write_file(alive->path() / "a/b/c", "x"));
  }
  EXPECT_TRUE(cache.running().empty());
}

TEST(LiveFolder, OfTheDeadIsClaimedOnceAndRemoved) {
  tests::PrivateCache cache;
  for (auto name : {"1-never-locked", "2-lock-was-left"})
    fs::create_directories(cache.path() / "running" / name / "data");
  ASSERT_TRUE(write_file(cache.path() / "running/2-lock-was-left/owner.lock", ""));
  {
    auto first = LiveFolder::claim_abandoned();
    EXPECT_EQ(first.size(), 2u);
    EXPECT_TRUE(LiveFolder::claim_abandoned().empty());
  }
  EXPECT_TRUE(cache.running().empty());
}

TEST(LiveFolder, LinkInTheRunningFolderIsNotFollowed) {
  tests::PrivateCache cache;
  auto elsewhere = *TemporaryFolder::make("elsewhere");
  ASSERT_TRUE(write_file(elsewhere.path() / "precious", "x"));
  fs::create_directories(cache.path() / "running");
  fs::create_directory_symlink(elsewhere.path(), cache.path() / "running/3-link");
  LiveFolder::claim_abandoned();
  EXPECT_TRUE(fs::exists(elsewhere.path() / "precious"));
}

TEST(Identity, FolderThatMayNotBeEnteredIsNamed) {
  auto folder = *TemporaryFolder::make("closed");  // 0700
  fs::create_directories(folder.path() / "inner");
  Identity stranger{12345, 12345, "stranger"};
  auto reached = can_reach(stranger, folder.path() / "inner");
  ASSERT_FALSE(reached);
  EXPECT_TRUE(contains(reached.error().what, folder.path().string())) << reached.error().what;
  EXPECT_TRUE(contains(reached.error().next, "ANTE_CACHE"));
  fs::permissions(folder.path(), fs::perms(0711));
  EXPECT_TRUE(can_reach(stranger, folder.path() / "inner"));
}

}  // namespace
}  // namespace ante::os
