#include "os/web_page.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/crypto.h>

#include <charconv>
#include <chrono>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "os/sha256.h"

namespace ante::os {
namespace {

// Whoever sends slower holds up one of the few who answer.
constexpr std::chrono::seconds patience{2};
// Of what is longer so much is heard, so that whoever sends it hears why it is refused.
constexpr std::size_t longest_letter = 4'096, heard_at_most = 65'536;

// In a time that tells nothing of where they differ, nor of how long the right one is.
bool is_token(const std::string& given, const std::string& right) {
  auto one = sha256_hex(given), other = sha256_hex(right);
  return ::CRYPTO_memcmp(one.data(), other.data(), other.size()) == 0;
}

void refuse(httplib::Response& answer, int status, const std::string& why) {
  answer.status = status;
  answer.set_content(why + "\n", "text/plain; charset=utf-8");
}

// Before anything of a body is read: whoever may not send one is not listened to.
bool is_refused(const Letterbox* box, const httplib::Request& request, httplib::Response& answer) {
  if (request.method == "GET" || request.method == "HEAD") return false;
  bool is_letter = box != nullptr && request.method == "POST" && request.path == box->path;
  if (!is_letter) return refuse(answer, 404, "nothing is taken here"), true;
  if (!is_token(request.get_header_value("Authorization"), "Bearer " + box->token)) {
    answer.set_header("WWW-Authenticate", "Bearer");
    return refuse(answer, 401, "the token is not the right one: Authorization: Bearer TOKEN"), true;
  }
  if (request.get_header_value<std::uint64_t>("Content-Length") > heard_at_most)
    return refuse(answer, 413, fmt::format("a letter has at most {} bytes", longest_letter)), true;
  return false;
}

void take_letter(const Letterbox& box, std::mutex& one_at_a_time, const httplib::Request& request,
                 httplib::Response& answer, const httplib::ContentReader& read) {
  // httplib would read it as a form, for which nobody is there.
  if (request.is_multipart_form_data())
    return refuse(answer, 400, "a letter is its body, and no form of several parts");
  std::string letter;
  std::size_t size = 0;
  bool is_read = read([&](const char* bytes, std::size_t count) {
    size += count;
    if (size <= longest_letter) letter.append(bytes, count);
    return size <= heard_at_most;
  });
  if (size > longest_letter || answer.status == 413)
    return refuse(answer, 413, fmt::format("a letter has at most {} bytes", longest_letter));
  if (!is_read) return refuse(answer, 400, "the letter did not arrive as a whole");
  std::lock_guard hold(one_at_a_time);
  auto taken = box.take(letter);
  if (taken)
    answer.status = 204;
  else
    refuse(answer, taken.error().exit == Exit::bad_input ? 400 : 503, one_line(taken.error().what, 300));
}

}  // namespace

struct WebPage::Server {
  httplib::Server http;
  std::thread thread;
  std::string shown;
  std::mutex one_letter;
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
                               std::function<std::string()> make, std::optional<Letterbox> letterbox) {
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
  // One request a connection: what is left of a body that was not read must not be taken for the next one.
  server->http.set_keep_alive_max_count(1);
  server->http.set_read_timeout(patience);
  server->http.set_payload_max_length(longest_letter);
  server->http.set_pre_routing_handler([letterbox](const auto& request, auto& answer) {
    using Response = httplib::Server::HandlerResponse;
    return is_refused(letterbox ? &*letterbox : nullptr, request, answer) ? Response::Handled : Response::Unhandled;
  });
  if (letterbox) {
    server->http.Post(letterbox->path, [box = *letterbox, &mutex = server->one_letter](
                                           const auto& request, auto& answer, const httplib::ContentReader& read) {
      take_letter(box, mutex, request, answer, read);
    });
  }
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
