// The rules are those of Perl's URI, which sqitch goes by; hosts in other scripts than ASCII are not respelled.
#include "change/uri.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/text.h"

namespace ante::change {
namespace {

// Schemes with a host, whose letters' case makes no difference, and a port that need not be written.
struct Scheme {
  std::string_view name, port;
  bool ends_in_slash = false;  // a host alone is the same as its root
};
constexpr std::array schemes{Scheme{"http", "80", true}, Scheme{"https", "443", true}, Scheme{"ftp", "21"},
                             Scheme{"ssh", "22"},        Scheme{"sftp", "22"},         Scheme{"rsync", "873"}};

bool is_letter_or_digit(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) && static_cast<signed char>(c) > 0;
}
bool is_unreserved(char c) { return is_letter_or_digit(c) || std::string_view("-_.!~*'()").contains(c); }
bool may_stand(char c) { return is_unreserved(c) || std::string_view(";/?:@&=+$,%#").contains(c); }

std::string escaped(char c) { return fmt::format("%{:02X}", static_cast<unsigned char>(c)); }

// What cannot stand in it is escaped, what need not be is not, and escapes are in capitals.
std::string with_few_escapes(std::string_view uri) {
  auto hex = [&](std::size_t at) { return at < uri.size() && std::isxdigit(static_cast<unsigned char>(uri[at])) != 0; };
  std::string spelled;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%' && hex(i + 1) && hex(i + 2)) {
      auto c = static_cast<char>(std::stoi(std::string(uri.substr(i + 1, 2)), nullptr, 16));
      spelled += is_unreserved(c) ? std::string(1, c) : escaped(c);
      i += 2;
    } else {
      spelled += may_stand(uri[i]) ? std::string(1, uri[i]) : escaped(uri[i]);
    }
  }
  return spelled;
}

std::string_view unwrapped(std::string_view uri) {
  uri = trim(uri);
  auto is_between = [&](char open, char close) {
    return uri.size() >= 2 && uri.front() == open && uri.back() == close;
  };
  if (is_between('<', '>')) {
    uri = uri.substr(1, uri.size() - 2);
    if (uri.starts_with("URL:")) uri = uri.substr(4);
  }
  return is_between('"', '"') ? uri.substr(1, uri.size() - 2) : uri;
}

// "https" of "https://example.com"; nothing where it has none.
std::optional<std::string> scheme_of(std::string_view uri) {
  auto colon = uri.find(':');
  if (colon == uri.npos || colon == 0 || !std::isalpha(static_cast<unsigned char>(uri[0]))) return std::nullopt;
  auto scheme = uri.substr(0, colon);
  bool is_one =
      std::ranges::all_of(scheme, [](char c) { return is_letter_or_digit(c) || std::string_view("+-.").contains(c); });
  return is_one ? std::optional(std::string(scheme)) : std::nullopt;
}

}  // namespace

std::string canonical_uri(std::string_view uri) {
  auto spelled = with_few_escapes(unwrapped(uri));
  auto scheme = scheme_of(spelled);
  if (!scheme) return spelled;
  auto name = lower(*scheme);
  auto rest = spelled.substr(scheme->size() + 1);
  if (auto colon = rest.find(':'); name == "urn" && colon != rest.npos)
    rest = lower(rest.substr(0, colon)) + rest.substr(colon);
  auto known = std::ranges::find(schemes, name, &Scheme::name);
  if (known == schemes.end() || !rest.starts_with("//")) return name + ":" + rest;
  auto end = std::min(rest.find_first_of("/?#", 2), rest.size());
  auto authority = rest.substr(2, end - 2);
  auto path = rest.substr(end);
  auto at = authority.rfind('@');
  auto user = at == authority.npos ? "" : authority.substr(0, at + 1);
  auto host = lower(authority.substr(user.size()));
  if (auto colon = host.rfind(':'); colon != host.npos) {
    auto port = host.substr(colon + 1);
    if (port.empty() || port == known->port) host.resize(colon);
  }
  if (known->ends_in_slash && (path.empty() || path.starts_with('#'))) path.insert(0, "/");
  return name + "://" + user + host + path;
}

}  // namespace ante::change
