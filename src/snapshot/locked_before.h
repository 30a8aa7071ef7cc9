// What a session has locked of its own accord since its transaction began: whoever comes after it waits there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/statement.h"

namespace ante::snapshot {

class LockedBefore {
 public:
  // A statement more. `facts` are its own.
  void see(std::string_view text, const sql::Facts& facts);
  // Tables whose rows were locked, by their bare names; "" for an advisory lock, or one of a whole table, or what is
  // serializable.
  const std::vector<std::string>& locked() const { return locked_; }

 private:
  std::vector<std::string> locked_;
};

}  // namespace ante::snapshot
