#include "cli/since.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/git.h"
#include "os/folders.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_changed = 10'000;

Result<std::string> commit_of(const Git& git, const std::string& revision) {
  auto known = TRY(git.run({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}));
  auto commit = std::string(trim(known.output));
  if (!known.ending.fine() || commit.size() < 40 || commit.find_first_not_of("0123456789abcdef") != commit.npos)
    return bad_input(fmt::format("git knows no revision '{}' here", one_line(revision, 100)),
                     "a shallow clone may lack it: git fetch");
  return commit;
}

// The files below the folder that the commit has, as git writes their paths.
Result<std::vector<std::string>> files_at(const Git& git, const std::string& commit) {
  std::vector<std::string> files;
  for (auto& record : split(TRY(git.answer({"ls-tree", "-r", "-z", commit})), '\0'))
    if (auto tab = record.find('\t'); tab != record.npos) files.push_back(record.substr(tab + 1));
  return files;
}

// Those that are otherwise now. The list goes to a file, so that no warning of git's gets into it.
Result<std::vector<std::string>> changed_files(const Git& git, const std::string& commit) {
  auto list = TRY(os::TemporaryFolder::make("since"));
  auto file = list.path() / "names";
  TRY(git.answer({"diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--relative", "--name-only", "-z",
                  "--output=" + file.string(), commit, "--", "."}));
  auto names = split(TRY(os::read_file(file, Git::longest_answer)), '\0');
  std::erase(names, "");
  if (names.size() > most_changed)
    return bad_input(fmt::format("{} files were changed since then", names.size()), "name a revision that is nearer");
  return names;
}

struct AtRevision {
  Git git;
  std::string commit;
};

Result<AtRevision> at_revision(const fs::path& path, const std::string& revision) {
  auto git = TRY(Git::at(path, "a revision"));
  auto commit = TRY(commit_of(git, revision));
  return AtRevision{std::move(git), std::move(commit)};
}

}  // namespace

Result<os::TemporaryFolder> folder_at(const fs::path& path, const std::string& revision) {
  const auto [git, commit] = TRY(at_revision(path, revision));
  auto copy = TRY(os::TemporaryFolder::make("revision"));
  for (const auto& file : TRY(files_at(git, commit))) {
    const auto place = (copy.path() / file).lexically_normal();
    if (!place.string().starts_with(copy.path().string() + "/"))
      return bad_input(fmt::format("{} has a file outside its folder: {}", revision, one_line(file, 200)));
    TRY(os::make_folder(place.parent_path()));
    const auto text = TRY(git.answer({"cat-file", "blob", fmt::format("{}:./{}", commit, file)}));
    TRY(os::write_file(place, text));
  }
  return copy;
}

Result<change::Since> files_since(const fs::path& path, const std::string& revision) {
  std::error_code error;
  const auto [git, commit] = TRY(at_revision(path, revision));
  change::Since since{revision, {}};
  for (auto& file : TRY(files_at(git, commit))) since.files[git.folder() / file];
  for (auto& file : TRY(changed_files(git, commit))) {
    auto known = since.files.find(git.folder() / file);
    if (known != since.files.end() && fs::exists(known->first, error))
      known->second = TRY(git.answer({"cat-file", "blob", fmt::format("{}:./{}", commit, file)}));
  }
  return since;
}

}  // namespace ante::cli
