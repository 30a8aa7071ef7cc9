#include "change/mend.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace ante::change {
namespace {

std::string first_word(std::string_view sql) {
  auto text = trim(sql);
  return lower(text.substr(0, std::min(text.find_first_of(" \t\n;"), text.size())));
}
bool begins(std::string_view sql) { return first_word(sql) == "begin" || first_word(sql) == "start"; }
bool ends(std::string_view sql) {
  auto word = first_word(sql);
  return word == "commit" || word == "end" || word == "rollback" || word == "abort";
}

bool refuses_transactions(std::string_view sql) { return contains(sql, " CONCURRENTLY "); }
// What locks little and lasts long has no statement with it whose lock would last as long.
bool wants_to_be_alone(std::string_view sql) {
  return refuses_transactions(sql) || contains(sql, " VALIDATE CONSTRAINT ");
}

// Whether what is in no transaction is sent statement by statement, so that it need not be parted.
bool sends_singly(const Change& change, const Migration& migration) {
  constexpr std::array<std::string_view, 3> statement_by_statement{"goose", "flyway", "liquibase"};
  if (change.tool == "plain" || change.tool == "sqitch") return true;
  return !migration.in_transaction &&
         (migration.steps.size() > 1 ||
          std::ranges::find(statement_by_statement, change.tool) != statement_by_statement.end());
}

class Parting {
 public:
  Parting(bool in_transaction, bool singly) : singly_(singly) { pieces_.push_back({{}, in_transaction}); }

  void keep(const Step& step, bool apart) {
    open_ = (open_ || begins(step.sql)) && !ends(step.sql);
    if (apart && open_) add({"COMMIT"}, false);
    add({step.sql, &step}, apart);
    if (apart && open_) add({"BEGIN"}, false);
  }
  void add_new(const std::vector<std::string>& statements) {
    for (auto& sql : statements) add({sql}, wants_to_be_alone(sql));
  }
  void replace(const Step& step, const std::vector<std::string>& statements) {
    auto* in_place_of = &step;
    for (auto& sql : around(statements))
      add({sql, nullptr, std::exchange(in_place_of, nullptr)}, wants_to_be_alone(sql));
  }

  std::vector<Piece> pieces() { return std::move(pieces_); }

 private:
  // Outside of a transaction that the script itself has open.
  std::vector<std::string> around(const std::vector<std::string>& statements) const {
    if (!open_) return statements;
    std::vector<std::string> all{"COMMIT"};
    all.insert(all.end(), statements.begin(), statements.end());
    all.emplace_back("BEGIN");
    return all;
  }

  void add(MendedStatement statement, bool alone) {
    // In a file of single statements what wants to be alone is so where there is no transaction.
    bool in_none = !statement.kept && (singly_ ? alone : refuses_transactions(statement.sql));
    if (singly_) {
      pieces_[0].in_transaction = pieces_[0].in_transaction && !in_none;
    } else if (!pieces_.back().statements.empty() && (alone || last_was_alone_)) {
      pieces_.push_back({{}, !in_none});
    } else if (pieces_.back().statements.empty()) {
      pieces_.back().in_transaction = pieces_.back().in_transaction && !in_none;
    }
    last_was_alone_ = alone;
    pieces_.back().statements.push_back(std::move(statement));
  }

  bool singly_, open_ = false, last_was_alone_ = false;
  std::vector<Piece> pieces_;
};

}  // namespace

std::vector<std::vector<Piece>> pieces_of(const Change& change, const Mend& mend) {
  std::vector<std::vector<Piece>> all;
  std::size_t place = 0;
  // A file of comments alone has no place for statements.
  auto last = std::find_if(change.migrations.rbegin(), change.migrations.rend(),
                           [](auto& migration) { return !migration.steps.empty(); });
  for (auto& migration : change.migrations) {
    Parting parting(migration.in_transaction, sends_singly(change, migration));
    for (auto& step : migration.steps) {
      if (auto before = mend.before.find(place); before != mend.before.end()) parting.add_new(before->second);
      if (auto instead = mend.instead.find(place); instead != mend.instead.end())
        parting.replace(step, instead->second);
      else
        parting.keep(step, mend.apart.contains(place));
      ++place;
    }
    if (last != change.migrations.rend() && &migration == &*last) parting.add_new(mend.behind);
    all.push_back(parting.pieces());
  }
  return all;
}

Change mended(const Change& change, const Mend& mend) {
  Change result = change;
  result.migrations.clear();
  auto pieces = pieces_of(change, mend);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (auto& piece : pieces[i]) {
      Migration migration{.name = change.migrations[i].name, .in_transaction = piece.in_transaction, .steps = {}};
      auto* place = piece.statements.empty() ? nullptr : &change.migrations[i].steps.front();
      for (auto& [sql, kept, in_place_of] : piece.statements) {
        if (kept || in_place_of) place = kept ? kept : in_place_of;
        migration.steps.push_back(kept ? *kept : Step{.sql = sql, .file = place->file, .line = place->line});
      }
      result.migrations.push_back(std::move(migration));
    }
  return result;
}

}  // namespace ante::change
