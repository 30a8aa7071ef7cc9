// A drill, as somebody wrote it down: a folder that is a system, its traffic and the change that struck it.
// docs/drills.md says how one is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::drill {

struct Description {
  std::filesystem::path folder;
  std::string name;                           // the folder's
  std::string title;                          // what the system is
  std::string told;                           // what happened to it in its life
  std::string out, known;                     // in its life: for how long people were out, after how long one knew why
  std::string owner = "owner", role = "app";  // who owns the tables, and whom the application is
  int major = 15;
  int processors = 1;                           // the server's
  std::map<std::string, std::string> settings;  // the server's
  std::map<std::string, std::int64_t> sizes;    // rows = 1000000, and what follows from it
  double rate = 100;                            // actions a second
  std::filesystem::path before, after;          // the application: what runs, and what is deployed with the change
  std::filesystem::path struck, good, undone;   // changes
  int peace = 15, outage = 45, recovery = 15;   // seconds
  bool dies = false;                            // the change that struck: half-way, by its own tool
  std::filesystem::path hotfix;                 // what they deploy in their hurry; "": nothing
  int hotfix_after = 0;                         // so long after the new version
  int killed = 0;                               // so long after the change began what runs it is killed; 0: it is not
  int code_back = 0;  // so long after a change that failed the old version is brought back; 0: it is not
  struct Goals {
    double errors = 0.001;   // in peace: the share of actions that fail, at most
    std::string slow;        // of this endpoint most are beyond their goal or fail; "": of none in particular
    double processor = 0;    // while the change strikes: the share of its processors that the server takes, at least
    double affected = 0.75;  // while the change strikes: the share of people for whom something fails, at least
    std::vector<std::string> cause;     // what is named first as what did it is called by one of these
    std::vector<std::string> innocent;  // what misled people, and is to be said not to be it
  } goals;
};

// `sizes` win over the file's; what follows from them in it follows from these.
Result<Description> read_description(const std::filesystem::path& folder,
                                     const std::map<std::string, std::int64_t>& sizes = {});
// A name among the drills that come with ante, or a path.
Result<std::filesystem::path> find_drill(const std::string& name);
// The names of the drills that come with ante.
std::vector<std::string> known_drills();

}  // namespace ante::drill
