// An address of the web on this machine that keeps what is posted to it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace httplib {
class Server;
}

namespace ante::tests {

class Listener {
 public:
  // What it answers with.
  explicit Listener(int status = 200);
  ~Listener();
  std::string url() const;
  std::vector<std::string> posts();  // bodies
  std::vector<std::string> calls();  // "/hook/secret Bearer x", of each: where to, and what it proves itself by

 private:
  std::unique_ptr<httplib::Server> server_;
  std::mutex mutex_;
  std::vector<std::string> posts_, calls_;
  int port_ = 0;
  std::thread thread_;
};

// One at which nobody listens just now.
int free_port();

}  // namespace ante::tests
