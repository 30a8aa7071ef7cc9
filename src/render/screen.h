// What a watcher knows, on one screen that is drawn again every second.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "incident/event.h"
#include "render/look.h"

namespace ante::render {

struct Screen {
  std::string database, server;
  double at = 0;                                                          // seconds since 1970
  int active = 0, waiting = 0, idle = 0;                                  // sessions
  double longest_transaction = 0, longest_statement = 0, round_trip = 0;  // seconds
  double commits = 0, rollbacks = 0;                                      // a second
  std::deque<int> lately;                                                 // sessions at work, second by second
  struct Query {
    std::string text;
    double calls = 0, ms = 0, blocks = 0;  // calls a second; milliseconds and blocks a call
    double share = 0;                      // of the time that all took
  };
  std::vector<Query> queries;  // the heaviest first
  // What is wrong or warned of, and what is said of it: by what it is about.
  std::map<std::string, std::vector<incident::Event>> troubles;
  std::vector<incident::Event> changes;  // the last ones
};
// So many lines at most.
std::string text(const Screen& screen, const Look& look, std::size_t lines);

}  // namespace ante::render
