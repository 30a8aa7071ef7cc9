// A private PostgreSQL: raised from a cached template, reached by a Unix socket in a private folder, gone afterwards.
//
// The folder of a cluster is locked by the process that owns it. Whoever finds a folder whose lock is free has found
// the remains of a run that was killed, and removes them (sweep). The server itself goes when its owner does: it is
// asked to by the kernel (PR_SET_PDEATHSIG).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/progress.h"
#include "pg/connection.h"
#include "pg/locale.h"
#include "pg/servers.h"

namespace ante::pg {

struct ClusterSpec {
  int major = 15;
  Locale locale = {};
  std::map<std::string, std::string> settings = {};  // postgresql.conf of this cluster, over the private defaults
  std::vector<int> processors = {};                  // where the server may run; empty: anywhere
  // So many data folders of copies that have ended stay beside what they are copies of. The next copy is made of one:
  // to make and to remove thousands of files takes longer than what the server is asked.
  int spares = 0;
};
inline constexpr const char* spare_extension = ".spare";  // of their names, with a number behind it

// The bootstrap superuser of every private cluster. Captured roles, "postgres" among them, are made beside it.
inline constexpr const char* private_superuser = "ante_superuser";

class Cluster {
 public:
  // A fresh cluster, started, with one database "postgres" besides the templates. initdb runs once a version and
  // locale; after that its result is copied.
  static Result<Cluster> raise(const ClusterSpec& spec, Progress& progress);
  // A cluster whose data folder is a copy of `data` (made by `keep_as`), not started yet.
  static Result<Cluster> copy_of(const std::filesystem::path& data, const ClusterSpec& spec);

  Cluster(Cluster&&) noexcept;
  Cluster& operator=(Cluster&&) noexcept;
  ~Cluster();  // stops the server at once and removes the folder

  Result<void> start();
  Result<void> still_runs();  // where it has ended by itself: how, and what it said
  Result<void> stop();        // a clean shutdown: everything is on disk afterwards
  // The end of a stopped cluster: its data folder stays under this path, for copy_of. Where one is already, that one
  // stays.
  Result<void> keep_as(const std::filesystem::path& data) &&;

  Target target(std::string_view database, std::string_view user = private_superuser) const;
  const std::filesystem::path& data() const;    // PGDATA
  const std::filesystem::path& socket() const;  // the folder of its socket: PGHOST
  const ServerBinaries& binaries() const;
  pid_t process() const;  // the server's first; 0 where it does not run
  std::string log_tail(std::size_t lines) const;
  // Whether nothing that runs in the server can reach a network. Some kernels refuse; the server runs all the same.
  bool network_sealed() const;
  bool walled_in() const;  // it writes nowhere else and executes nothing else

 private:
  struct State;
  explicit Cluster(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Removes what killed runs left behind: their servers, then their folders. Says how many it found.
int sweep();

}  // namespace ante::pg
