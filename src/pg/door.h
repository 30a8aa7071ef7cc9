// A door to a private server for a program of the user's: a port on 127.0.0.1, since not every driver speaks through a
// Unix socket, and the server itself has no port. One role may pass, with a password that is made up for the occasion,
// and only to one database; what is said there is overheard (conversation.h).
//
// A thread of its own carries the bytes. The door is closed before the server stops.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pg/cluster.h"
#include "pg/conversation.h"

namespace ante::pg {

struct Overheard {
  // Of each session that got in: what it said of itself at the beginning, "search_path" and its like.
  std::vector<std::vector<std::pair<std::string, std::string>>> sessions = {};
  std::vector<Exchange> exchanges = {};  // in the order in which they ended; each names its session by its place
  std::string turned_away = {};          // why the last one was that did not get in
  bool too_much = false;                 // more was said than is kept
};

class Door {
 public:
  static Result<Door> open(const Cluster& cluster, std::string database, std::string role);
  Door(Door&&) noexcept;
  Door& operator=(Door&&) noexcept;
  ~Door();

  int port() const;
  const std::string& password() const;
  // What leads a program here, as NAME=value.
  std::vector<std::string> environment() const;
  // Whoever is still there is shown out, and nobody gets in any more.
  Overheard close();

 private:
  struct State;
  explicit Door(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ante::pg
