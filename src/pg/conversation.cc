// A client may send more before it has an answer. So what it says is added to the last exchange that it has not ended
// yet (by a Sync, or with a simple query), and what the server says belongs to the first one that is open.
#include "pg/conversation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::pg {
namespace {

// Longer texts are refused by everything that would read them later.
constexpr std::uint64_t longest_message = 64u << 20;
constexpr std::size_t most_rows = 256u << 20;  // bytes of one COPY

std::uint32_t number_in(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// The fields of a message, one after the other; what is not there any more reads as nothing.
class Fields {
 public:
  explicit Fields(std::string_view body) : rest_(body) {}
  std::string text() {
    auto end = std::min(rest_.find('\0'), rest_.size());
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return field;
  }
  std::uint32_t number() { return rest_.size() < 4 ? (rest_ = {}, 0) : number_in(bytes(4)); }
  std::uint16_t count() {
    if (rest_.size() < 2) return rest_ = {}, std::uint16_t{0};
    auto two = bytes(2);
    return static_cast<std::uint16_t>(static_cast<unsigned char>(two[0]) << 8 | static_cast<unsigned char>(two[1]));
  }
  char letter() { return rest_.empty() ? '\0' : bytes(1)[0]; }
  std::string_view bytes(std::size_t length) {
    auto field = rest_.substr(0, length);
    rest_.remove_prefix(field.size());
    return field;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

std::string shown_refusal(const Exchange& exchange) {
  auto statement = trim(exchange.refused);
  while (statement.ends_with(';')) statement.remove_suffix(1);
  return fmt::format("{} [{}]", one_line(statement, 160), exchange.error ? one_line(exchange.error->what, 160) : "");
}

template <class Take>
void Conversation::messages(Side& side, std::string_view bytes, std::string_view wanted, Take take) {
  constexpr std::size_t head = 5;  // the kind, and a length that counts itself
  while (!bytes.empty()) {
    if (side.to_pass_over > 0) {
      auto passed = std::min<std::uint64_t>(side.to_pass_over, bytes.size());
      side.to_pass_over -= passed;
      bytes.remove_prefix(passed);
      continue;
    }
    auto missing = [&](std::uint64_t whole) {
      auto more = std::min<std::uint64_t>(whole - std::min<std::uint64_t>(whole, side.begun.size()), bytes.size());
      side.begun.append(bytes.substr(0, more));
      bytes.remove_prefix(more);
      return side.begun.size() < whole;
    };
    if (missing(head)) return;
    char kind = side.begun[0];
    std::uint64_t length = std::max(4u, number_in(std::string_view(side.begun).substr(1))) - 4;
    if (length > longest_message || wanted.find(kind) == wanted.npos) {
      side.to_pass_over = length;
      side.begun.clear();
      if (length > longest_message)
        take(kind, std::nullopt);
      else
        take(kind, std::string_view());
      continue;
    }
    if (missing(head + length)) return;
    auto message = std::exchange(side.begun, {});
    take(kind, std::optional(std::string_view(message).substr(head)));
  }
}

// A lock is let go at the end of a transaction, and whoever waited for it may be heard before its holder is. So a
// COMMIT counts from when it was asked for: nobody who waits for it ends before that. Of statements that are heard to
// end at the same moment the one that was asked first did not wait for the other.
void add_in_order(std::vector<Exchange>& exchanges, Exchange exchange) {
  auto place_in_time = [](const Exchange& one) {
    bool ends_transaction = one.before != 'I' && one.after == 'I';
    return std::pair(ends_transaction ? one.began : one.ended, one.began);
  };
  auto place = exchanges.end();
  while (place != exchanges.begin() && place_in_time(exchange) < place_in_time(*(place - 1))) --place;
  exchanges.insert(place, std::move(exchange));
}

void Conversation::client_says(std::string_view bytes, Moment when) {
  now_ = when;
  messages(client_, bytes, "QPBDECdcSF", [&](char kind, std::optional<std::string_view> body) {
    if (!body) being_asked().exchange.not_followed = "a message of more than 64 MB";
    client(kind, body.value_or(""));
  });
}

void Conversation::server_says(std::string_view bytes, Moment when) {
  now_ = when;
  messages(server_, bytes, "EtZ",
           [&](char kind, std::optional<std::string_view> body) { server(kind, body.value_or("")); });
}

void Conversation::ends(Moment when) {
  now_ = when;
  if (!greeted_ || (open_.empty() && status_ == 'I')) return;
  if (open_.empty()) open_.push_back({.exchange = {.began = when}});
  finish('X');
}

Conversation::Open& Conversation::being_asked() {
  if (open_.empty() || open_.back().asked_whole) open_.push_back({});
  return open_.back();
}

void Conversation::client(char kind, std::string_view body) {
  switch (kind) {
    case 'Q': {
      auto& open = being_asked();
      open.exchange.asked.push_back({Fields(body).text()});
      open.asked_whole = true;
      open.exchange.began = now_;
      return;
    }
    case 'P':
      return parse(body);
    case 'B':
      return bind(body);
    case 'D':
      return describe(body);
    case 'E':
      return execute(body);
    case 'C': {
      Fields fields(body);
      bool is_statement = fields.letter() == 'S';
      if (is_statement)
        statements_.erase(fields.text());
      else
        portals_.erase(fields.text());
      return;
    }
    case 'd':
      return copied(body);
    case 'c':
      if (!open_.empty()) open_.front().copying = false;
      return;
    case 'S': {
      auto& open = being_asked();
      open.exchange.simple = false;
      open.asked_whole = true;
      open.exchange.began = now_;
      return;
    }
    case 'F': {
      auto& open = being_asked();
      open.exchange.not_followed = "a function was called by the fast path of the protocol";
      open.asked_whole = true;
      open.exchange.began = now_;
      return;
    }
    default:
      return;
  }
}

void Conversation::parse(std::string_view body) {
  Fields fields(body);
  auto name = fields.text();
  auto statement = std::make_shared<Prepared>();
  statement->sql = fields.text();
  for (int count = fields.count(); count > 0 && !fields.empty(); --count) statement->types.push_back(fields.number());
  auto& open = being_asked();
  open.exchange.simple = false;
  open.parsed = statement->sql;
  statements_[name] = std::move(statement);
}

void Conversation::bind(std::string_view body) {
  Fields fields(body);
  auto portal = fields.text(), name = fields.text();
  auto& open = being_asked();
  open.exchange.simple = false;
  auto statement = statements_.find(name);
  Portal made{statement == statements_.end() ? nullptr : statement->second, {}};
  std::vector<std::uint16_t> formats;
  for (int count = fields.count(); count > 0 && !fields.empty(); --count) formats.push_back(fields.count());
  int count = fields.count();
  for (int i = 0; i < count && !fields.empty(); ++i) {
    auto at = static_cast<std::size_t>(i);
    auto format = formats.empty() ? 0 : formats.size() == 1 ? formats[0] : at < formats.size() ? formats[at] : 0;
    Argument argument{.type = 0, .binary = format == 1, .value = {}};
    constexpr std::uint32_t null = 0xFFFFFFFF;
    if (auto length = fields.number(); length != null) argument.value = std::string(fields.bytes(length));
    made.arguments.push_back(std::move(argument));
  }
  portals_[portal] = std::move(made);
}

void Conversation::describe(std::string_view body) {
  Fields fields(body);
  bool is_statement = fields.letter() == 'S';
  auto& open = being_asked();
  open.exchange.simple = false;
  if (!is_statement) return;
  auto statement = statements_.find(fields.text());
  open.described.push_back(statement == statements_.end() ? nullptr : statement->second);
}

void Conversation::execute(std::string_view body) {
  auto& open = being_asked();
  open.exchange.simple = false;
  auto portal = portals_.find(Fields(body).text());
  // One that is executed again gives more of its rows.
  if (portal == portals_.end() || portal->second.executed) {
    open.exchange.asked.push_back({});
    open.statements.push_back(nullptr);
    return;
  }
  portal->second.executed = true;
  auto& statement = portal->second.statement;
  if (!statement) open.exchange.not_followed = "a statement was bound that nobody had prepared in the protocol";
  open.exchange.asked.push_back({statement ? statement->sql : "", portal->second.arguments});
  open.statements.push_back(statement);
}

// Some send the first rows along with the COPY.
void Conversation::copied(std::string_view rows) {
  if (open_.empty()) return;
  auto add = [](Exchange& exchange, std::string& to, std::string_view more) {
    if (to.size() > most_rows)
      exchange.not_followed = "more than 256 MB of rows followed a COPY";
    else
      to.append(more);
  };
  auto& open = open_.front();
  if (!open.copying) return add(open_.back().exchange, open_.back().sent_before, rows);
  auto& asked = open.exchange.asked;
  for (auto one = asked.rbegin(); one != asked.rend(); ++one)
    if (!one->copied.empty()) return add(open.exchange, one->copied.back(), rows);
}

void Conversation::server(char kind, std::string_view body) {
  if (kind == 'Z') return finish(body.empty() ? 'I' : body[0]);
  if (open_.empty()) return;  // what the server says of itself: settings, notices, the end
  auto& open = open_.front();
  switch (kind) {
    case 'C':
    case 'I':
    case 's':
      return one_done();
    case 'E':
      return refused(body);
    case 'G': {
      auto& asked = open.exchange.asked;
      auto at = open.exchange.simple ? 0 : open.completed;
      if (at >= asked.size()) return;
      asked[at].copied.push_back(std::exchange(open.sent_before, {}));
      open.copying = true;
      return;
    }
    case 't': {
      if (open.described.empty()) return;
      Fields fields(body);
      auto statement = open.described.front();
      open.described.pop_front();
      if (!statement) return;
      statement->types.clear();
      for (int count = fields.count(); count > 0 && !fields.empty(); --count)
        statement->types.push_back(fields.number());
      return;
    }
    default:
      return;
  }
}

void Conversation::one_done() {
  auto& open = open_.front();
  auto at = open.exchange.simple ? 0 : open.completed++;
  if (at < open.exchange.asked.size()) ++open.exchange.asked[at].done;
  open.copying = false;
}

void Conversation::refused(std::string_view body) {
  auto& open = open_.front();
  if (open.exchange.error) return;
  Error error;
  for (Fields fields(body); !fields.empty();) {
    char field = fields.letter();
    auto text = fields.text();
    if (field == 'C') error.sqlstate = text;
    if (field == 'M') error.what = text;
    if (field == 'H') error.next = text;
  }
  auto& asked = open.exchange.asked;
  auto at = open.exchange.simple ? 0 : open.completed;
  open.exchange.refused = at < asked.size() && !asked[at].sql.empty() ? asked[at].sql : open.parsed;
  open.exchange.error = std::move(error);
  open.copying = false;
}

void Conversation::finish(char status) {
  if (!std::exchange(greeted_, true)) return;  // the greeting ends so
  if (open_.empty()) return;
  auto open = std::move(open_.front());
  open_.pop_front();
  auto& exchange = open.exchange;
  // Types that the client left open were known to the server when it was asked for them.
  for (std::size_t i = 0; i < open.statements.size() && i < exchange.asked.size(); ++i) {
    if (!open.statements[i]) continue;
    auto& types = open.statements[i]->types;
    auto& arguments = exchange.asked[i].arguments;
    for (std::size_t k = 0; k < arguments.size() && k < types.size(); ++k) arguments[k].type = types[k];
  }
  exchange.before = status_;
  exchange.after = status;
  exchange.began = std::max(exchange.began, ready_);  // what was sent ahead had to wait
  exchange.ended = ready_ = now_;
  status_ = status;
  heard_.push_back(std::move(exchange));
}

}  // namespace ante::pg
