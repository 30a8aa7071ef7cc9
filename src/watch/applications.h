// Deploys that nobody marks: an application whose sessions give a name that was not there before, "shop v43", and the
// last of those that gave the old one. Names that carry the number of a process or something random are one.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ante::watch {

// Sessions by the name that they give, the idle ones too.
using Applications = std::map<std::string, int>;

class ApplicationDetector {
 public:
  struct Seen {
    std::vector<std::string> came, left;
  };
  Seen see(const Applications& sessions, double now);

 private:
  struct Name {
    double first = 0, last = 0;
    int looks = 0, most = 0;  // sessions at once
    bool is_known = false;    // it was there from the beginning, or was said to have come
  };
  struct Family {
    std::map<std::string, Name> names;
    bool is_random = false;  // more names than a deploy has
  };
  void look_at(Family& family, double now, Seen& seen) const;

  std::map<std::string, Family> families_;
  double began_ = 0;
};

}  // namespace ante::watch
