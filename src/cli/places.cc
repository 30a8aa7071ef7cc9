#include "cli/places.h"

#include <algorithm>

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

// "sign_in.sql:9" as its file and the rest.
std::pair<std::string, std::string> parted(const std::string& place) {
  auto colon = place.rfind(':');
  return {place.substr(0, colon), colon == place.npos ? "" : place.substr(colon)};
}

// A query's place is below one of the folders; a file that was named itself already says where it is.
std::string query_from_here(const std::string& place, const std::vector<fs::path>& queries) {
  auto [file, line] = parted(place);
  std::error_code error;
  for (auto& path : queries)
    if (fs::is_directory(path, error) && fs::exists(path / file, error)) return from_here(path / file) + line;
  return from_here(file) + line;
}

bool is_file_of(const rehearse::Rehearsal& rehearsal, const std::string& file) {
  return std::ranges::any_of(rehearsal.statements, [&](auto& statement) { return statement.step.file == file; }) ||
         std::ranges::any_of(rehearsal.return_trips, [&](auto& trip) { return trip.failed_at.file == file; });
}

}  // namespace

std::string from_here(const fs::path& file) {
  std::error_code error;
  auto whole = fs::absolute(file, error).lexically_normal();
  auto here = fs::current_path(error);
  auto near = error ? fs::path() : whole.lexically_relative(here);
  return near.empty() || near.begin()->string() == ".." ? whole.string() : near.string();
}

void name_files_from_here(rehearse::Rehearsal& rehearsal, judge::Verdict& verdict, const fs::path& change,
                          const std::vector<fs::path>& queries) {
  std::error_code error;
  auto folder = fs::is_directory(change, error) ? change : change.parent_path();
  for (auto& finding : verdict.findings) {
    auto [file, line] = parted(finding.place);
    bool of_a_query = std::ranges::any_of(rehearsal.new_queries, [&](auto& query) {
      return query.place == finding.place && query.text == finding.statement;
    });
    if (of_a_query)
      finding.place = query_from_here(finding.place, queries);
    else if (!file.empty() && is_file_of(rehearsal, file))
      finding.place = from_here(folder / file) + line;
  }
  for (auto& statement : rehearsal.statements) statement.step.file = from_here(folder / statement.step.file);
  for (auto& query : rehearsal.new_queries) query.place = query_from_here(query.place, queries);
}

}  // namespace ante::cli
