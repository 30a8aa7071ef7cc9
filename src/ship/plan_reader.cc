// Reads a plan back. A line that begins with --@ ends the SQL before it; inside strings, dollar quotes and longer
// comments it is no such line, because the scanner says where comments are.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "ship/batches.h"
#include "ship/plan_text.h"
#include "sql/secrets.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::ship {
namespace {

// What stands between two lines of ours: the line's key and value, and the SQL that follows it.
struct Entry {
  std::string key, value;
  int line = 1;
  std::string_view sql = {};
};

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  Result<ReadPlan> read() {
    TRY(find_entries());
    if (entries_.empty() || entries_[0].key != "ante plan")
      return wrong(1, "does not begin with '--@ ante plan: 1'", "ante plan writes one");
    int version = 0;
    auto& said = entries_[0].value;
    if (std::from_chars(said.data(), said.data() + said.size(), version).ec != std::errc{} || version < 1)
      return wrong(1, fmt::format("'{}' is no version of the format", one_line(said, 40)));
    if (version > plan_format)
      return wrong(1, fmt::format("is a plan of format {}, and this ante knows {}", version, plan_format),
                   "install a newer ante, or plan again with this one");
    for (auto entry = entries_.begin() + 1; entry != entries_.end(); ++entry) TRY(take(*entry));
    for (auto& step : plan_.steps) TRY(check(step));
    if (plan_.database.empty()) return wrong(1, "does not say for which database it is", "--@ database: NAME");
    ReadPlan read{std::move(plan_)};
    read.edited = seal_of(read.plan) != seal_;
    return read;
  }

 private:
  std::unexpected<Error> wrong(int line, std::string what, std::string next = {}) const {
    return bad_input(fmt::format("{}:{}: {}", file_, line, what), std::move(next));
  }

  Result<void> find_entries() {
    auto tokens = sql::scan(text_);
    if (!tokens) return at(file_, Error{tokens.error().what, "mend the SQL", Exit::bad_input});
    std::size_t end_of_last = 0;
    for (auto& token : *tokens) {
      auto comment = sql::text_of(token, text_);
      bool begins_a_line = token.start == 0 || text_[token.start - 1] == '\n';
      if (token.kind != sql::Token::Kind::comment || !begins_a_line || !comment.starts_with("--@")) continue;
      if (!entries_.empty()) entries_.back().sql = text_.substr(end_of_last, token.start - end_of_last);
      end_of_last = token.end;
      TRY(add(comment.substr(3), line_of(text_, token.start)));
    }
    if (!entries_.empty()) entries_.back().sql = text_.substr(end_of_last);
    return {};
  }

  Result<void> add(std::string_view said, int line) {
    if (said.starts_with(" | ") || said == " |") {
      if (entries_.empty()) return wrong(line, "goes on, and nothing has begun");
      entries_.back().value.append("\n").append(said.size() > 3 ? said.substr(3) : "");
      return {};
    }
    auto colon = said.find(':');
    if (colon == said.npos) return wrong(line, fmt::format("'{}' is no 'key: value'", one_line(said, 60)));
    auto value = said.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with('\r')) value.remove_suffix(1);
    entries_.push_back({std::string(trim(said.substr(0, colon))), std::string(value), line});
    return {};
  }

  Result<void> take(const Entry& entry) {
    auto statements = sql::split_statements(entry.sql);
    if (!statements) return at(fmt::format("{}:{}", file_, entry.line), statements.error());
    if (entry.key.starts_with("step ")) {
      plan_.steps.push_back({.title = entry.value});
      lines_.push_back(entry.line);
      block_ = nullptr;
    } else if (plan_.steps.empty()) {
      TRY(take_of_plan(entry));
    } else {
      TRY(take_of_step(entry));
    }
    if (statements->empty()) return {};
    if (!block_)
      return wrong(entry.line, fmt::format("SQL follows '{}', where none belongs", entry.key),
                   "SQL belongs below 'up' or 'down' of a step");
    for (auto& statement : *statements) block_->sql.push_back(std::move(statement.text));
    return {};
  }

  Result<void> take_of_plan(const Entry& entry) {
    for (auto [key, member] : {std::pair{"name", &plan_.name},
                               {"change", &plan_.content},
                               {"server", &plan_.server},
                               {"database", &plan_.database},
                               {"role", &plan_.role},
                               {"schema", &plan_.schema},
                               {"verdict", &plan_.verdict},
                               {"seal", &seal_}})
      if (entry.key == key) return *member = entry.value, Result<void>{};
    if (entry.key == "open") return plan_.open.push_back(entry.value), Result<void>{};
    if (entry.key != "refused") return wrong(entry.line, fmt::format("'{}' is nothing that a plan has", entry.key));
    auto kind = entry.value.find(" | "), says = entry.value.find(" | ", kind == entry.value.npos ? kind : kind + 3);
    if (says == entry.value.npos) return wrong(entry.line, "is no 'place | kind | reason'");
    plan_.refusals.push_back(
        {entry.value.substr(0, kind), entry.value.substr(kind + 3, says - kind - 3), entry.value.substr(says + 3)});
    return {};
  }

  Result<void> take_of_step(const Entry& entry) {
    auto& step = plan_.steps.back();
    for (auto [key, member] : {std::pair{"from", &step.from}, {"locks", &step.locks}, {"loses", &step.loses}})
      if (entry.key == key) return *member = entry.value, Result<void>{};
    if (entry.key == "up" || entry.key == "down") {
      block_ = entry.key == "up" ? &step.up : &step.down;
      if (entry.value.starts_with(batches_of))
        return block_->rows_of = entry.value.substr(batches_of.size()), Result<void>{};
      if (entry.value != "nothing" && entry.value != "in a transaction" && entry.value != "outside a transaction")
        return wrong(entry.line, fmt::format("'{}' is not how a step runs", one_line(entry.value, 40)),
                     "it is 'in a transaction', 'outside a transaction', 'in batches of TABLE' or 'nothing'");
      block_->in_transaction = entry.value != "outside a transaction";
      return {};
    }
    if (entry.key == "key" && block_ && block_->in_batches()) return block_->key.push_back(entry.value), Result<void>{};
    for (auto [key, member] :
         {std::pair{"probe", &Block::probe}, {"remains", &Block::remains}, {"clear", &Block::clear}})
      if (entry.key == key) {
        if (!block_) return wrong(entry.line, fmt::format("'{}' belongs below 'up' or 'down'", key));
        return block_->*member = entry.value, Result<void>{};
      }
    return wrong(entry.line, fmt::format("'{}' is nothing that a step has", entry.key));
  }

  // What an edited plan may have lost, and cannot be run without.
  Result<void> check(const Step& step) const {
    int line = lines_[static_cast<std::size_t>(&step - plan_.steps.data())];
    for (auto* block : {&step.up, &step.down}) {
      if (block->in_transaction || block->empty()) continue;
      if (block->sql.size() > 1)
        return wrong(line, "has several statements outside a transaction", "make each a step of its own");
      if (block->probe.empty())
        return wrong(line, "runs outside a transaction and has no probe",
                     "'--@ probe: SELECT …' must show when it is done, because a run may be cut short");
    }
    for (auto* block : {&step.up, &step.down})
      if (auto why = wrong_with_batches(*block); block->in_batches() && !why.empty())
        return wrong(line, "runs in batches, and " + why, "docs/plan-format.md says what belongs to it");
    for (auto* block : {&step.up, &step.down})
      for (auto& sql : block->sql)
        if (sql::without_secrets(sql))
          return wrong(line, "holds a password or another secret, which the journal and the way back would show",
                       "set it by hand (a password: \\password in psql) and take it out");
    for (auto* block : {&step.up, &step.down})
      for (auto& sql : block->sql)
        if (auto facts = sql::facts(sql); facts && facts->transaction_control)
          return wrong(line, fmt::format("has a '{}' of its own", one_line(sql, 40)),
                       "the transactions of a step are ante's: take it out");
    return {};
  }

  std::string_view text_, file_;
  std::vector<Entry> entries_;
  Plan plan_;
  std::string seal_;
  std::vector<int> lines_;
  Block* block_ = nullptr;
};

}  // namespace

bool looks_like_a_plan(std::string_view text) { return text.starts_with("--@ ante plan:"); }

Result<Plan> as_written(const Plan& plan) {
  auto read = TRY(read_plan(text_of(plan), "the plan"));
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    auto& meant = plan.steps[i];
    auto& is = read.plan.steps.at(i);
    if (meant.up.sql.size() != is.up.sql.size() || meant.down.sql.size() != is.down.sql.size())
      return undecided(fmt::format("step {} ({}) has a statement that ends in its middle for all but the server", i + 1,
                                   meant.title),
                       "write it in another way: a body within $$ instead of BEGIN ATOMIC");
  }
  return std::move(read.plan);
}

Result<ReadPlan> read_plan(std::string_view text, std::string_view file) { return Reader(text, file).read(); }

}  // namespace ante::ship
