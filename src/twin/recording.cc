// In the rehearsal there is one session. So what a session had set is set again before its statements, where the one
// before had set something else.
#include "twin/recording.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::twin {
namespace {

using Sort = RecordedStatement::Sort;
using Recorded = std::vector<RecordedStatement>;

constexpr const char* place = "run";

// What a client may say in its greeting that no statement does anything else for.
bool is_said_in_passing(const std::string& name) {
  static const std::set<std::string> names{"user",        "database",        "options",
                                           "replication", "client_encoding", "application_name",
                                           "datestyle",   "intervalstyle",   "extra_float_digits",
                                           "bytea_output"};
  return names.contains(name) || name.starts_with("_pq_.");
}

// -c name=value and --name=value; a backslash before a space keeps it.
std::vector<std::string> settings_in(const std::string& options) {
  std::vector<std::string> words{""};
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i] == '\\' && i + 1 < options.size())
      words.back() += options[++i];
    else if (options[i] == ' ')
      words.emplace_back();
    else
      words.back() += options[i];
  }
  std::vector<std::string> settings;
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto word = words[i] == "-c" && i + 1 < words.size() ? words[++i] : words[i];
    for (std::string_view start : {"-c", "--"})
      if (word.starts_with(start)) word.erase(0, start.size());
    if (contains(word, "=")) settings.push_back(word);
  }
  return settings;
}

std::vector<std::string> settings_of(const std::vector<std::pair<std::string, std::string>>& greeting) {
  std::vector<std::string> settings;
  auto add = [&](const std::string& name, const std::string& value) {
    if (!is_said_in_passing(lower(name)))
      settings.push_back(fmt::format("SELECT pg_catalog.set_config({}, {}, false)", pg::quote_literal(lower(name)),
                                     pg::quote_literal(value)));
  };
  for (auto& [name, value] : greeting) {
    add(name, value);
    if (name != "options") continue;
    for (auto& setting : settings_in(value)) {
      auto equals = setting.find('=');
      add(replace_all(setting.substr(0, equals), "-", "_"), setting.substr(equals + 1));
    }
  }
  return settings;
}

struct Session {
  std::vector<std::string> settings = {};
  bool in_transaction = false;
  Recorded transaction = {};
  std::size_t begun = 0;  // how many steps there were then
};

class Recorder {
 public:
  Recorder(const pg::Overheard& overheard, Reader& reader) : reader_(reader) {
    for (auto& greeting : overheard.sessions) sessions_.push_back({settings_of(greeting)});
    result_.sessions = static_cast<int>(sessions_.size());
  }
  Result<void> add(const pg::Exchange& exchange);
  Recording finish() &&;

 private:
  Session& session() { return sessions_[current_]; }
  void add_outside(Recorded statements, const pg::Exchange& exchange);
  void end_transaction(bool committed);
  void write_alone(RecordedStatement statement);
  void write_together(Recorded statements);
  void write(RecordedStatement statement);
  void write_settings();
  void remember(const RecordedStatement& setting);
  bool left_out(const RecordedStatement& statement, bool in_transaction);
  void note_refusal(const pg::Exchange& exchange);
  change::Migration& migration(bool in_transaction);

  Reader& reader_;
  Recording result_;
  std::vector<Session> sessions_;
  std::size_t current_ = 0;
  std::vector<std::string> in_force_;  // settings, in the rehearsal's session
  int steps_ = 0;
  bool side_by_side_ = false;
};

// Exchanges begin and end outside of a transaction or within one; a text of several statements may do both in one.
Result<void> Recorder::add(const pg::Exchange& exchange) {
  current_ = static_cast<std::size_t>(exchange.session);
  if (!exchange.not_followed.empty())
    result_.change.doubts.push_back(fmt::format("what was executed is not known whole: {}", exchange.not_followed));
  Recorded statements;
  for (auto& asked : exchange.asked)
    for (auto& statement : TRY(reader_.read(asked))) statements.push_back(std::move(statement));
  note_refusal(exchange);
  auto& own = session();
  // COMMIT of a transaction that failed takes it back.
  if (exchange.before == 'E')
    for (auto& statement : statements)
      if (statement.sort == Sort::ends) statement.sql = "ROLLBACK";
  Recorded outside;  // of a text, up to its own BEGIN or to its end
  for (auto& statement : statements) {
    if (own.in_transaction) {
      own.transaction.push_back(statement);
      if (statement.sort == Sort::ends) end_transaction(!lower(statement.sql).starts_with("rollback"));
    } else if (statement.sort == Sort::begins) {
      // What stands before it in the same text is part of its transaction.
      own.in_transaction = true;
      own.begun = static_cast<std::size_t>(steps_);
      own.transaction = {statement};
      own.transaction.insert(own.transaction.end(), outside.begin(), outside.end());
      outside.clear();
    } else if (statement.sort == Sort::ends) {
      write_together(std::exchange(outside, {}));
    } else {
      outside.push_back(statement);
    }
  }
  add_outside(std::move(outside), exchange);
  bool over = exchange.after == 'I' || exchange.after == 'X';
  if (own.in_transaction && over) {
    if (exchange.after == 'X')
      result_.change.notes.push_back("a session ended within a transaction, which was rolled back");
    own.transaction.push_back({Sort::ends, "ROLLBACK"});
    end_transaction(false);
  }
  return {};
}

void Recorder::add_outside(Recorded statements, const pg::Exchange& exchange) {
  if (statements.size() > 1) {
    // One text, or one Sync, is one transaction: an error takes all of it back.
    if (!exchange.error) write_together(std::move(statements));
  } else if (statements.size() == 1 && !exchange.error) {
    write_alone(std::move(statements.front()));
  }
}

void Recorder::note_refusal(const pg::Exchange& exchange) {
  constexpr std::string_view transaction_is_aborted = "25P02";
  if (!exchange.error || exchange.error->sqlstate == transaction_is_aborted) return;
  auto refused = pg::shown_refusal(exchange);
  result_.refused.push_back(refused);
  auto sort = reader_.sorted(exchange.refused).sort;
  if (sort == Sort::asks || sort == Sort::bookkeeping) return;
  result_.change.doubts.push_back(fmt::format(
      "the command went on after a statement that was refused to it, which production may not refuse: {}", refused));
}

// Whatever only asks is left out, but for what locks a table until the end of its transaction.
bool Recorder::left_out(const RecordedStatement& statement, bool in_transaction) {
  if (statement.sort != Sort::asks) return false;
  for (auto& table : statement.tables) result_.read.insert(table);
  bool stays = in_transaction && !statement.tables.empty();
  if (!stays) ++result_.asked;
  return !stays;
}

void Recorder::end_transaction(bool committed) {
  auto& own = session();
  own.in_transaction = false;
  auto statements = std::exchange(own.transaction, {});
  if (own.begun < static_cast<std::size_t>(steps_)) side_by_side_ = true;
  std::erase_if(statements, [&](auto& statement) { return left_out(statement, true); });
  bool does = std::ranges::any_of(statements,
                                  [](auto& one) { return one.sort == Sort::works || one.sort == Sort::bookkeeping; });
  if (does) {
    write_settings();
    for (auto& statement : statements) write(statement);
  }
  for (auto& statement : statements) {
    if (statement.sort != Sort::sets || statement.local || !committed) continue;
    remember(statement);
    if (does) in_force_ = own.settings;
  }
}

void Recorder::write_alone(RecordedStatement statement) {
  if (statement.sort == Sort::sets) {
    if (!statement.local) remember(statement);
  } else if (!left_out(statement, false) && statement.sort != Sort::controls) {
    write_settings();
    write(std::move(statement));
  }
}

void Recorder::write_together(Recorded statements) {
  std::erase_if(statements, [&](auto& statement) { return left_out(statement, true); });
  bool does = std::ranges::any_of(statements,
                                  [](auto& one) { return one.sort == Sort::works || one.sort == Sort::bookkeeping; });
  if (statements.size() == 1 || !does) {
    for (auto& statement : statements)
      if (statement.sort != Sort::asks) write_alone(std::move(statement));
    return;
  }
  write_settings();
  migration(true);
  for (auto& statement : statements) {
    if (statement.sort == Sort::sets && !statement.local) remember(statement);
    write(std::move(statement));
  }
  in_force_ = session().settings;
  migration(false);
}

void Recorder::remember(const RecordedStatement& setting) {
  auto& settings = session().settings;
  if (setting.resets_all) return settings.clear();
  if (settings.empty() || settings.back() != setting.sql) settings.push_back(setting.sql);
}

void Recorder::write_settings() {
  auto& wanted = session().settings;
  if (wanted == in_force_) return;
  auto kept = std::ranges::mismatch(in_force_, wanted);
  if (kept.in1 != in_force_.end()) {
    bool another_role = std::ranges::any_of(in_force_, [](auto& setting) {
      return contains(lower(setting), "role") || contains(lower(setting), "authorization");
    });
    if (another_role) write({Sort::sets, "RESET SESSION AUTHORIZATION"});  // RESET ALL leaves it alone
    write({Sort::sets, "RESET ALL"});
    kept.in2 = wanted.begin();
  }
  for (auto setting = kept.in2; setting != wanted.end(); ++setting) write({Sort::sets, *setting});
  in_force_ = wanted;
}

change::Migration& Recorder::migration(bool in_transaction) {
  auto& migrations = result_.change.migrations;
  if (migrations.empty() || in_transaction || migrations.back().in_transaction)
    migrations.push_back({.name = place, .in_transaction = in_transaction, .steps = {}});
  return migrations.back();
}

void Recorder::write(RecordedStatement statement) {
  auto& migrations = result_.change.migrations;
  auto& into = migrations.empty() ? migration(false) : migrations.back();
  if (statement.sort == Sort::works) ++result_.working;
  into.steps.push_back({.sql = std::move(statement.sql),
                        .file = place,
                        .line = ++steps_,
                        .copy_data = std::move(statement.copy_data),
                        .bookkeeping = statement.sort == Sort::bookkeeping});
  into.steps.back().hide_secrets();
}

Recording Recorder::finish() && {
  std::erase_if(result_.change.migrations, [](auto& migration) { return migration.steps.empty(); });
  if (side_by_side_)
    result_.change.notes.push_back("sessions of the command worked side by side; here one works after the other");
  return std::move(result_);
}

}  // namespace

Result<Recording> recording_of(const pg::Overheard& overheard, Reader& reader) {
  if (overheard.too_much)
    return undecided("the command executed more than can be recorded", "seed tables in a command of their own");
  Recorder recorder(overheard, reader);
  for (auto& exchange : overheard.exchanges) TRY(recorder.add(exchange));
  return std::move(recorder).finish();
}

}  // namespace ante::twin
