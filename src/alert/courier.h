// Tells people, beside what goes on: whoever does not answer is asked again, later and later, and holds up nobody.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "alert/way.h"

namespace ante::alert {

class Courier {
 public:
  // `trouble` is called, from another thread, when somebody could not be told, and when he could be again.
  Courier(std::unique_ptr<Way> way, std::function<void(const std::string&)> trouble);
  Courier(const Courier&) = delete;
  // What is not told yet has a few more seconds; of what then is left it is said how much.
  ~Courier();
  void tell(const Alert& alert);
  void leave();  // nothing comes any more
  bool tells_of_changes() const { return way_->tells_of_changes(); }

 private:
  void run(const std::stop_token& stop);
  bool deliver(const Alert& alert);

  std::unique_ptr<Way> way_;
  std::function<void(const std::string&)> trouble_;
  std::mutex lock_;
  std::condition_variable_any come_;
  std::deque<Alert> waiting_;
  std::optional<Alert> going_on_;  // what is told again
  bool is_leaving_ = false, has_failed_ = false;
  std::jthread thread_;  // the last: it uses all of these
};

}  // namespace ante::alert
