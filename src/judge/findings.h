// The findings, one kind of fact after the other. Each reads the rehearsal and adds what it has to say.
#pragma once

#include "judge/finding.h"
#include "judge/physics.h"
#include "judge/policy.h"

namespace ante::judge {

struct Case {
  const rehearse::Rehearsal& rehearsal;
  const Policy& policy;
  std::vector<std::vector<Work>> works = {};  // of each statement
  std::vector<Finding> findings = {};

  // A finding about a statement.
  Finding at(std::size_t statement, std::string kind, Weight weight) const;
};

void add_failures(Case& found);      // statements that fail, or may
void add_locks(Case& found);         // what is held for long, and what waits without end
void add_traffic(Case& found);       // queries that break, get slower or answer otherwise
void add_bodies(Case& found);        // functions that name what is there no longer
void add_new_queries(Case& found);   // of the version that comes with the change
void add_boot(Case& found);          // the application does not start afterwards
void add_lost_data(Case& found);     // what cannot be taken back
void add_cascades(Case& found);      // what goes unnamed
void add_kept_invalid(Case& found);  // indexes that IF NOT EXISTS takes for good ones
void add_data(Case& found);          // what the rows may refuse
void add_ways_back(Case& found);     // what its author's way back does, and where a stop in the middle leads
void add_clocks(Case& found);        // what runs out sooner or later
void add_written_rows(Case& found);  // many rows in one go
void add_replicas(Case& found);      // standbys that fall behind where nothing else is said of the statement

// Whether the statement fails on made-up rows by what they hold, and the real ones are asked about that.
bool data_decides(const rehearse::StatementOutcome& statement);

std::string place_of(const rehearse::StatementOutcome& statement);
// 120: "120 requests a second"; 0.02: "a request every 50 s"
std::string a_second(double rate);

}  // namespace ante::judge
