// The machine on which a server runs, where that is this one: its processors and who takes them, who waits for what,
// and the disk of the server's data. All of it is read from files of the kernel, below a folder that is /proc but in
// tests.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "watch/limits.h"

namespace ante::watch {

struct Host {
  double at = 0;  // seconds since 1970
  int processors = 0;
  // So many processors' time since the last look: all of it, and that of the server's processes.
  std::optional<double> taken = {}, by_server = {};
  std::optional<double> memory_left = {};  // share, with what is only kept as long as nobody wants it
  // Of the last ten seconds, the share in which somebody waited for it.
  std::optional<double> waits_for_processors = {}, waits_for_disk = {}, waits_for_memory = {};
};

class HostProbe {
 public:
  HostProbe(std::filesystem::path proc, int postmaster) : proc_(std::move(proc)), postmaster_(postmaster) {}
  Host look(double now);

 private:
  struct Ticks {
    double all = 0, taken = 0, of_server = 0;
  };
  std::filesystem::path proc_;
  int postmaster_;
  std::optional<Ticks> before_;
};

// The server's first process, where that session of it is one of this machine: by its number and its title, which has
// the user's and the database's name. 0 where it is none, or where that cannot be told.
int postmaster_of(const std::filesystem::path& proc, int session, const std::string& user, const std::string& database);

// How full a disk is, and when it will be.
class Disk {
 public:
  struct Room {
    double bytes = 0, left = 0;
  };
  static std::optional<Room> room(const std::filesystem::path& folder);
  std::vector<Limit> limits(Room room, double now);

 private:
  std::deque<std::pair<double, double>> taken_;  // when, and how many bytes
};

}  // namespace ante::watch
