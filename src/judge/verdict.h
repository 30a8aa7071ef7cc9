// What is to be said of a change before it is deployed: facts in, findings and a decision out.
#pragma once

#include "judge/finding.h"
#include "judge/physics.h"
#include "judge/policy.h"
#include "rehearse/rehearsal.h"

namespace ante::judge {

struct Verdict {
  // blocked: a finding stands against the change. undecided: one is open, or something could not be looked at.
  Exit exit = Exit::undecided;
  std::vector<std::vector<Work>> works = {};  // of each statement, at production's size
  std::vector<Finding> findings;              // what blocks first, then what is open, then what is only said
  std::string hash = {};                      // of the change, the snapshot and the policy that it is about
};

Verdict judge(const rehearse::Rehearsal& rehearsal, const Policy& policy = {});

}  // namespace ante::judge
