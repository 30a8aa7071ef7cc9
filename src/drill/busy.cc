#include "drill/busy.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "os/folders.h"

namespace ante::drill {
namespace {

// utime, stime, and for the dead children cutime and cstime: the 14th to the 17th word, after the name in brackets.
double jiffies_of(pid_t process, int words) {
  auto text = os::read_file(fmt::format("/proc/{}/stat", process), 4096);
  if (!text) return 0;
  std::istringstream rest(text->substr(std::min(text->size(), text->rfind(')') + 1)));
  std::string skipped;
  for (int i = 0; i < 11; ++i) rest >> skipped;
  double sum = 0, jiffies = 0;
  for (int i = 0; i < words && rest >> jiffies; ++i) sum += jiffies;
  return sum;
}

}  // namespace

Busy::Busy(pid_t server, std::size_t processors) : server_(server), processors_(static_cast<double>(processors)) {
  (void)since_last();
}

double Busy::since_last() {
  // What children that have ended took is the server's own by then.
  double used = jiffies_of(server_, 4);
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", server_));
  for (pid_t child = 0; children >> child;) used += jiffies_of(child, 2);
  auto now = std::chrono::steady_clock::now();
  double seconds = std::chrono::duration<double>(now - last_).count();
  double share = (used - used_) / static_cast<double>(::sysconf(_SC_CLK_TCK)) / seconds / processors_;
  used_ = used, last_ = now;
  // Whoever ended between two glances is counted a glance later.
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace ante::drill
