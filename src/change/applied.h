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
    std::string broken = {};    // "failed", "dirty", "rolled back" …; "" for one that was applied whole
    std::string checksum = {};  // of its text, where the tool runs a migration again for a new one
    bool baseline = false;      // whatever comes up to it was there before the tool was
  };
  std::vector<Version> versions;
};

enum class State { pending, applied, half_applied, applied_otherwise };  // otherwise: with another text

struct Applied {
  std::vector<State> states;        // one a name
  std::vector<std::string> notes;   // which ledger was gone by
  std::vector<std::string> doubts;  // where it does not tell what the database has
  std::string table = {};           // of the ledger that was gone by; "" where none knows any of them
};

// A migration, as a ledger may know it.
struct Called {
  std::string name;
  std::vector<std::string> checksums = {};  // of one that runs again whenever its text is new
};

// Versions that the database has and the folder has not: it comes from somewhere else than production does.
std::vector<std::string> unknown_to(const std::vector<Called>& migrations, const Ledger& ledger);
// Whether it is the one that this tool writes.
bool is_of(const Ledger& ledger, std::string_view tool);
// Whether it has a row of it, whatever that says.
bool mentions(const Ledger& ledger, const Called& migration);

// `tool` is whose folder it is, where that is known: its ledger is asked before others.
Applied applied_of(const std::vector<Called>& migrations, const std::vector<Ledger>& ledgers,
                   std::string_view tool = {});

}  // namespace ante::change
