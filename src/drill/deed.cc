#include "drill/deed.h"

namespace ante::drill {

Deed by_its_tool(const System& system, const Description& drill, std::filesystem::path change, std::string name,
                 Millis killed_after) {
  return [=, &system, owner = drill.owner]() -> Result<Ran> {
    auto read = TRY(change::read_change(change));
    auto server =
        pg::Connection::open(system.target(owner), {.connect = patience, .call = patience, .application = name});
    if (!server) return Ran{.failed = server.error().what};
    return run_change(*std::move(server), read, killed_after);
  };
}

}  // namespace ante::drill
