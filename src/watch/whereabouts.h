// Where a server is, and where it writes its log, as far as it says: whether that is this machine, and which files.
#pragma once

#include <filesystem>
#include <string>

#include "pg/connection.h"
#include "watch/log.h"

namespace ante::watch {

struct Whereabouts {
  int session = 0;     // our own process there
  int postmaster = 0;  // its first process, where it is on this machine; 0 else
  std::string database = {};
  std::filesystem::path data = {};  // "" where the role may not know
  std::string log_destination = {}, log_line_prefix = {}, lc_messages = {};
  std::string log_filename = {}, current_log = {};  // "" where the role may not know, and where there is none
  bool collects_log = false;
};
Result<Whereabouts> read_whereabouts(pg::Connection& connection, const std::filesystem::path& proc = "/proc");

// What is to be followed: the log that somebody named, or the one that the server speaks of.
Result<LogPlace> log_place(const Whereabouts& where, const std::filesystem::path& named,
                           const std::filesystem::path& proc = "/proc");

}  // namespace ante::watch
