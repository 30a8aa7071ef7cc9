#include "truth/cases.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "os/folders.h"

namespace ante::bench {
namespace {

namespace fs = std::filesystem;

// The comments that a file begins with: "-- system: shop".
std::map<std::string, std::string> head_of(const std::string& sql) {
  std::map<std::string, std::string> head;
  for (auto& line : split(sql, '\n')) {
    auto text = trim(line);
    if (!text.starts_with("--")) break;
    auto colon = text.find(": ");
    if (colon != text.npos) head.emplace(trim(text.substr(2, colon - 2)), trim(text.substr(colon + 2)));
  }
  return head;
}

// The change itself: of a folder, the script that leads forward.
fs::path sql_of(const fs::path& path) {
  if (!fs::is_directory(path)) return path;
  for (auto& entry : fs::directory_iterator(path))
    if (entry.path().native().ends_with(".up.sql")) return entry.path();
  return {};
}

Result<Case> read_case(const fs::path& path, const fs::path& queries) {
  Case found{.question = path.parent_path().filename(), .path = path, .file = sql_of(path)};
  if (found.file.empty()) return bad_input(path.string() + " has no script that ends in .up.sql");
  auto head = head_of(TRY(os::read_file(found.file)));
  for (auto* key : {"system", "expect", "because"})
    if (head[key].empty()) return bad_input(found.file.string() + " does not say its '" + key + "' in its head");
  found.system = head["system"], found.because = head["because"];
  if (head["expect"] != "nothing")
    for (auto& kind : split(head["expect"], ',')) found.expected.emplace_back(trim(kind));
  if (!head["queries"].empty()) found.queries = queries / head["queries"];
  return found;
}

}  // namespace

Result<std::vector<Case>> read_cases(const fs::path& folder, const std::vector<std::string>& names) {
  std::set<fs::path> paths;
  for (auto& question : fs::directory_iterator(folder))
    if (question.path().filename().native().starts_with('q') && question.path().filename() != "queries")
      for (auto& entry : fs::directory_iterator(question)) paths.insert(entry.path());
  std::vector<Case> cases;
  for (auto& path : paths) {
    auto name = path.parent_path().filename().string() + "/" + path.stem().string();
    if (names.empty() || std::ranges::any_of(names, [&](auto& part) { return contains(name, part); }))
      cases.push_back(TRY(read_case(path, folder / "queries")));
  }
  return cases;
}

}  // namespace ante::bench
