// What several formats say in the same words: outcomes, weights, counts, and a finding as a few lines.
#pragma once

#include <string>
#include <vector>

#include "judge/verdict.h"

namespace ante::render {

const char* word(Exit exit);
const char* word(judge::Weight weight);
const char* word(rehearse::Fate fate);
const char* word(catalog::Difference::What what);
// BLOCKED, FINE or UNDECIDED
std::string headline(const judge::Verdict& verdict);

// "2 findings stand against it, 1 is open"
std::string counts(const judge::Verdict& verdict, const rehearse::Rehearsal& rehearsal);
std::string what_was_rehearsed(const rehearse::Rehearsal& rehearsal);

// What is to be done, before the SQL that does it; "" where nothing is proposed.
std::string instead(const judge::Finding& finding);
// What it says, with its evidence and what to do, a line each. The statement is not in it.
std::string as_lines(const judge::Finding& finding);

// The first of them, and how many more there are.
std::string a_few(std::vector<std::string> names);
std::string grouped(double number);  // 14,829
std::string cost(double value);
std::string rate(const rehearse::QueryOutcome& query);

}  // namespace ante::render
