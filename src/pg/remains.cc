#include "pg/remains.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <vector>

#include "base/text.h"
#include "os/descriptor.h"
#include "os/folders.h"
#include "os/live_folder.h"
#include "os/tree.h"
#include "pg/cluster.h"

namespace ante::pg {
namespace fs = std::filesystem;
namespace {

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  return (path.native() + "/").starts_with(folder.native() + "/");
}

// Whether a process is a server, or an initdb, of that folder: by the folder that it works in, or, where a container
// does not let root see that of another user's process, by the data folder that it was called with.
bool belongs_to(const fs::path& process, const fs::path& cluster) {
  auto command_line = os::read_file(process / "cmdline", 1u << 20);
  if (!command_line) return false;
  auto words = split(*command_line, '\0');
  auto program = fs::path(words[0].substr(0, words[0].find(':'))).filename();  // "postgres: checkpointer"
  if (program != "postgres" && program != "initdb") return false;
  std::error_code error;
  auto works_in = fs::read_symlink(process / "cwd", error);
  if (!error && lies_in(works_in, cluster)) return true;
  for (std::string_view word : words) {
    if (word.starts_with("--pgdata=")) word.remove_prefix(9);
    if (word.starts_with('/') && lies_in(fs::path(word), cluster)) return true;
  }
  return false;
}

std::vector<os::Descriptor> processes_of(const fs::path& cluster) {
  std::vector<os::Descriptor> found;
  std::error_code error;
  for (auto& entry : fs::directory_iterator("/proc", error)) {
    auto pid = number<pid_t>(entry.path().filename().native());
    if (!pid || !belongs_to(entry.path(), cluster)) continue;
    os::Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
    // Asked again now that the number cannot pass to another process unnoticed.
    if (pidfd && belongs_to(entry.path(), cluster)) found.push_back(std::move(pidfd));
  }
  return found;
}

bool wait_for_end(const std::vector<os::Descriptor>& processes, Millis at_most) {
  auto deadline = std::chrono::steady_clock::now() + at_most;
  for (auto& process : processes) {
    auto left = std::chrono::duration_cast<Millis>(deadline - std::chrono::steady_clock::now()).count();
    pollfd watched{process.get(), POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) return false;
  }
  return true;
}

void end_processes(const fs::path& cluster) {
  for (int signal : {SIGQUIT, SIGKILL, SIGKILL}) {
    auto processes = processes_of(cluster);
    if (processes.empty()) return;
    for (auto& process : processes) ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0);
    wait_for_end(processes, Millis{3'000});
  }
}

// A server that was killed leaves a System V segment behind, whose key and number are in postmaster.pid. A process that
// is just ending may still be attached to it: marked as removed, it goes with the last of them.
void remove_shared_memory(const fs::path& data) {
  auto text = os::read_file(data / "postmaster.pid", 4096);
  if (!text) return;
  auto lines = split(*text, '\n');
  if (lines.size() < 7) return;
  auto words = split(trim(replace_all(lines[6], "  ", " ")), ' ');
  if (words.size() < 2) return;
  auto creator = number<pid_t>(trim(lines[0]));
  auto key = number<unsigned long>(words.front());
  auto id = number<int>(words.back());
  shmid_ds about{};
  if (!creator || !key || !id || ::shmctl(*id, IPC_STAT, &about) != 0) return;
  bool same = static_cast<unsigned long>(static_cast<unsigned>(about.shm_perm.__key)) == *key;
  if (same && about.shm_cpid == *creator) ::shmctl(*id, IPC_RMID, nullptr);
}

}  // namespace

fs::path socket_folder(const fs::path& cluster) {
  constexpr std::size_t longest = 107 - std::string_view("/.s.PGSQL.5432.lock").size();
  auto inside = cluster / "socket";
  bool possible = inside.native().size() <= longest && inside.native().find(',') == std::string::npos;
  return possible ? inside : fs::path("/tmp") / ("ante-" + cluster.filename().string());
}

Result<void> make_socket_folder(const fs::path& socket, const std::optional<os::Identity>& owner) {
  if (::mkdir(socket.c_str(), 0700) != 0 || (owner && ::chown(socket.c_str(), owner->uid, owner->gid) != 0))
    return std::unexpected(os::disk_error(fmt::format("cannot make the folder {}", socket.string()), errno));
  return {};
}

void remove_socket_folder(const fs::path& cluster) {
  auto socket = socket_folder(cluster);
  if (lies_in(socket, cluster)) return;  // it goes with the cluster's own folder
  struct stat about{};
  std::error_code ignored;  // what is below /tmp and cannot be removed harms nobody
  if (::lstat(socket.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) os::remove_tree(socket);
}

void remove_remains(const fs::path& cluster) {
  end_processes(cluster);
  remove_shared_memory(cluster / "data");
}

int sweep() {
  auto abandoned = os::LiveFolder::claim_abandoned();
  for (auto& folder : abandoned) {
    remove_remains(folder.path());
    remove_socket_folder(folder.path());
  }
  return static_cast<int>(abandoned.size());
}

}  // namespace ante::pg
