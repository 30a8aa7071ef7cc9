#include "twin/kept.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "os/folders.h"
#include "os/live_folder.h"

namespace ante::twin {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Part of every kept twin's name: twins of another form are not found, and go when their time comes. So are those of an
// earlier boot: nothing of a twin is ever forced to the disk, and a power cut may have torn its files.
constexpr int form = 4;
constexpr std::size_t most_kept = 16;
constexpr auto unused_for = std::chrono::minutes(10);  // nobody copies it any more

// Keys are bytes, which JSON's text has no place for.
json shown(const Inflation& i) {
  json keys = json::array();
  for (auto& key : i.keys)
    keys.push_back({json::binary({key.datum.begin(), key.datum.end()}), key.variable_width});
  return {i.relation, i.path, i.method, i.blocks, i.height, keys, i.columns, i.metapage};
}

Inflation read_inflation(const json& page) {
  Inflation i{page[0], page[1], page[2], page[3], page[4], {}, page[6], page[7]};
  for (auto& key : page[5]) {
    auto& bytes = key[0].get_binary();
    i.keys.push_back({{bytes.begin(), bytes.end()}, key[1]});
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

}  // namespace

Kept::Kept(const std::string& key, const pg::ServerBinaries& server)
    : folder_(os::cache_folder() / "twins" /
              fmt::format("{}-{}-{:x}-{}-{}", key.substr(0, 40), server.version, installed_extensions(server),
                          os::boot_id().substr(0, 8), form)) {}

std::optional<Base> Kept::base(const pg::ClusterSpec& spec) const {
  std::error_code ignored;
  if (!fs::exists(data() / "PG_VERSION", ignored)) return std::nullopt;
  std::ifstream file(folder_ / "twin.cbor", std::ios::binary);
  json page = json::from_cbor(file, true, false);
  if (!page.is_object()) return std::nullopt;
  Base base{.data = data(), .spec = spec, .database = page["database"]};
  for (auto& p : page["placed"]) base.placed.push_back({p[0], p[1], p[2]});
  for (auto& m : page["missing"]) base.missing.push_back({m[0], m[1]});
  for (auto& i : page["inflations"]) base.inflations.push_back(read_inflation(i));
  for (auto& r : page["refused_settings"]) base.refused_settings.push_back(r);
  return base;
}

Result<void> Kept::keep_page(const Base& base) const {
  json page{{"database", base.database},
            {"placed", json::array()},
            {"missing", json::array()},
            {"inflations", json::array()},
            {"refused_settings", base.refused_settings}};
  for (auto& p : base.placed) page["placed"].push_back({p.oid, p.file_node, p.relation});
  for (auto& m : base.missing) page["missing"].push_back({m.object, m.why});
  for (auto& i : base.inflations) page["inflations"].push_back(shown(i));
  TRY(os::make_folder(folder_.parent_path()));
  // What is kept belongs to the user whom servers run as: nobody's server but ours may get here.
  ::chmod(folder_.parent_path().c_str(), 0700);
  TRY(os::make_folder(folder_));
  auto file = TRY(os::AtomicFile::at(folder_ / "twin.cbor"));
  std::ofstream written(file.temporary(), std::ios::binary);
  json::to_cbor(page, written);
  written.close();
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
    if (twins[i].first < too_old) remove_whole(twins[i].second);
}

}  // namespace ante::twin
