#include "support/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>

#include "os/descriptor.h"

namespace ante::tests {

Listener::Listener(int status) : server_(std::make_unique<httplib::Server>()) {
  server_->Post("/.*", [this, status](const httplib::Request& request, httplib::Response& answer) {
    const std::scoped_lock lock(mutex_);
    posts_.push_back(request.body);
    calls_.push_back(request.path + " " + request.get_header_value("Authorization"));
    answer.status = status;
  });
  port_ = server_->bind_to_any_port("127.0.0.1");
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Listener::~Listener() {
  server_->stop();
  thread_.join();
}

std::string Listener::url() const { return fmt::format("http://127.0.0.1:{}/hook/secret", port_); }

std::vector<std::string> Listener::posts() {
  const std::scoped_lock lock(mutex_);
  return posts_;
}

std::vector<std::string> Listener::calls() {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

int free_port() {
  os::Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

}  // namespace ante::tests
