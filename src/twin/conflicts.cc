#include "twin/conflicts.h"

#include <fmt/format.h>

#include <map>

namespace ante::twin {
namespace {

// AccessExclusiveLock as LOCK TABLE writes it: ACCESS EXCLUSIVE.
std::string words_of(std::string_view mode) {
  if (mode.ends_with("Lock")) mode.remove_suffix(4);
  std::string words;
  for (char c : mode) {
    if (c >= 'A' && c <= 'Z' && !words.empty()) words += ' ';
    words += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return words;
}

// A table that every database has, and that nobody else in a private server uses.
constexpr const char* table = "pg_catalog.pg_shseclabel";

Result<bool> would_wait(pg::Connection& other, const char* mode) {
  auto locked = other.execute(fmt::format("BEGIN; LOCK TABLE {} IN {} MODE NOWAIT", table, mode));
  TRY(other.execute("ROLLBACK"));
  if (!locked && locked.error().sqlstate != "55P03") return std::unexpected(locked.error());
  return !locked;
}

}  // namespace

Result<void> ask_what_they_stop(const pg::Target& server, const std::vector<change::Lock*>& locks) {
  if (locks.empty()) return {};
  auto holder = TRY(pg::Connection::open(server)), other = TRY(pg::Connection::open(server));
  std::map<std::string, std::pair<bool, bool>> answers;
  for (auto* lock : locks) {
    auto known = answers.find(lock->mode);
    if (known == answers.end()) {
      TRY(holder.execute(fmt::format("BEGIN; LOCK TABLE {} IN {} MODE", table, words_of(lock->mode))));
      bool reads = TRY(would_wait(other, "ACCESS SHARE")), writes = TRY(would_wait(other, "ROW EXCLUSIVE"));
      TRY(holder.execute("ROLLBACK"));
      known = answers.emplace(lock->mode, std::pair{reads, writes}).first;
    }
    std::tie(lock->stops_reads, lock->stops_writes) = known->second;
  }
  return {};
}

}  // namespace ante::twin
