// What a cluster leaves in the system beside its folder, and how it is taken away once nobody owns it any more.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "os/identity.h"

namespace ante::pg {

// Where the cluster of that folder has its socket: in it, or below /tmp under the same name where the path would be too
// long for a socket (107 bytes) or has a comma, at which libpq ends a host.
std::filesystem::path socket_folder(const std::filesystem::path& cluster);
Result<void> make_socket_folder(const std::filesystem::path& socket, const std::optional<os::Identity>& owner);

void remove_socket_folder(const std::filesystem::path& cluster);

// Ends whatever server still runs in the folder, and removes its shared memory. The folder itself goes with the
// LiveFolder that the caller holds.
void remove_remains(const std::filesystem::path& cluster);

}  // namespace ante::pg
