#include "rehearse/casts.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::rehearse {

Result<pg::Connection*> Casts::session() {
  if (!session_) session_ = pg::Connection::open(lab_.target(), {.call = Millis{5'000}});
  if (!*session_) return std::unexpected(session_->error());
  return &**session_;
}

namespace {

// As INSERT does it: that cuts nothing off, as a cast that is written down would.
Result<pg::Rows> assigned(pg::Connection& server, const std::string& before, const std::string& after,
                          const std::string& value) {
  TRY(server.execute("BEGIN"));
  auto made = server.execute(fmt::format("CREATE TEMPORARY TABLE ante_cast (value {}) ON COMMIT DROP", after));
  auto asked = made ? server.query(fmt::format("INSERT INTO ante_cast SELECT $1::{}", before), {value})
                    : Result<pg::Rows>(std::unexpected(made.error()));
  TRY(server.execute("ROLLBACK"));
  return asked;
}

}  // namespace

std::optional<std::string> Casts::refusal(const std::string& before, const std::string& after, bool by_using,
                                          const std::string& value) {
  auto server = session();
  if (!server) return {};
  auto asked = by_using ? (*server)->query(fmt::format("SELECT ($1::{})::{}", before, after), {value})
                        : assigned(**server, before, after, value);
  if (asked) return "";
  // Only what a value itself is refused for.
  auto& state = asked.error().sqlstate;
  return state.starts_with("22") || state.starts_with("23") ? std::optional(state) : std::nullopt;
}

bool Casts::keeps_all(const std::string& before, const std::string& after) {
  auto server = session();
  if (!server) return false;
  auto kept = (*server)->scalar(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_cast WHERE castsource = pg_catalog.to_regtype($1) "
      "AND casttarget = pg_catalog.to_regtype($2) AND castmethod = 'b')",
      {before, after});
  return kept && *kept == "t";
}

std::string Casts::labels_of(const std::string& type) {
  auto server = session();
  if (!server) return "";
  auto labels = (*server)->scalar(
      "SELECT pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ', ' ORDER BY enumsortorder) "
      "FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype($1)",
      {type});
  return labels.value_or("");
}

}  // namespace ante::rehearse
