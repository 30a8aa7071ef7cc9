#include "support/private_server.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::tests {
namespace {

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  fmt::print(stderr, "{}\n{}\n", result.error().what, result.error().next);
  std::abort();
}

}  // namespace

std::vector<int> tested_majors() {
  const char* chosen = std::getenv("ANTE_TEST_MAJORS");
  std::vector<int> majors;
  for (auto& word : split(chosen ? chosen : "15 17", ' '))
    if (!word.empty()) majors.push_back(std::stoi(std::string(word)));
  return majors;
}

pg::Cluster private_server(int major, std::map<std::string, std::string> settings) {
  NoProgress quiet;
  return must(pg::Cluster::raise({.major = major, .settings = std::move(settings)}, quiet));
}

pg::Connection connect(const pg::Cluster& cluster, std::string_view database, std::string_view user) {
  return must(pg::Connection::open(cluster.target(database, user)));
}

void run(pg::Connection& connection, std::string_view sql) {
  auto result = connection.execute(sql);
  ASSERT_TRUE(result) << result.error().what << "\nin: " << sql;
}

}  // namespace ante::tests
