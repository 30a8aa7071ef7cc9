#include "twin/kept.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "os/folders.h"
#include "os/live_folder.h"
#include "os/sha256.h"

namespace ante::twin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_kept = 64, most_spares = 6;
constexpr const char* page_name = "ante-twin.cbor";
constexpr auto unused_for = std::chrono::minutes(10);  // nobody copies it any more

bool is_spare(const fs::path& twin) { return twin.extension().native().starts_with(pg::spare_extension); }

fs::path place_of_twins() { return os::cache_folder() / "twins"; }

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

Kept::Kept(const fs::path& beside, std::string_view what, std::string_view of)
    : data_(fmt::format("{}-{}", beside.string(), what)) {
  if (!of.empty()) data_ += "-" + os::sha256_hex(of).substr(0, 16);
}

std::optional<std::string> Kept::page() const {
  std::error_code ignored;
  if (!is_private(data_.parent_path()) || !fs::exists(data_ / "PG_VERSION", ignored)) return std::nullopt;
  fs::last_write_time(data_, fs::file_time_type::clock::now(), ignored);  // or it might be pruned under our hands
  auto page = os::read_file(data_ / page_name);
  return page ? std::move(*page) : std::string();
}

Result<std::string> Kept::keep(pg::Cluster stopped, std::string_view page) const {
  // In the data folder itself, so that there is never the one without the other.
  TRY(os::write_file(stopped.data() / page_name, page));
  TRY(make_private(data_.parent_path()));
  TRY(std::move(stopped).keep_as(data_));
  // As it is kept now: somebody else may have been quicker.
  if (auto kept = this->page()) return std::move(*kept);
  return undecided(fmt::format("{} vanished while it was kept", data_.string()), "run it again");
}

std::optional<std::string> Kept::file() const {
  std::error_code ignored;
  if (!is_private(data_.parent_path()) || !fs::is_regular_file(data_, ignored)) return std::nullopt;
  fs::last_write_time(data_, fs::file_time_type::clock::now(), ignored);
  auto text = os::read_file(data_);
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

Result<void> Kept::keep_file(std::string_view text) const {
  TRY(make_private(data_.parent_path()));
  auto file = TRY(os::AtomicFile::at(data_, 0600));
  TRY(os::write_file(file.temporary(), text));
  return file.commit();
}

void Kept::forget() const { remove_whole(data_); }

void forget_old_twins() {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> twins, spares;
  for (auto& entry : fs::directory_iterator(place_of_twins(), ignored))
    (is_spare(entry.path()) ? spares : twins).emplace_back(entry.last_write_time(ignored), entry.path());
  std::ranges::sort(twins, std::greater<>());
  std::ranges::sort(spares, std::greater<>());
  auto too_old = fs::file_time_type::clock::now() - unused_for;
  for (std::size_t i = most_kept; i < twins.size(); ++i)
    if (twins[i].first < too_old) remove_whole(twins[i].second);
  // Whoever takes a spare has it for himself from then on, as we have those that we remove.
  for (std::size_t i = most_spares; i < spares.size(); ++i) remove_whole(spares[i].second);
}

}  // namespace ante::twin
