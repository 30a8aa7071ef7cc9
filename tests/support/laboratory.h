// A lab for tests: a private server with a schema, and a change that is run in it as an ordinary role.
#pragma once

#include <optional>

#include "support/private_server.h"
#include "twin/experiment.h"

namespace ante::tests {

class Laboratory {
 public:
  // `schema` is run by the role "app", who owns the database; `superuser_sql` before it, by the superuser.
  explicit Laboratory(int major, std::string_view schema, std::string_view superuser_sql = "");

  // Runs statements as one migration; each Effects stands for one of them.
  twin::ChangeRun run(const std::vector<std::string>& statements, bool in_transaction = true);
  change::Effects run_one(const std::string& statement, bool in_transaction = true);

  twin::LabLimits limits;
  pg::Cluster cluster;
  pg::Connection superuser;
  bool assumed = false;  // nobody said whether there is a transaction
};

// "public.t table AccessExclusiveLock", one a lock, sorted.
std::vector<std::string> shown(const std::vector<change::Lock>& locks);
bool holds(const change::Effects& effects, std::string_view relation, std::string_view mode);
using Names = std::vector<std::string>;

}  // namespace ante::tests
