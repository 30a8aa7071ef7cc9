// Sessions in which queries are planned, with a ghost or another private database: one for each user, whose role and
// database settings, search_path among them, are the server's to apply.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "twin/ghost.h"
#include "twin/lab.h"

namespace ante::rehearse {

class Sessions {
 public:
  using Database = std::function<pg::Target(std::string_view user)>;
  Sessions(Database database, const snapshot::Snapshot& snapshot)
      : database_(std::move(database)), snapshot_(snapshot) {}
  Sessions(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot)
      : Sessions([&ghost](std::string_view user) { return ghost.target(user); }, snapshot) {}

  // Of a user whose role was not captured, the usual role's.
  Result<pg::Connection*> of(const std::string& shown_user) {
    auto role = role_of(shown_user);
    auto found = sessions_.find(role);
    if (found == sessions_.end()) found = sessions_.emplace(role, open(role)).first;
    if (!found->second) return std::unexpected(found->second.error());
    return &*found->second;
  }
  void forget(const std::string& shown_user) { sessions_.erase(role_of(shown_user)); }
  // Who sees everything.
  Result<pg::Connection*> of_superuser() {
    if (!superuser_) superuser_ = TRY(open(std::string(pg::private_superuser)));
    return &*superuser_;
  }

 private:
  static constexpr Millis longest_planning{20'000};
  std::string role_of(const std::string& shown_user) const {
    auto user = twin::bare_name(shown_user);
    return twin::captured_role(snapshot_, user) ? user : twin::usual_role(snapshot_);
  }
  Result<pg::Connection> open(const std::string& role) const {
    return pg::Connection::open(database_(role), {.call = longest_planning, .application = "ante rehearse"});
  }
  Database database_;
  const snapshot::Snapshot& snapshot_;
  std::map<std::string, Result<pg::Connection>> sessions_;
  std::optional<pg::Connection> superuser_;
};

}  // namespace ante::rehearse
