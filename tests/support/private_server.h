// Private servers for tests: each test raises its own, so that tests run beside each other.
#pragma once

#include <gtest/gtest.h>

#include "pg/cluster.h"

namespace ante::tests {

// The majors that every test of a server's behaviour runs on: 15 and 17, or what ANTE_TEST_MAJORS names ("12 13 18").
std::vector<int> tested_majors();

// A fresh one, started; the test program ends where it cannot be raised. Where its result is needed twice, keep it.
pg::Cluster private_server(int major = 15, std::map<std::string, std::string> settings = {});
// Settings with autovacuum on, as production has it, and nothing for it to do.
std::map<std::string, std::string> idle_autovacuum(int major);
pg::Connection connect(const pg::Cluster& cluster, std::string_view database = "postgres",
                       std::string_view user = pg::private_superuser);
// Runs SQL that must not fail, and says where it did. A line that ends in "-- since N" or "-- before N" is for those
// majors alone.
void run(pg::Connection& connection, std::string_view sql);
std::string of_major(int major, std::string_view sql);

}  // namespace ante::tests
