#include "cli/places.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

std::string from_here(const fs::path& file) {
  std::error_code error;
  auto whole = fs::absolute(file, error).lexically_normal();
  auto here = fs::current_path(error);
  auto near = error ? fs::path() : whole.lexically_relative(here);
  return near.empty() || near.begin()->string() == ".." ? whole.string() : near.string();
}

// "sign_in.sql:9", below one of the folders; a file that was named itself already says where it is.
std::string place_from_here(const std::string& place, const std::vector<fs::path>& queries) {
  auto colon = place.rfind(':');
  auto file = place.substr(0, colon), line = colon == place.npos ? "" : place.substr(colon);
  std::error_code error;
  for (auto& path : queries)
    if (fs::is_directory(path, error) && fs::exists(path / file, error)) return from_here(path / file) + line;
  return from_here(file) + line;
}

}  // namespace

void name_files_from_here(rehearse::Rehearsal& rehearsal, const fs::path& change,
                          const std::vector<fs::path>& queries) {
  std::error_code error;
  auto folder = fs::is_directory(change, error) ? change : change.parent_path();
  for (auto& statement : rehearsal.statements) statement.step.file = from_here(folder / statement.step.file);
  for (auto& query : rehearsal.new_queries) query.place = place_from_here(query.place, queries);
}

}  // namespace ante::cli
