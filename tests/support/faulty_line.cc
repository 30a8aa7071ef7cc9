#include "support/faulty_line.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cstring>

#include "base/text.h"

namespace ante::tests {
namespace {

constexpr const char* socket_name = ".s.PGSQL.5432";
constexpr int look_again = 20;  // ms
constexpr std::uint32_t cancel_request = 80877102;

sockaddr_un address_of(const std::filesystem::path& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder / socket_name).string().copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

// The first whole message of what has come, taken out of it; "" where there is none yet. The first one of a client has
// no letter.
std::string first_message(std::string& bytes, bool has_letter) {
  const std::size_t head = has_letter ? 1 : 0;
  if (bytes.size() < head + 4) return "";
  const auto size = head + number_at(bytes, head);
  if (bytes.size() < size) return "";
  auto message = bytes.substr(0, size);
  bytes.erase(0, size);
  return message;
}

bool say(const os::Descriptor& to, std::string_view bytes) {
  while (!bytes.empty()) {
    auto sent = ::send(to.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool hear(const os::Descriptor& from, std::string& bytes) {
  std::array<char, 16'384> buffer;
  auto count = ::recv(from.get(), buffer.data(), buffer.size(), 0);
  if (count > 0) bytes.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

// Whoever watches beside the runner says so in its name.
bool is_the_runner(std::string_view startup) {
  constexpr std::string_view key("application_name\0", 17);
  auto at = startup.find(key);
  return at != startup.npos && !std::string_view(startup.data() + at + key.size()).ends_with(" watch");
}

}  // namespace

struct FaultyLine::Line {
  os::Descriptor client, server;
  std::string said = {}, answered = {};  // and not handed on yet
  std::string request = {};              // the last statement of which something was said
  bool begun = false, counted = false, keeps_the_answer = false, over = false;
  pid_t backend = 0;
};

FaultyLine::FaultyLine(std::filesystem::path server)
    : home_(std::move(*os::TemporaryFolder::make("faulty"))), server_(std::move(server)) {
  ::chmod(home_.path().c_str(), 0755);
  door_ = os::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = address_of(home_.path());
  if (::bind(door_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(door_.get(), 64) != 0)
    std::abort();
  thread_ = std::jthread([this](const std::stop_token& ended) { carry(ended); });
}

FaultyLine::~FaultyLine() = default;

void FaultyLine::expect(Fault fault) {
  std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
  where_.clear();
  statements_.clear();
  requests_ = 0;
  happened_ = false;
}

std::string FaultyLine::where() const {
  std::lock_guard lock(mutex_);
  return where_;
}

std::vector<int> FaultyLine::requests_with(std::string_view part) const {
  std::lock_guard lock(mutex_);
  std::vector<int> numbers;
  for (std::size_t i = 0; i < statements_.size(); ++i)
    if (contains(statements_[i], part)) numbers.push_back(static_cast<int>(i) + 1);
  return numbers;
}

void FaultyLine::welcome() {
  auto line = std::make_unique<Line>();
  line->client = os::Descriptor(::accept4(door_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  line->server = os::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = address_of(server_);
  if (line->client && ::connect(line->server.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    lines_.push_back(std::move(line));
}

// Something is in the way of this line, and of the one beside it.
void FaultyLine::happen(Line& line) {
  where_ = one_line(line.request, 160);
  happened_ = true;
  if (fault_.happens) fault_.happens(line.backend);
  if (!fault_.cuts) return;
  for (auto& one : lines_) one->over = true;
  line.over = true;
}

bool FaultyLine::hand_on(Line& line, const std::string& message) {
  // A simple statement, or the end of one with parameters, is a request.
  if (message[0] == 'Q') line.request = message.substr(5, message.size() - 6);
  if (message[0] == 'P') line.request = std::string(message.c_str() + 5 + std::strlen(message.c_str() + 5) + 1);
  const bool is_request = line.counted && (message[0] == 'Q' || message[0] == 'S');
  if (is_request) statements_.push_back(line.request);
  if (!is_request || ++requests_ != fault_.at) return say(line.server, message);
  if (fault_.prepares) fault_.prepares(line.request);
  if (fault_.moment == Moment::before) {
    happen(line);
    return line.over || say(line.server, message);
  }
  bool handed_on = say(line.server, message);
  if (fault_.moment == Moment::during)
    happen(line);
  else
    line.keeps_the_answer = true;
  return handed_on;
}

void FaultyLine::from_client(Line& line) {
  line.over |= !hear(line.client, line.said);
  while (!line.over) {
    auto message = first_message(line.said, line.begun);
    if (message.empty()) return;
    if (line.begun) {
      line.over |= !hand_on(line, message);
      continue;
    }
    line.begun = true;
    line.counted = number_at(message, 4) != cancel_request && is_the_runner(message);
    line.over |= !say(line.server, message);
  }
}

void FaultyLine::from_server(Line& line) {
  bool goes_on = hear(line.server, line.answered);
  std::string all;
  for (auto message = first_message(line.answered, true); !message.empty();
       message = first_message(line.answered, true)) {
    if (message[0] == 'K') line.backend = static_cast<pid_t>(number_at(message, 5));
    all += message;
    if (message[0] != 'Z' || !line.keeps_the_answer) continue;
    line.keeps_the_answer = false;
    happen(line);
    if (line.over) return;
  }
  line.over |= !say(line.client, all) || !goes_on;
}

void FaultyLine::carry(const std::stop_token& ended) {
  std::vector<pollfd> watched;
  while (!ended.stop_requested()) {
    watched.assign(1, {door_.get(), POLLIN, 0});
    for (auto& line : lines_) {
      watched.push_back({line->client.get(), POLLIN, 0});
      watched.push_back({line->server.get(), POLLIN, 0});
    }
    ::poll(watched.data(), watched.size(), look_again);
    std::lock_guard lock(mutex_);
    const auto known = lines_.size();
    for (std::size_t i = 0; i < known; ++i) {
      if (watched[1 + 2 * i].revents && !lines_[i]->over) from_client(*lines_[i]);
      if (watched[2 + 2 * i].revents && !lines_[i]->over) from_server(*lines_[i]);
    }
    if (watched[0].revents) welcome();
    std::erase_if(lines_, [](auto& line) { return line->over; });
  }
}

}  // namespace ante::tests
