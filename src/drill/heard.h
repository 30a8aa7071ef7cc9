// What ante watch said while people were out, and what became of seeing the outage, naming what did it, and writing it
// up.
#pragma once

#include <string>
#include <vector>

#include "drill/pass.h"
#include "drill/team.h"
#include "incident/event.h"

namespace ante::drill {

struct Heard {
  int second = 0;  // of the traffic
  incident::Event event;
};

struct Words {
  std::vector<Heard> heard;
  std::string trouble;     // what was said that is no event
  std::string postmortem;  // by ante report; "": there is none
  Millis written_in{0};
};

// What counts was said before they undid it. In peace nothing was to be seen.
Stage seen(const Pass& pass, const Words& words);
// What was named first, and whether what misled people was said not to be it.
Stage explained(const Pass& pass, const Words& words, const Description::Goals& goals);
// Whether the report has both.
Stage written_up(const Pass& pass, const Words& words);

}  // namespace ante::drill
