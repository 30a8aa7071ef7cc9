#include "drill/slow_network.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <tuple>

#include "os/folders.h"
#include "os/process.h"
#include "pg/remains.h"

namespace ante::drill {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view socket_name = ".s.PGSQL.5432";
constexpr std::size_t most_on_the_way = 1u << 20;  // bytes; whoever sends more waits
constexpr Millis look_at_least_every{50};

bool address_of(const std::filesystem::path& folder, sockaddr_un& address) {
  auto path = (folder / socket_name).string();
  address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  path.copy(address.sun_path, path.size());
  return true;
}

os::Descriptor new_socket() { return os::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

// What one side said and the other has not heard yet.
class Way {
 public:
  bool takes_more() const { return !ended_ && waiting_ < most_on_the_way; }
  bool over() const { return ended_ && pieces_.empty(); }
  std::optional<Clock::time_point> next() const {
    return pieces_.empty() ? std::nullopt : std::optional(pieces_.front().due);
  }

  void read(int from, Millis delay) {
    std::array<char, 16'384> buffer;
    auto count = ::recv(from, buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    ended_ = count <= 0;
    if (ended_ || refused_) return;
    pieces_.push_back({Clock::now() + delay, std::string(buffer.data(), static_cast<std::size_t>(count))});
    waiting_ += static_cast<std::size_t>(count);
  }

  // How many pieces were handed on.
  int write(int to) {
    int handed_on = 0;
    auto now = Clock::now();
    while (!pieces_.empty() && pieces_.front().due <= now) {
      auto& bytes = pieces_.front().bytes;
      auto count = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) return handed_on;
      if (count < 0) {  // nobody listens any more; what the other way has to say is heard all the same
        pieces_.clear(), waiting_ = 0, refused_ = true;
        return handed_on;
      }
      waiting_ -= static_cast<std::size_t>(count);
      bytes.erase(0, static_cast<std::size_t>(count));
      if (bytes.empty()) pieces_.pop_front(), ++handed_on;
    }
    if (over()) ::shutdown(to, SHUT_WR);
    return handed_on;
  }

 private:
  struct Piece {
    Clock::time_point due;
    std::string bytes;
  };
  std::deque<Piece> pieces_;
  std::size_t waiting_ = 0;
  bool ended_ = false, refused_ = false;
};

}  // namespace

struct SlowNetwork::Line {
  os::Descriptor client, server;
  Way there = {}, back = {};
};

SlowNetwork::SlowNetwork(os::LiveFolder home, std::filesystem::path folder, std::filesystem::path server)
    : home_(std::move(home)), folder_(std::move(folder)), server_(std::move(server)) {}

SlowNetwork::~SlowNetwork() {
  thread_ = {};
  pg::remove_socket_folder(home_.path());
}

Result<std::unique_ptr<SlowNetwork>> SlowNetwork::make(std::filesystem::path server,
                                                       const std::vector<int>& processors) {
  auto home = TRY(os::LiveFolder::make());
  auto folder = pg::socket_folder(home.path());
  TRY(pg::make_socket_folder(folder, {}));
  std::unique_ptr<SlowNetwork> network(new SlowNetwork(std::move(home), std::move(folder), std::move(server)));
  sockaddr_un address;
  network->door_ = new_socket();
  if (!network->door_ || !address_of(network->folder_, address) ||
      ::bind(network->door_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(network->door_.get(), SOMAXCONN) != 0)
    return undecided(fmt::format("cannot listen in {}: {}", network->folder_.string(), std::strerror(errno)));
  network->thread_ = std::jthread(
      [&network = *network, processors](const std::stop_token& ended) { network.carry(ended, processors); });
  return network;
}

void SlowNetwork::welcome(std::vector<std::unique_ptr<Line>>& lines) {
  for (;;) {
    os::Descriptor client(::accept4(door_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!client) {
      if (errno == EMFILE || errno == ENFILE)
        std::this_thread::sleep_for(look_at_least_every);  // they stay at the door
      return;
    }
    auto server = new_socket();
    sockaddr_un address;
    // A Unix socket is connected at once or not at all; a client whose server is not there is sent away.
    if (server && address_of(server_, address) &&
        ::connect(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
      lines.push_back(std::make_unique<Line>(Line{std::move(client), std::move(server)}));
  }
}

void SlowNetwork::carry(const std::stop_token& ended, const std::vector<int>& processors) {
  os::stay_on(processors);
  std::vector<std::unique_ptr<Line>> lines;
  std::vector<pollfd> watched;
  while (!ended.stop_requested()) {
    auto now = Clock::now();
    auto wake = now + look_at_least_every;
    watched.assign(1, {door_.get(), POLLIN, 0});
    for (auto& line : lines) {
      for (auto [from, to, way] : {std::tuple{&line->client, &line->server, &line->there},
                                   std::tuple{&line->server, &line->client, &line->back}}) {
        auto next = way->next();
        bool blocked = next && *next <= now;  // what is due could not be written
        if (next && !blocked) wake = std::min(wake, *next);
        watched.push_back({way->takes_more() ? from->get() : -1, POLLIN, 0});
        watched.push_back({blocked ? to->get() : -1, POLLOUT, 0});
      }
    }
    auto wait = std::chrono::ceil<Millis>(wake - now);
    ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
    auto delay = delay_.load();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      auto& line = *lines[i];
      auto came = [&](std::size_t which) { return watched[1 + 4 * i + which].revents != 0; };
      if (came(0)) line.there.read(line.client.get(), delay);
      if (came(2)) line.back.read(line.server.get(), delay);
      int handed_on = line.there.write(line.server.get()) + line.back.write(line.client.get());
      if (delay.count() > 0) delayed_ += handed_on;
    }
    if (watched.front().revents) welcome(lines);
    std::erase_if(lines, [](auto& line) { return line->there.over() || line->back.over(); });
  }
}

}  // namespace ante::drill
