#include "os/http.h"

#include <fmt/format.h>
#include <httplib.h>

#include <cstdlib>

#include "base/text.h"

namespace ante::os {
namespace {

constexpr int patience = 10;  // seconds, for each part of a conversation

// "https://alerts:9093", of an address that begins so.
std::string server_of(const std::string& url) {
  return url.substr(0, std::min(url.find_first_of("/?#", url.find("://") + 3), url.size()));
}

}  // namespace

Result<std::string> web_address(const std::string& given) {
  if (!given.starts_with('$')) return given;
  const auto name = given.substr(1);
  const auto* value = std::getenv(name.c_str());
  if (value != nullptr && *value != 0) return value;
  return bad_input(fmt::format("the address of the web is in ${}, which is not set", one_line(name, 100)));
}

Result<void> check_web_address(const std::string& url) {
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return bad_input("an address of the web begins with http:// or https://");
  auto server = server_of(url);
  if (server.ends_with("://") || server.find('@') != server.npos)
    return bad_input("the address of the web names no server, or a user before it");
  return {};
}

Result<void> post_json(const std::string& url, const std::string& body, const std::string& content_type,
                       const std::string& token) {
  TRY(check_web_address(url));
  const auto server = server_of(url);
  auto path = url.substr(server.size());
  if (!path.starts_with('/')) path.insert(0, "/");
  httplib::Client client(server);
  client.set_connection_timeout(patience);
  client.set_read_timeout(patience);
  client.set_write_timeout(patience);
  if (!token.empty()) client.set_bearer_token_auth(token);
  const auto answer = client.Post(path, body, content_type);
  if (!answer) return undecided(fmt::format("{} does not answer: {}", server, httplib::to_string(answer.error())));
  if (answer->status / 100 != 2) return undecided(fmt::format("{} answers {}", server, answer->status));
  return {};
}

}  // namespace ante::os
