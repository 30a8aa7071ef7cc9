#include "twin/kept.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/folders.h"
#include "os/live_folder.h"

namespace ante::twin {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t most_kept = 16;
constexpr const char* page_name = "ante-twin.cbor";
constexpr auto unused_for = std::chrono::minutes(10);  // nobody copies it any more

fs::path place_of_twins() { return os::cache_folder() / "twins"; }

// Keys are bytes, which JSON's text has no place for.
json shown(const Inflation& i) {
  json keys = json::array();
  for (auto& key : i.keys) keys.push_back({json::binary({key.datum.begin(), key.datum.end()}), key.variable_width});
  return {i.relation, i.path, i.method, i.blocks, i.height, keys, i.columns, i.metapage};
}

Inflation read_inflation(const json& page) {
  std::string path = page.at(1);
  if (!path.starts_with("base/") || contains(path, "..")) throw std::runtime_error("no path of a relation: " + path);
  Inflation i{page.at(0), path, page.at(2), page.at(3), page.at(4), {}, page.at(6), page.at(7)};
  for (auto& key : page.at(5)) {
    auto& bytes = key.at(0).get_binary();
    i.keys.push_back({{bytes.begin(), bytes.end()}, key.at(1)});
  }
  return i;
}

// Never in place: whoever is killed meanwhile would leave a torn twin that looks whole. What lies in a folder of the
// living is removed by them, or by whoever finds it when they are dead.
void remove_whole(const fs::path& twin) {
  auto grave = os::LiveFolder::make();
  std::error_code ignored;
  if (grave) fs::rename(twin, grave->path() / "twin", ignored);
}

// Changes where an extension is installed or removed: a twin that missed one is not used any more.
std::int64_t installed_extensions(const pg::ServerBinaries& server) {
  std::int64_t newest = 0;
  for (auto& folder : {server.bin / "../share/postgresql/extension", server.bin / "../share/extension",
                       fs::path("/usr/share/postgresql") / std::to_string(server.major) / "extension"}) {
    std::error_code absent;
    auto changed = fs::last_write_time(folder, absent);
    if (absent) continue;
    auto since_epoch = std::chrono::file_clock::to_sys(changed).time_since_epoch();
    newest = std::max<std::int64_t>(newest, since_epoch / std::chrono::seconds(1));
  }
  return newest;
}

// The build of ante that is running: another one may make another twin of the same snapshot.
std::int64_t this_build() {
  std::error_code unknown;
  auto built = fs::last_write_time("/proc/self/exe", unknown);
  return unknown ? 0 : std::chrono::file_clock::to_sys(built).time_since_epoch() / std::chrono::microseconds(1);
}

Base read_base(const fs::path& data, const pg::ClusterSpec& spec) {
  std::ifstream file(data / page_name, std::ios::binary);
  json page = json::from_cbor(file);
  Base base{.data = data, .spec = spec, .database = page.at("database")};
  for (auto& p : page.at("placed")) base.placed.push_back({p.at(0), p.at(1), p.at(2)});
  for (auto& m : page.at("missing")) base.missing.push_back({m.at(0), m.at(1)});
  for (auto& i : page.at("inflations")) base.inflations.push_back(read_inflation(i));
  for (auto& r : page.at("refused_settings")) base.refused_settings.push_back(r);
  return base;
}

// What is kept is believed, and belongs to the user whom servers run as: nobody else may get where it lies.
bool is_private(const fs::path& folder) {
  struct stat about{};
  return ::lstat(folder.c_str(), &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == ::geteuid() &&
         (about.st_mode & 077) == 0;
}

Result<void> make_private(const fs::path& folder) {
  TRY(os::make_folder(folder));
  ::chmod(folder.c_str(), 0700);
  if (is_private(folder)) return {};
  return undecided(fmt::format("{} is not yours alone", folder.string()),
                   "remove it, or set ANTE_CACHE to a folder of your own");
}

}  // namespace

// Twins of an earlier boot are not found: nothing of a twin is ever forced to the disk, and a power cut may have torn
// its files.
Kept::Kept(const std::string& key, const pg::ServerBinaries& server)
    : data_(place_of_twins() / fmt::format("{}-{}-{:x}-{}-{:x}", key.substr(0, 40), server.version,
                                           installed_extensions(server), os::boot_id().substr(0, 8), this_build())) {}

std::optional<Base> Kept::base(const pg::ClusterSpec& spec) const {
  std::error_code ignored;
  if (!is_private(data_.parent_path()) || !fs::exists(data_ / "PG_VERSION", ignored)) return std::nullopt;
  fs::last_write_time(data_, fs::file_time_type::clock::now(), ignored);  // or it might be pruned under our hands
  try {
    return read_base(data_, spec);
  } catch (const std::exception&) {
    remove_whole(data_);  // no twin of ours
    return std::nullopt;
  }
}

Result<Base> Kept::keep(pg::Cluster stopped, const Base& base) const {
  json page{{"database", base.database},
            {"placed", json::array()},
            {"missing", json::array()},
            {"inflations", json::array()},
            {"refused_settings", base.refused_settings}};
  for (auto& p : base.placed) page["placed"].push_back({p.oid, p.file_node, p.relation});
  for (auto& m : base.missing) page["missing"].push_back({m.object, m.why});
  for (auto& i : base.inflations) page["inflations"].push_back(shown(i));
  auto bytes = json::to_cbor(page);
  // In the data folder itself, so that there is never the one without the other.
  TRY(os::write_file(stopped.data() / page_name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  TRY(make_private(data_.parent_path()));
  TRY(std::move(stopped).keep_as(data_));
  // As it is kept now: somebody else may have been quicker.
  if (auto kept = this->base(base.spec)) return std::move(*kept);
  return undecided(fmt::format("{} vanished while it was kept", data_.string()), "run it again");
}

void forget_old_twins() {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> twins;
  for (auto& entry : fs::directory_iterator(place_of_twins(), ignored))
    twins.emplace_back(entry.last_write_time(ignored), entry.path());
  std::ranges::sort(twins, std::greater<>());
  auto too_old = fs::file_time_type::clock::now() - unused_for;
  for (std::size_t i = most_kept; i < twins.size(); ++i)
    if (twins[i].first < too_old) remove_whole(twins[i].second);
}

}  // namespace ante::twin
