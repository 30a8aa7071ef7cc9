// What goes on beside a change and is to blame for what it does: more people, a slow network, a neighbour on the
// processors or on the disk, a forgotten transaction, autovacuum. Each by real means.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drill/description.h"
#include "drill/system.h"

namespace ante::drill {

// Whether it was really at work, and what it did.
struct Felt {
  bool at_all = false;
  std::string says;
  double processor = 0;  // the share of the server's processors that it took
};

class Confounder {
 public:
  static std::vector<std::string> kinds();
  static Result<std::unique_ptr<Confounder>> make(const std::string& kind, const System& system,
                                                  const Description& drill);
  virtual ~Confounder() = default;

  // Where the application finds the server, from its first connection on.
  virtual pg::Target through(const pg::Target& target) const { return target; }
  virtual double crowd() const { return 1; }   // so many times as many people come
  virtual std::string_view words() const = 0;  // "a slow network"
  virtual Result<void> begin() = 0;
  virtual void look() {}  // once a second while it goes on
  virtual Result<void> end() = 0;
  // What it did, given how many actions there were a second in peace and beside it.
  virtual Felt felt(double in_peace, double beside) const = 0;
};

}  // namespace ante::drill
