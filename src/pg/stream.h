// A connection that never makes its thread wait: for whoever drives hundreds of them from one loop. Statements are
// prepared once and sent in pipelines; replies are taken as they come.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pg/connection.h"

namespace ante::pg {

class Stream {
 public:
  // Begins to connect. `settings` are the session's: statement_timeout, search_path …
  static Result<Stream> begin(const Target& target, std::string_view application,
                              const std::vector<std::pair<std::string, std::string>>& settings);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  enum class State { connecting, open, lost };
  State state() const;
  int socket() const;
  bool wants_to_write() const;
  // To be called when the socket is ready: gets on with connecting, with sending and with receiving.
  void advance();

  // Puts a statement into the pipeline; what was not prepared in this session yet is prepared first.
  void execute(int statement, std::string_view sql, std::span<const Value> parameters);
  enum class Command { begin, commit, rollback };
  void command(Command);  // prepared once, too
  // The end of what belongs together: after an error the server skips what comes before it.
  void sync();
  void flush();

  struct Reply {
    enum class Kind { done, failed, skipped, synced } kind;
    Rows rows = {};
    std::string sqlstate = {}, message = {};
  };
  // The next reply that has arrived, in the order of what was sent; a statement's preparation has none of its own.
  std::optional<Reply> next();
  bool in_transaction() const;  // after the last reply of a pipeline
  std::string said() const;     // why it was lost

 private:
  void send(std::size_t slot, std::string_view sql, std::span<const Value> parameters);

  struct Inside;
  explicit Stream(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace ante::pg
