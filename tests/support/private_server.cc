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

std::string of_major(int major, std::string_view sql) {
  std::string kept;
  for (std::string_view line : split(sql, '\n')) {
    auto mark = line.rfind(" -- ");
    auto words = mark == line.npos ? std::vector<std::string>{} : split(line.substr(mark + 4), ' ');
    if (words.size() == 2 && words[0] == "since" && major < std::stoi(words[1])) continue;
    if (words.size() == 2 && words[0] == "before" && major >= std::stoi(words[1])) continue;
    kept.append(line).append("\n");
  }
  return kept;
}

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

std::map<std::string, std::string> idle_autovacuum(int major) {
  std::map<std::string, std::string> settings{{"autovacuum", "on"},
                                              {"autovacuum_vacuum_threshold", "2000000000"},
                                              {"autovacuum_analyze_threshold", "2000000000"}};
  if (major >= 13) settings["autovacuum_vacuum_insert_threshold"] = "-1";
  return settings;
}

pg::Connection connect(const pg::Cluster& cluster, std::string_view database, std::string_view user) {
  return must(pg::Connection::open(cluster.target(database, user)));
}

void run(pg::Connection& connection, std::string_view text) {
  auto sql = of_major(connection.server_major(), text);
  auto result = connection.execute(sql);
  ASSERT_TRUE(result) << result.error().what << "\nin: " << sql;
}

}  // namespace ante::tests
