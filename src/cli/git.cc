#include "cli/git.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

constexpr Millis patience{60'000};

}  // namespace

Result<Git> Git::at(const fs::path& path, std::string_view what) {
  auto program = os::program_in_path("git");
  if (!program) return bad_input(fmt::format("{} needs git, and no folder of PATH has it", what), "install it");
  std::error_code error;
  if (!fs::exists(path, error)) return bad_input(fmt::format("there is no {}", one_line(path.string(), 200)));
  auto folder = fs::is_directory(path, error) ? path : path.has_parent_path() ? path.parent_path() : fs::path(".");
  folder = fs::canonical(folder, error);
  if (error) return bad_input(fmt::format("there is no {}", one_line(path.string(), 200)));
  Git git(*program, folder);
  auto inside = TRY(git.run({"rev-parse", "--is-inside-work-tree"}));
  if (inside.ending.fine() && trim(inside.output) == "true") return git;
  return bad_input(fmt::format("{} needs a git repository, and {} is not in one: {}", what,
                               one_line(folder.string(), 200), one_line(inside.output, 200)),
                   fmt::format("go without {}, or call it where the repository is cloned", what));
}

Result<os::Finished> Git::run(const std::vector<std::string>& arguments) const {
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

Result<std::string> Git::answer(const std::vector<std::string>& arguments) const {
  auto finished = TRY(run(arguments));
  if (finished.ending.fine() && finished.output.size() <= longest_answer) return std::move(finished.output);
  return bad_input(fmt::format("git {} in {} failed: {}", arguments[0], one_line(folder_.string(), 200),
                               one_line(finished.output, 200)));
}

}  // namespace ante::cli
