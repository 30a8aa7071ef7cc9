#include "cli/approvals.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/git.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

// "Ann <ann@example.org>" is ann@example.org, however it is written.
std::string address_of(std::string_view person) {
  auto from = person.rfind('<'), to = person.rfind('>');
  if (from != person.npos && to != person.npos && from < to) person = person.substr(from + 1, to - from - 1);
  return lower(trim(person));
}

bool counts(const std::string& person, const Approval& approval) {
  return approval.by.empty() || std::ranges::any_of(approval.by, [&](const std::string& one) {
           return address_of(one) == address_of(person);
         });
}

// Of one commit, in one go.
struct Commit {
  std::string hash, author;
  std::set<std::string> wrote = {};      // addresses of its author, and of who helped
  std::vector<std::string> people = {};  // in its trailers
};

Result<Commit> read_commit(const Git& git, const std::string& revision, const Approval& approval) {
  std::string keys;
  for (auto& trailer : approval.trailers) keys += "key=" + trailer + ",";
  const auto format =
      "--format=%H%x00%an <%ae>%x00%aE%x00%(trailers:key=Co-authored-by,valueonly,unfold)%x00%(trailers:" + keys +
      "valueonly,unfold)";
  const auto fields = split(TRY(git.answer({"show", "--no-patch", "--no-notes", "--no-show-signature", format,
                                            "--end-of-options", revision})),
                            '\0');
  if (fields.size() != 5) return bad_input("git says nothing of commit " + one_line(revision, 100));
  Commit commit{.hash = fields[0], .author = fields[1]};
  commit.wrote = {address_of(fields[1]), address_of(fields[2])};
  for (auto& person : split(fields[3], '\n')) commit.wrote.insert(address_of(person));
  for (auto& person : split(fields[4], '\n'))
    if (!trim(person).empty()) commit.people.emplace_back(trim(person));
  return commit;
}

// The merge by which a commit came onto the line of HEAD's first parents; "" where it was made on it.
Result<std::string> merge_of(const Git& git, const std::string& commit) {
  const auto range = commit + "..HEAD";
  const auto behind = split(TRY(git.answer({"rev-list", "--ancestry-path", range})), '\n');
  const std::set<std::string> after(behind.begin(), behind.end());
  const auto line = split(TRY(git.answer({"rev-list", "--first-parent", range})), '\n');
  const auto first =
      std::ranges::find_if(line.rbegin(), line.rend(), [&](auto& one) { return !one.empty() && after.contains(one); });
  if (first == line.rend()) return "";
  const auto had_it = TRY(git.run({"merge-base", "--is-ancestor", commit, *first + "^1"}));
  return had_it.ending.fine() ? "" : *first;
}

// What the file lacks, or nothing.
Result<std::string> lacks(const Git& git, const std::string& file, const Approval& approval) {
  const auto last = std::string(trim(TRY(git.answer({"log", "-1", "--format=%H", "--", file}))));
  if (last.empty()) return "it is in no commit";
  if (!trim(TRY(git.answer({"diff", "--no-ext-diff", "--no-textconv", "--name-only", "HEAD", "--", file}))).empty())
    return "it is not as it was committed";
  const auto commit = TRY(read_commit(git, last, approval));
  auto people = commit.people;
  if (const auto merge = TRY(merge_of(git, commit.hash)); !merge.empty())
    for (auto& person : TRY(read_commit(git, merge, approval)).people) people.push_back(person);
  std::set<std::string> who;
  for (auto& person : people)
    if (counts(person, approval) && !commit.wrote.contains(address_of(person))) who.insert(address_of(person));
  if (who.size() >= static_cast<std::size_t>(approval.needed)) return "";
  return fmt::format("{} of {}{}; commit {:.10} is by {}", who.size(), counted(approval.needed, "approval"),
                     who.empty() ? "" : fmt::format(" ({})", join(std::vector(who.begin(), who.end()), ", ")),
                     commit.hash, commit.author);
}

}  // namespace

Result<std::vector<std::string>> lacking_approval(const std::vector<fs::path>& files, const Approval& approval) {
  std::vector<std::string> lacking;
  for (auto& file : files) {
    std::error_code error;
    const auto target = fs::canonical(file, error);  // what a link stands for is what runs
    const auto git = TRY(Git::at(error ? file : target, "an approval"));
    if (trim(TRY(git.answer({"rev-parse", "--is-shallow-repository"}))) == "true")
      return bad_input("the clone is shallow: which commit a file is from cannot be seen", "git fetch --unshallow");
    if (auto what = TRY(lacks(git, target.filename().string(), approval)); !what.empty())
      lacking.push_back(fmt::format("{}: {}", one_line(file.string(), 200), one_line(what, 500)));
  }
  return lacking;
}

}  // namespace ante::cli
