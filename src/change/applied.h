// Which of a folder's migrations the database has already, as the ledgers of migration tools in it say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ante::change {

struct Ledger {
  std::string tool, table;  // "golang-migrate", "public.schema_migrations"
  struct Version {
    std::string version;
    std::string broken = {};  // "failed", "dirty", "rolled back" …; "" for one that was applied whole
  };
  std::vector<Version> versions;
};

enum class State { pending, applied, half_applied };

struct Applied {
  std::vector<State> states;        // one a name
  std::vector<std::string> notes;   // which ledger was gone by
  std::vector<std::string> doubts;  // where it does not tell what the database has
  std::string table = {};           // of the ledger that was gone by; "" where none knows any of them
};

// Versions that the database has and the folder has not: it comes from somewhere else than production does.
std::vector<std::string> unknown_to(const std::vector<std::string>& names, const Ledger& ledger);
// Whether it is the one that this tool writes.
bool is_of(const Ledger& ledger, std::string_view tool);

// `tool` is whose folder it is, where that is known: its ledger is asked before others.
Applied applied_of(const std::vector<std::string>& names, const std::vector<Ledger>& ledgers,
                   std::string_view tool = {});

}  // namespace ante::change
