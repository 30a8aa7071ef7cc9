// What came of a run: the figures that people are shown.
#pragma once

#include <string>
#include <vector>

#include "load/driver.h"

namespace ante::load {

struct OfEndpoint {
  std::string name;
  Millis goal{0};
  Met met;
  std::vector<Met> seconds = {};
};

struct Account {
  double seconds = 0;
  double rate = 0;
  Met all;
  Users users;
  std::vector<OfEndpoint> endpoints;
  Audit audit;
  std::string not_audited;  // why the writes were not held against the database; "" where they were
  Own own;
};

// Of a driver that has finished, in the seconds from 0 on.
Account account_of(const Driver& driver, const Result<Audit>& audit, double seconds, double rate);

}  // namespace ante::load
