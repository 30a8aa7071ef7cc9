#include "twin/kept.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "os/folders.h"

namespace ante::twin {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Part of every kept twin's name: twins of another form are not found, and go when their time comes. So are those of an
// earlier boot: nothing of a twin is ever forced to the disk, and a power cut may have torn its files.
constexpr int form = 3;
constexpr std::size_t most_kept = 16;
constexpr auto unused_for = std::chrono::hours(24);

json read_page(const fs::path& folder) {
  std::ifstream file(folder / "twin.json");
  json page = json::parse(file, nullptr, false);
  return page.is_object() ? page : json::object();
}

}  // namespace

Kept::Kept(const std::string& key, const pg::ServerBinaries& server)
    : folder_(os::cache_folder() / "twins" / fmt::format("{}-{}-{}-{}", key.substr(0, 40), server.version, os::boot_id().substr(0, 8), form)) {}

bool Kept::has_ghost() const {
  std::error_code ignored;
  return fs::exists(ghost_data() / "PG_VERSION", ignored) && fs::exists(folder_ / "twin.json", ignored);
}

std::optional<Base> Kept::base(const pg::ClusterSpec& spec) const {
  std::error_code ignored;
  if (!fs::exists(base_data() / "PG_VERSION", ignored)) return std::nullopt;
  json page = read_page(folder_);
  if (!page.contains("database")) return std::nullopt;
  Base base{base_data(), spec, page["database"], {}, {}};
  for (auto& p : page["placed"]) base.placed.push_back({p[0], p[1], p[2]});
  for (auto& m : page["missing"]) base.missing.push_back({m[0], m[1]});
  return base;
}

std::vector<std::string> Kept::reservations() const {
  json page = read_page(folder_);
  return page.contains("reservations") ? page["reservations"].get<std::vector<std::string>>()
                                       : std::vector<std::string>{};
}

Result<void> Kept::keep_page(const Base& base, const std::vector<std::string>& reservations) const {
  json page{{"database", base.database},
            {"placed", json::array()},
            {"missing", json::array()},
            {"reservations", reservations}};
  for (auto& p : base.placed) page["placed"].push_back({p.oid, p.file_node, p.relation});
  for (auto& m : base.missing) page["missing"].push_back({m.object, m.why});
  std::error_code failed;
  fs::create_directories(folder_, failed);
  auto file = TRY(os::AtomicFile::at(folder_ / "twin.json"));
  std::ofstream(file.temporary()) << page.dump();
  return file.commit();
}

void Kept::touch() const {
  std::error_code ignored;
  fs::last_write_time(folder_, fs::file_time_type::clock::now(), ignored);
}

void Kept::prune() const {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> twins;
  for (auto& entry : fs::directory_iterator(folder_.parent_path(), ignored))
    twins.emplace_back(entry.last_write_time(ignored), entry.path());
  std::ranges::sort(twins, std::greater<>());
  auto too_old = fs::file_time_type::clock::now() - unused_for;
  for (std::size_t i = most_kept; i < twins.size(); ++i)
    if (twins[i].first < too_old) fs::remove_all(twins[i].second, ignored);
}

}  // namespace ante::twin
