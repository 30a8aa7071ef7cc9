#include "os/http.h"

#include <fmt/format.h>
#include <httplib.h>

namespace ante::os {
namespace {

constexpr int patience = 10;  // seconds, for each part of a conversation

}  // namespace

Result<void> post_json(const std::string& url, const std::string& body) {
  const auto host = url.find("://");
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return bad_input("an address of the web begins with http:// or https://");
  const auto end = std::min(url.find_first_of("/?#", host + 3), url.size());
  const auto server = url.substr(0, end);
  if (server.size() == host + 3 || server.find('@') != server.npos)
    return bad_input("the address of the web names no server, or a user before it");
  auto path = url.substr(end);
  if (!path.starts_with('/')) path.insert(0, "/");
  httplib::Client client(server);
  client.set_connection_timeout(patience);
  client.set_read_timeout(patience);
  client.set_write_timeout(patience);
  const auto answer = client.Post(path, body, "application/json");
  if (!answer) return undecided(fmt::format("{} does not answer: {}", server, httplib::to_string(answer.error())));
  if (answer->status / 100 != 2) return undecided(fmt::format("{} answers {}", server, answer->status));
  return {};
}

}  // namespace ante::os
