// One statement that was overheard: as it can be run again, and what it was for.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "pg/conversation.h"
#include "twin/ledgers.h"

namespace ante::twin {

struct RecordedStatement {
  enum class Sort {
    begins,       // a transaction
    ends,         // it: COMMIT, ROLLBACK
    controls,     // SAVEPOINT and its like
    sets,         // something of the session or the transaction
    asks,         // changes nothing that matters
    bookkeeping,  // of a migration tool, in its ledger
    works
  } sort = Sort::works;
  std::string sql;
  std::string copy_data = {};
  bool local = false;                    // what it sets ends with the transaction
  bool resets_all = false;               // RESET ALL, DISCARD ALL
  std::vector<std::string> tables = {};  // of which it asks, but for catalogs and tools' own
};

class Reader {
 public:
  // `session` is a role's without superuser, in the database in which the statements ran.
  static Result<Reader> make(pg::Connection session, ToolTables tools);

  // The statements of one text that ran to their end; those of a text with arguments have them inside.
  Result<std::vector<RecordedStatement>> read(const pg::Asked& asked);
  RecordedStatement sorted(std::string sql) const;

 private:
  Reader(pg::Connection session, ToolTables tools) : session_(std::move(session)), tools_(std::move(tools)) {}
  Result<std::string> with_arguments(const std::string& sql, const std::vector<pg::Argument>& arguments);
  Result<std::string> literal(const pg::Argument& argument);
  Result<std::string> type_name(std::uint32_t type);
  bool only_asks(const std::vector<std::string>& functions) const;

  pg::Connection session_;
  ToolTables tools_;
  std::set<std::string> harmless_;  // functions of the server that change nothing
  std::set<std::string> catalogs_;  // its own relations
  std::map<std::uint32_t, std::string> type_names_;
};

}  // namespace ante::twin
