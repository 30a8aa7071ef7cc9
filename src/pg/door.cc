#include "pg/door.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <list>
#include <thread>

#include "base/text.h"
#include "os/descriptor.h"

namespace ante::pg {
namespace {

constexpr std::size_t most_guests = 100;
constexpr std::size_t most_waiting = 1u << 20;      // bytes for a side that does not read
constexpr std::size_t longest_greeting = 16'384;    // PostgreSQL takes 10,000
constexpr std::size_t most_overheard = 256u << 20;  // bytes
constexpr std::uint32_t asks_for_ssl = 80877103, asks_for_gss = 80877104, cancels = 80877102;

std::uint32_t number_at(const std::string& text, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

std::string in_bytes(std::uint32_t number) {
  std::string bytes;
  for (int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

std::string message(char kind, const std::string& body) {
  return kind + in_bytes(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

std::string refusal(std::string_view sqlstate, std::string_view why) {
  std::string body;
  for (auto& [field, text] : {std::pair{'S', std::string_view("FATAL")}, {'V', "FATAL"}, {'C', sqlstate}, {'M', why}})
    (body += field).append(text) += '\0';
  return message('E', body + '\0');
}

std::string made_up_password() {
  std::array<unsigned char, 16> noise{};
  CHECK_THAT(::getrandom(noise.data(), noise.size(), 0) == static_cast<ssize_t>(noise.size()));
  std::string text;
  for (auto byte : noise) text += fmt::format("{:02x}", byte);
  return text;
}

// Takes the same time whatever the difference is.
bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

Result<os::Descriptor> socket_to(const std::filesystem::path& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  auto path = (folder / ".s.PGSQL.5432").string();
  if (path.size() >= sizeof address.sun_path) return undecided(fmt::format("{} is too long for a socket", path));
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  os::Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!made || ::connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return undecided(fmt::format("the private server does not answer: {}", std::strerror(errno)));
  ::fcntl(made.get(), F_SETFL, O_NONBLOCK);
  return made;
}

Result<os::Descriptor> listening_socket() {
  os::Descriptor made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!made || ::bind(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(made.get(), 64) != 0)
    return undecided(fmt::format("cannot listen on 127.0.0.1: {}", std::strerror(errno)),
                     "the command finds the private server by a port there");
  return made;
}

// One who came: first he says who he is, then he talks to the server.
struct Guest {
  explicit Guest(os::Descriptor socket) : client(std::move(socket)) {}
  enum class Stage { greets, shows_password, talks } stage = Stage::greets;
  os::Descriptor client, server;
  std::string begun = {};                                      // of a greeting
  std::string greeting = {};                                   // whole, for the server
  std::vector<std::pair<std::string, std::string>> said = {};  // in it
  std::string to_client = {}, to_server = {};
  bool client_gone = false, server_gone = false, leaves = false;  // leaves: once he has read what is for him
  int session = -1;
  Conversation conversation = {};
};

// What comes, up to a limit; false where nothing will come any more.
bool read_from(const os::Descriptor& from, std::string& into) {
  std::array<char, 65'536> buffer;
  auto length = ::recv(from.get(), buffer.data(), buffer.size(), 0);
  if (length > 0) into.append(buffer.data(), static_cast<std::size_t>(length));
  return length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR));
}

bool write_to(const os::Descriptor& to, std::string& from) {
  if (from.empty() || !to) return true;
  auto length = ::send(to.get(), from.data(), from.size(), MSG_NOSIGNAL);
  if (length > 0) from.erase(0, static_cast<std::size_t>(length));
  return length >= 0 || errno == EAGAIN || errno == EINTR;
}

std::size_t size_of(const Exchange& exchange) {
  std::size_t size = 200;
  for (auto& asked : exchange.asked) {
    size += 200 + asked.sql.size();
    for (auto& rows : asked.copied) size += rows.size();
    for (auto& argument : asked.arguments) size += 64 + (argument.value ? argument.value->size() : 0);
  }
  return size;
}

}  // namespace

struct Door::State {
  std::filesystem::path socket;
  std::string database, role, password = made_up_password();
  os::Descriptor listener, stop;
  int port = 0;
  std::list<Guest> guests = {};
  Overheard overheard = {};
  std::size_t kept = 0;
  Moment now = {};  // what was there at one look is heard at one moment
  std::thread carrier = {};

  ~State() { end(); }
  void end() {
    if (!carrier.joinable()) return;
    std::uint64_t one = 1;
    [[maybe_unused]] auto written = ::write(stop.get(), &one, sizeof one);
    carrier.join();
  }

  void carry();
  void let_in();
  void turn(Guest& guest, short client, short server);
  void greet(Guest& guest);
  void start(Guest& guest, std::uint32_t length);
  void check_password(Guest& guest);
  void admit(Guest& guest);
  void turn_away(Guest& guest, std::string_view sqlstate, const std::string& why);
  void keep(Guest& guest);
};

void Door::State::let_in() {
  os::Descriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!client || guests.size() >= most_guests) return;
  int at_once = 1;
  ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  guests.emplace_back(std::move(client));
}

void Door::State::turn_away(Guest& guest, std::string_view sqlstate, const std::string& why) {
  overheard.turned_away = why;
  guest.to_client += refusal(sqlstate, why);
  guest.leaves = true;
}

// Encryption is declined: the way is through the machine's own memory. A client may ask for it twice.
void Door::State::greet(Guest& guest) {
  auto& begun = guest.begun;
  while (!guest.leaves && guest.stage == Guest::Stage::greets && begun.size() >= 8) {
    auto length = number_at(begun, 0), code = number_at(begun, 4);
    if (length < 8 || length > longest_greeting) {
      guest.leaves = true;
      return;
    }
    if (begun.size() < length) return;
    if (code == asks_for_ssl || code == asks_for_gss) {
      begun.erase(0, length);
      guest.to_client += 'N';
    } else if (code == cancels) {
      if (auto server = socket_to(socket)) {
        guest.to_server = begun.substr(0, length);
        write_to(*server, guest.to_server);
      }
      guest.leaves = true;
    } else {
      start(guest, length);
    }
  }
  if (guest.stage == Guest::Stage::shows_password) check_password(guest);
}

void Door::State::start(Guest& guest, std::uint32_t length) {
  guest.greeting = guest.begun.substr(0, length);
  guest.begun.erase(0, length);
  auto& said = guest.said;
  auto words = split(std::string_view(guest.greeting).substr(8), '\0');
  for (std::size_t i = 0; i + 1 < words.size() && !words[i].empty(); i += 2) said.emplace_back(words[i], words[i + 1]);
  auto value = [&](std::string_view name) {
    for (auto& [key, text] : said)
      if (key == name) return text;
    return std::string();
  };
  auto user = value("user"), wanted = value("database").empty() ? user : value("database");
  if (user != role)
    return turn_away(
        guest, "28000",
        fmt::format("this private server is for the role \"{}\" (PGUSER) alone, not for \"{}\"", role, user));
  if (wanted != database)
    return turn_away(
        guest, "3D000",
        fmt::format("this private server has the database \"{}\" (PGDATABASE) alone, not \"{}\"", database, wanted));
  guest.to_client += message('R', in_bytes(3));  // a password, please, as it is
  guest.stage = Guest::Stage::shows_password;
}

void Door::State::check_password(Guest& guest) {
  auto& begun = guest.begun;
  if (begun.size() < 5) return;
  auto length = number_at(begun, 1);
  if (begun[0] != 'p' || length < 5 || length > longest_greeting) {
    guest.leaves = true;
    return;
  }
  if (begun.size() < length + 1) return;
  auto shown = begun.substr(5, length - 5);
  begun.erase(0, length + 1);
  if (!same(shown, password))
    return turn_away(guest, "28P01", "this private server wants the password of PGPASSWORD, and got another");
  admit(guest);
}

void Door::State::admit(Guest& guest) {
  auto server = socket_to(socket);
  if (!server) return turn_away(guest, "08006", server.error().what);
  guest.server = std::move(*server);
  guest.session = static_cast<int>(overheard.sessions.size());
  overheard.sessions.push_back(std::move(guest.said));
  guest.to_server = std::exchange(guest.greeting, {});
  guest.stage = Guest::Stage::talks;
  guest.conversation.client_says(guest.begun, now);
  guest.to_server += std::exchange(guest.begun, {});
}

void Door::State::keep(Guest& guest) {
  for (auto& exchange : guest.conversation.take()) {
    kept += size_of(exchange);
    if (kept > most_overheard) overheard.too_much = true;
    if (overheard.too_much) continue;
    exchange.session = guest.session;
    add_in_order(overheard.exchanges, std::move(exchange));
  }
}

// What each side has said is overheard before the other one gets it: the server's answer never comes before its
// question.
void Door::State::turn(Guest& guest, short client, short server) {
  constexpr short comes = POLLIN | POLLHUP | POLLERR;
  if (client & comes && !guest.client_gone) {
    std::string said;
    guest.client_gone = !read_from(guest.client, said);
    if (guest.stage == Guest::Stage::talks) {
      guest.conversation.client_says(said, now);
      guest.to_server += said;
    } else {
      guest.begun += said;
      greet(guest);
    }
  }
  if (server & comes && !guest.server_gone) {
    std::string said;
    guest.server_gone = !read_from(guest.server, said);
    guest.conversation.server_says(said, now);
    guest.to_client += said;
    keep(guest);
  }
  if (!write_to(guest.client, guest.to_client)) guest.client_gone = true, guest.to_client.clear();
  if (!write_to(guest.server, guest.to_server)) guest.server_gone = true, guest.to_server.clear();
  // The server notices that its client is gone, and ends what it was doing.
  if (guest.client_gone && guest.to_server.empty() && guest.server) ::shutdown(guest.server.get(), SHUT_WR);
  bool said_all = guest.to_client.empty() || guest.client_gone;
  if (guest.server_gone || (guest.client_gone && !guest.server)) guest.leaves = true;
  if (!guest.leaves || !said_all) return;
  guest.conversation.ends(now);
  if (guest.session >= 0) keep(guest);
  guest.client.close();
}

void Door::State::carry() {
  for (;;) {
    std::vector<pollfd> watched{{stop.get(), POLLIN, 0}, {listener.get(), POLLIN, 0}};
    for (auto& guest : guests) {
      auto events = [](bool may_read, const std::string& waiting) {
        return static_cast<short>((may_read ? POLLIN : 0) | (waiting.empty() ? 0 : POLLOUT));
      };
      bool reads_client = !guest.client_gone && !guest.leaves && guest.to_server.size() < most_waiting;
      bool reads_server = !guest.server_gone && guest.to_client.size() < most_waiting;
      short client = events(reads_client, guest.to_client), server = events(reads_server, guest.to_server);
      // A side that is gone would be reported for ever.
      watched.push_back({client ? guest.client.get() : -1, client, 0});
      watched.push_back({guest.server && server ? guest.server.get() : -1, server, 0});
    }
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
    now = std::chrono::steady_clock::now();
    if (watched[0].revents) break;
    std::size_t at = 2;
    for (auto& guest : guests) {
      turn(guest, watched[at].revents, watched[at + 1].revents);
      at += 2;
    }
    std::erase_if(guests, [](auto& guest) { return !guest.client; });
    if (watched[1].revents) let_in();
  }
  for (auto& guest : guests) {
    guest.conversation.ends(now);
    if (guest.session >= 0) keep(guest);
  }
  guests.clear();
}

Door::Door(std::unique_ptr<State> state) : state_(std::move(state)) {}
Door::Door(Door&&) noexcept = default;
Door& Door::operator=(Door&&) noexcept = default;
Door::~Door() = default;

Result<Door> Door::open(const Cluster& cluster, std::string database, std::string role) {
  auto listener = TRY(listening_socket());
  auto state = std::unique_ptr<State>(new State{.socket = cluster.socket(),
                                                .database = std::move(database),
                                                .role = std::move(role),
                                                .listener = std::move(listener),
                                                .stop = os::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))});
  if (!state->stop) return undecided(fmt::format("cannot make an eventfd: {}", std::strerror(errno)));
  sockaddr_in address{};
  socklen_t length = sizeof address;
  CHECK_THAT(::getsockname(state->listener.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
  state->port = ntohs(address.sin_port);
  state->carrier = std::thread([&carried = *state] { carried.carry(); });
  return Door(std::move(state));
}

int Door::port() const { return state_->port; }
const std::string& Door::password() const { return state_->password; }

std::vector<std::string> Door::environment() const {
  auto& s = *state_;
  return {"PGHOST=127.0.0.1",
          fmt::format("PGPORT={}", s.port),
          "PGDATABASE=" + s.database,
          "PGUSER=" + s.role,
          "PGPASSWORD=" + s.password,
          fmt::format("DATABASE_URL=postgresql://{}:{}@127.0.0.1:{}/{}", url_encoded(s.role), s.password, s.port,
                      url_encoded(s.database))};
}

Overheard Door::close() {
  state_->end();
  return std::move(state_->overheard);
}

}  // namespace ante::pg
