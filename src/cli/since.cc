#include "cli/since.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

constexpr Millis patience{60'000};
constexpr std::size_t longest_answer = 256u << 20;
constexpr std::size_t most_changed = 10'000;

// git in one folder. What it says of no repository and of unknown revisions is in English.
class Git {
 public:
  Git(fs::path program, fs::path folder) : program_(std::move(program)), folder_(std::move(folder)) {}

  Result<os::Finished> run(const std::vector<std::string>& arguments) const {
    os::Program git{program_, {"--no-pager", "--literal-pathspecs", "--no-optional-locks"}};
    for (auto* off : {"core.hooksPath=/dev/null", "core.fsmonitor=false", "core.untrackedCache=false",
                      "core.quotePath=false", "core.safecrlf=false", "core.attributesFile=/dev/null"})
      git.arguments.insert(git.arguments.end(), {"-c", off});
    git.arguments.insert(git.arguments.end(), arguments.begin(), arguments.end());
    // Variables like GIT_DIR, which git sets for its hooks, would lead it elsewhere.
    git.environment = os::environment_with(
        {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0"}, "GIT_");
    git.folder = folder_;
    return os::run(git, patience);
  }

  Result<std::string> answer(const std::vector<std::string>& arguments) const {
    auto finished = TRY(run(arguments));
    if (finished.ending.fine() && finished.output.size() <= longest_answer) return std::move(finished.output);
    return bad_input(fmt::format("git {} in {} failed: {}", arguments[0], one_line(folder_.string(), 200),
                                 one_line(finished.output, 200)));
  }

 private:
  fs::path program_, folder_;
};

Result<std::string> commit_of(const Git& git, const fs::path& folder, const std::string& revision) {
  auto inside = TRY(git.run({"rev-parse", "--is-inside-work-tree"}));
  if (!inside.ending.fine() || trim(inside.output) != "true")
    return bad_input(fmt::format("a revision needs a git repository, and {} is not in one: {}",
                                 one_line(folder.string(), 200), one_line(inside.output, 200)),
                     "name no revision, or check the folder where it is cloned");
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
  auto names = split(TRY(os::read_file(file, longest_answer)), '\0');
  std::erase(names, "");
  if (names.size() > most_changed)
    return bad_input(fmt::format("{} files were changed since then", names.size()), "name a revision that is nearer");
  return names;
}

struct AtRevision {
  Git git;
  fs::path folder;
  std::string commit;
};

Result<AtRevision> at_revision(const fs::path& path, const std::string& revision) {
  auto program = os::program_in_path("git");
  if (!program)
    return bad_input("a revision needs git, and no folder of PATH has it", "install it, or name no revision");
  std::error_code error;
  if (!fs::exists(path, error))
    return bad_input(fmt::format("there is no {}", one_line(path.string(), 200)), "name a folder of migrations");
  auto folder = fs::is_directory(path, error) ? path : path.has_parent_path() ? path.parent_path() : fs::path(".");
  folder = fs::canonical(folder, error);
  if (error)
    return bad_input(fmt::format("there is no {}", one_line(path.string(), 200)), "name a folder of migrations");
  Git git(*program, folder);
  auto commit = TRY(commit_of(git, folder, revision));
  return AtRevision{std::move(git), std::move(folder), std::move(commit)};
}

}  // namespace

Result<os::TemporaryFolder> folder_at(const fs::path& path, const std::string& revision) {
  const auto [git, folder, commit] = TRY(at_revision(path, revision));
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
  const auto [git, folder, commit] = TRY(at_revision(path, revision));
  change::Since since{revision, {}};
  for (auto& file : TRY(files_at(git, commit))) since.files[folder / file];
  for (auto& file : TRY(changed_files(git, commit))) {
    auto known = since.files.find(folder / file);
    if (known != since.files.end() && fs::exists(known->first, error))
      known->second = TRY(git.answer({"cat-file", "blob", fmt::format("{}:./{}", commit, file)}));
  }
  return since;
}

}  // namespace ante::cli
