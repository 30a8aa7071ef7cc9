// Where facts become a decision: every figure of it. docs/findings.md says what they mean to people.
#pragma once

#include <string>
#include <vector>

#include "judge/waiver.h"

namespace ante::judge {

struct Policy {
  // A table that the traffic wants may be held for so long; longer stands against the change.
  double longest_hold = 1.0;  // seconds
  // Held for so long it is worth a word, where so many requests would wait.
  double hold_worth_a_word = 0.2, waiting_worth_a_word = 10;
  // Nobody wants it, and it is this large: somebody may all the same.
  double idle_hold_worth_a_word = 5.0;
  // Whoever gives up waiting for a lock within so long lets those go on soon who wait behind it.
  double longest_wait = 10;  // seconds
  // A statement that waits for its lock without end makes everybody wait behind it: so many requests stand against it.
  double queue_that_blocks = 1'000;
  // An UPDATE or DELETE of so many rows in one go is worth a word.
  double rows_in_one_go = 100'000;
  // A standby that falls behind by so much more is worth a word.
  double standby_lag_worth_a_word = 10;  // seconds
  // A key that has used so much of its values, or whose rest lasts no longer, is worth a word.
  double key_values_used = 0.7, key_lasts_days = 180;
  // How much of the server's two billion transactions the oldest one may be behind.
  double age_worth_a_word = 0.7;
  // So many rows that nothing finds but by reading them all.
  double rows_read_in_vain = 10'000;
  // Days. What is older says too little of what production is now.
  double oldest_snapshot = 30;
  std::vector<Waiver> waivers = {};
  std::string today = {};  // 2026-11-21
};

}  // namespace ante::judge
