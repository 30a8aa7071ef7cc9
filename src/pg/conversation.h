// What a client and a server say to each other (protocol 3, after the greeting), overheard as the statements that the
// server was asked for, with their arguments, and what became of them. Pure: bytes in, exchanges out; both sides are
// strangers', and whatever they say is followed as far as it can be.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::pg {

using Moment = std::chrono::steady_clock::time_point;

struct Argument {
  std::uint32_t type = 0;  // 0 where nobody said it
  bool binary = false;
  std::optional<std::string> value;
};

struct Asked {
  std::string sql;  // one statement; in the simple protocol perhaps several
  std::vector<Argument> arguments = {};
  std::vector<std::string> copied = {};  // the rows that were sent for each COPY … FROM stdin in it
  int done = 0;                          // statements of it that ran to their end
};

// What lies between two moments at which the server was ready for something new.
struct Exchange {
  int session = 0;
  bool simple = true;  // one text; else statements one by one, up to a Sync
  std::vector<Asked> asked = {};
  // Whether there was a transaction, as the server says it: 'I' none, 'T' one, 'E' one that failed. After it 'X' too,
  // where the session ended.
  char before = 'I', after = 'I';
  std::optional<Error> error = {};
  std::string refused = {};       // the statement that the error is about
  std::string not_followed = {};  // what of it could not be understood
  Moment began = {}, ended = {};  // when all of it had been asked, and when the server was heard to be ready again
};

// Adds it to what other sessions said, in the order in which these ended at the server: two of which one had waited for
// the other may be heard in either order.
void add_in_order(std::vector<Exchange>& exchanges, Exchange exchange);

// The refused statement and the server's words, on one line.
std::string shown_refusal(const Exchange& exchange);

class Conversation {
 public:
  void client_says(std::string_view bytes, Moment when = {});
  void server_says(std::string_view bytes, Moment when = {});
  void ends(Moment when = {});  // with nobody left to say anything
  // What is complete, in its order.
  std::vector<Exchange> take() { return std::exchange(heard_, {}); }

 private:
  struct Prepared {
    std::string sql;
    std::vector<std::uint32_t> types;
  };
  struct Portal {
    std::shared_ptr<Prepared> statement;
    std::vector<Argument> arguments;
    bool executed = false;
  };
  struct Open {  // an exchange under way
    Exchange exchange;
    std::vector<std::shared_ptr<Prepared>> statements = {};  // of each that was asked for; nullptr for the rest of one
    std::deque<std::shared_ptr<Prepared>> described = {};
    std::string parsed = {};  // what was prepared last
    std::size_t completed = 0;
    bool asked_whole = false;  // the client has said all of it
    bool copying = false;
    std::string sent_before = {};  // rows that came before the server had said that it takes them
  };
  // One side's bytes as messages; the content of those whose kind nobody wants, and of huge ones, is passed over.
  struct Side {
    std::string begun;
    std::uint64_t to_pass_over = 0;
  };
  template <class Take>
  static void messages(Side& side, std::string_view bytes, std::string_view wanted, Take take);

  void client(char kind, std::string_view body);
  void server(char kind, std::string_view body);
  Open& being_asked();
  void parse(std::string_view body);
  void bind(std::string_view body);
  void describe(std::string_view body);
  void execute(std::string_view body);
  void copied(std::string_view rows);
  void one_done();
  void refused(std::string_view body);
  void finish(char status);

  Side client_, server_;
  std::map<std::string, std::shared_ptr<Prepared>> statements_;
  std::map<std::string, Portal> portals_;
  std::deque<Open> open_;
  Moment now_ = {}, ready_ = {};  // ready_: when the server was, last
  bool greeted_ = false;          // the server was ready once
  char status_ = 'I';
  std::vector<Exchange> heard_;
};

}  // namespace ante::pg
