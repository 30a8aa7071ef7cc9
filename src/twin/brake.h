// A brake holds a statement at each of the places where it must wait for others, so that its locks can be read there.
//
// A statement that cannot run in a transaction lets its locks go before it ends. A session that uses the same tables,
// as production's would, makes it wait visibly: first for its first lock, then for every transaction that it waits out.
// Each time it waits, a fresh session takes the same place before the one that is waited for leaves: otherwise the
// later waits would find nobody there.
#pragma once

#include <optional>
#include <vector>

#include "twin/relation_names.h"
#include "twin/stranger.h"

namespace ante::twin {

class Brake {
 public:
  // Uses the tables as the role that runs the change: a superuser's session must not plan over a stranger's objects.
  static Result<Brake> put_on(const Site& site, const RelationNames& names, std::vector<catalog::Oid> tables);

  // Whether `backend` waits for this brake right now.
  Result<bool> holds(pg::Connection& observer, int backend) const;
  // Lets the waiting statement go on to its next wait; false where the brake is off for good.
  Result<bool> let_on();

 private:
  Brake(const Site& site, const RelationNames& names, std::vector<catalog::Oid> tables)
      : site_(&site), names_(&names), tables_(std::move(tables)) {}
  Result<pg::Connection> user_of_tables() const;

  const Site* site_;
  const RelationNames* names_;
  std::vector<catalog::Oid> tables_;
  std::optional<pg::Connection> session_;
  int grip_ = 0;  // how many grips are held above the writer's
  int changes_ = 0;
};

}  // namespace ante::twin
