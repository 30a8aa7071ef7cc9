#include "os/web_page.h"

#include <fmt/format.h>
#include <httplib.h>

#include <charconv>
#include <chrono>
#include <thread>

#include "base/text.h"

namespace ante::os {

struct WebPage::Server {
  httplib::Server http;
  std::thread thread;
  std::string shown;
  ~Server() {
    http.stop();
    if (thread.joinable()) thread.join();
  }
};

WebPage::WebPage(std::unique_ptr<Server> server) : server_(std::move(server)) {}
WebPage::WebPage(WebPage&&) noexcept = default;
WebPage& WebPage::operator=(WebPage&&) noexcept = default;
WebPage::~WebPage() = default;

std::string WebPage::shown() const { return server_->shown; }

Result<WebPage> WebPage::serve(const std::string& address, const std::string& path, const std::string& content_type,
                               std::function<std::string()> make) {
  auto border = address.rfind(':');
  auto host = address.substr(0, border);
  int port = -1;
  if (border != address.npos) {
    auto* end = address.data() + address.size();
    auto read = std::from_chars(address.data() + border + 1, end, port);
    if (read.ec != std::errc() || read.ptr != end) port = -1;
  }
  if (host.empty() || port < 0 || port > 65'535)
    return bad_input(fmt::format("'{}' is no address to listen at", one_line(address, 80)), "such as 127.0.0.1:9188");
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  auto server = std::make_unique<Server>();
  server->http.Get(path, [make = std::move(make), content_type](const httplib::Request&, httplib::Response& answer) {
    answer.set_content(make(), content_type);
  });
  // Two of them at one port would take turns.
  server->http.set_socket_options([](socket_t socket) {
    int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  bool is_bound = true;
  if (port == 0)
    port = server->http.bind_to_any_port(host);
  else
    is_bound = server->http.bind_to_port(host, port);
  if (!is_bound || port < 0)
    return bad_input(fmt::format("cannot listen at {}", address),
                     "somebody else may, or it is no address of this machine");
  server->shown = fmt::format("http://{}:{}{}", contains(host, ":") ? "[" + host + "]" : host, port, path);
  server->thread = std::thread([http = &server->http] { http->listen_after_bind(); });
  while (!server->http.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return WebPage(std::move(server));
}

}  // namespace ante::os
