// The system of a drill, come to life: a private PostgreSQL as production would run it, with the drill's schema and
// data. To make the data takes a while; so it is kept, by the content of what it is made from.
#pragma once

#include <vector>

#include "base/progress.h"
#include "drill/description.h"
#include "pg/cluster.h"

namespace ante::drill {

class System {
 public:
  static Result<System> raise(const Description& drill, Progress& progress);

  pg::Target target(std::string_view user = pg::private_superuser) const { return cluster_.target(database, user); }
  // The server's and the traffic's, which has one that the server has not, so that it can tell how the server fares.
  const std::vector<int>& server_processors() const { return server_processors_; }
  const std::vector<int>& traffic_processors() const { return traffic_processors_; }
  const std::string& shown() const { return shown_; }  // what it is, for people
  pid_t process() const { return cluster_.process(); }
  const std::filesystem::path& socket() const { return cluster_.socket(); }
  Result<void> still_runs() { return cluster_.still_runs(); }
  // A full disk shows in many ways; that it was the cause is in the server's log.
  Error explained(const Error& error) const;

  static constexpr std::string_view database = "production";

 private:
  System(pg::Cluster cluster, std::vector<int> server, std::vector<int> traffic, std::string shown)
      : cluster_(std::move(cluster)),
        server_processors_(std::move(server)),
        traffic_processors_(std::move(traffic)),
        shown_(std::move(shown)) {}
  pg::Cluster cluster_;
  std::vector<int> server_processors_, traffic_processors_;
  std::string shown_;
};

// Where the team tries things out: the same schema, without rows and traffic, and after this change.
Result<pg::Cluster> raise_staging(const Description& drill, const std::filesystem::path& change, Progress& progress);

}  // namespace ante::drill
