#include "load/app.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/text.h"
#include "os/folders.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "sql/variables.h"

namespace ante::load {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_file = 1u << 20;

Result<double> number(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1e12))
    return bad_input(fmt::format("'{}' is no number", text));
  return value;
}

Result<int> whole(std::string_view text, int least, int most) {
  double value = TRY(number(text));
  if (value != static_cast<int>(value) || value < least || value > most)
    return bad_input(fmt::format("'{}' is no whole number from {} to {}", text, least, most));
  return static_cast<int>(value);
}

// One line of a script that begins with a backslash.
struct Command {
  std::string name;
  std::string_view rest;
};

Command command_of(std::string_view line) {
  line.remove_prefix(1);
  auto end = std::min(line.find_first_of(" \t"), line.size());
  return {std::string(line.substr(0, end)), trim(line.substr(end))};
}

// What a command of the one kind of file or of the other does; the table is the documentation's too.
template <class T>
using Commands = std::map<std::string, std::function<Result<void>(T&, App&, std::string_view rest)>, std::less<>>;

template <class T>
Result<void> obey(const Commands<T>& commands, const Command& command, T& subject, App& app) {
  auto found = commands.find(command.name);
  if (found != commands.end()) return found->second(subject, app, command.rest);
  std::vector<std::string> known;
  for (auto& [name, what] : commands) known.push_back("\\" + name);
  return bad_input(fmt::format("there is no command \\{}", command.name), "there are " + join(known, ", "));
}

void set_size(App& app, std::string_view name, std::int64_t value) {
  auto place = static_cast<std::size_t>(app.names.place(name));
  app.sizes.resize(std::max(app.sizes.size(), place + 1));
  app.sizes[place] = std::to_string(value);
}

// A version of an application, while it is read: its own files, and those of the version that it is like.
struct Version {
  const std::map<std::string, std::int64_t>& given;         // sizes from outside
  std::vector<fs::path> folders = {};                       // the last one is being read
  bool said_more = false;                                   // than what it is like
  std::map<std::string, std::vector<fs::path>> files = {};  // of each endpoint; the last one wins
};

Result<void> read_version(const fs::path& folder, Version& version, App& app);

const Commands<Version>& visit_commands() {
  static const Commands<Version> commands{
      {"like",
       [](Version& version, App& app, std::string_view rest) -> Result<void> {
         if (version.said_more) return bad_input("\\like comes first: what follows it wins over that version");
         return read_version(version.folders.back() / rest, version, app);
       }},
      {"visitor",
       [](Version&, App& app, std::string_view rest) -> Result<void> {
         app.visitor = TRY(Expression::read(rest, app.names));
         return {};
       }},
      {"actions",
       [](Version&, App& app, std::string_view rest) -> Result<void> {
         app.actions = std::max(1.0, TRY(number(rest)));
         return {};
       }},
      {"connections",
       [](Version&, App& app, std::string_view rest) -> Result<void> {
         app.connections = TRY(whole(rest, 1, 10'000));
         return {};
       }},
      {"session",
       [](Version&, App& app, std::string_view rest) -> Result<void> {
         auto space = rest.find(' ');
         if (space == rest.npos)
           return bad_input("a setting and its value belong here: \\session statement_timeout 5s");
         app.session.emplace_back(rest.substr(0, space), trim(rest.substr(space)));
         return {};
       }},
      {"size",
       [](Version& version, App& app, std::string_view rest) -> Result<void> {
         auto space = std::min(rest.find(' '), rest.size());
         auto name = rest.substr(0, space);
         auto value = TRY(number(trim(rest.substr(space))));
         if (!version.given.contains(std::string(name))) set_size(app, name, static_cast<std::int64_t>(value));
         return {};
       }},
  };
  return commands;
}

// A command with one duration.
auto takes(Millis Endpoint::* member) {
  return [member](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
    endpoint.*member = TRY(read_duration(rest));
    return {};
  };
}

// A command that another version may take back.
template <class Set>
auto may_be_off(Set set) {
  return [set](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
    if (!rest.empty() && rest != "off") return bad_input(fmt::format("nothing or off is expected, not '{}'", rest));
    set(endpoint, rest.empty());
    return {};
  };
}

const Commands<Endpoint>& endpoint_commands() {
  static const Commands<Endpoint> commands{
      {"weight",
       [](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
         endpoint.weight = TRY(number(rest));
         return {};
       }},
      {"first", may_be_off([](Endpoint& endpoint, bool on) { endpoint.first = on; })},
      {"every",
       [](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
         endpoint.every = std::max(Millis(10), TRY(read_duration(rest)));
         return {};
       }},
      {"think", takes(&Endpoint::think)},
      {"timeout", takes(&Endpoint::timeout)},
      {"goal", takes(&Endpoint::goal)},
      {"retry",
       [](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
         auto space = std::min(rest.find(' '), rest.size());
         endpoint.retries = TRY(whole(rest.substr(0, space), 0, 100));
         if (auto after = trim(rest.substr(space)); !after.empty()) endpoint.retry_after = TRY(read_duration(after));
         return {};
       }},
      {"user",
       [](Endpoint& endpoint, App& app, std::string_view rest) -> Result<void> {
         endpoint.user = TRY(Expression::read(rest, app.names));
         return {};
       }},
      {"fails",
       [](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
         endpoint.fails = rest;
         return {};
       }},
      {"writes",
       [](Endpoint& endpoint, App&, std::string_view rest) -> Result<void> {
         if (rest == "nothing") {
           endpoint.table.clear(), endpoint.column.clear();
           return {};
         }
         auto dot = rest.rfind('.');
         if (dot == rest.npos || dot == 0 || dot + 1 == rest.size())
           return bad_input("a table and the column that takes :write_id belong here: \\writes submission.receipt");
         endpoint.table = rest.substr(0, dot), endpoint.column = rest.substr(dot + 1);
         return {};
       }},
      {"autocommit", may_be_off([](Endpoint& endpoint, bool on) { endpoint.one_transaction = !on; })},
      {"set",
       [](Endpoint& endpoint, App& app, std::string_view rest) -> Result<void> {
         auto space = std::min(rest.find(' '), rest.size());
         auto value = TRY(Expression::read(trim(rest.substr(space)), app.names));
         endpoint.steps.emplace_back(Assignment{app.names.place(rest.substr(0, space)), std::move(value)});
         return {};
       }},
  };
  return commands;
}

// Variables become parameters.
Result<Statement> statement_of(std::string_view sql, bool keeps, App& app) {
  Statement statement;
  statement.keeps = keeps;
  std::map<int, std::size_t> given;
  statement.sql = TRY(sql::replace_variables(sql, [&](std::string_view name) -> Result<std::string> {
    auto place = app.names.find(name);
    if (!place)
      return bad_input(fmt::format("there is no variable :{}", name),
                       "\\set and \\gset make variables, and so does \\size in visit.sql");
    auto [parameter, is_new] = given.try_emplace(*place, given.size() + 1);
    if (is_new) statement.parameters.push_back(*place);
    return fmt::format("${}", parameter->second);
  }));
  if (statement.parameters.size() > 60) return bad_input("a statement may have 60 variables at most");
  statement.number = app.statements++;
  return statement;
}

// The columns that a SELECT … \gset leaves as variables: what follows AS, or the column's own name.
Result<std::vector<std::string>> outputs_of(std::string_view sql) {
  // Known only once the server has answered; what the script uses later must be named with AS.
  std::vector<std::string> names;
  auto tokens = TRY(sql::scan(sql));
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    if (lower(sql::text_of(tokens[i], sql)) == "as") names.emplace_back(sql::text_of(tokens[i + 1], sql));
  return names;
}

int statements_of(const Endpoint& endpoint) {
  return static_cast<int>(
      std::ranges::count_if(endpoint.steps, [](auto& step) { return std::holds_alternative<Statement>(step); }));
}

class Script {
 public:
  Script(fs::path file, App& app) : file_(std::move(file)), app_(app) {}

  // Lines that begin with a backslash are commands; the rest is SQL, ended by a semicolon or by \gset.
  template <class T>
  Result<void> read(const Commands<T>& commands, T& subject) {
    auto text = TRY(os::read_file(file_, longest_file));
    int line_number = 0;
    for (auto& line : split(text, '\n')) {
      ++line_number;
      auto shown = trim(line);
      if (shown.starts_with('\\') && shown != "\\gset") {
        TRY(statements(false));
        auto command = command_of(shown);
        auto done = obey(commands, command, subject, app_);
        if (!done) return at(line_number, done.error());
        if constexpr (std::is_same_v<T, Version>) subject.said_more = command.name != "like";
        continue;
      }
      if (pending_.empty()) first_line_ = line_number;
      if (shown.ends_with("\\gset")) {
        pending_ += line.substr(0, line.rfind("\\gset"));
        TRY(statements(true));
      } else {
        pending_ += line + "\n";
      }
    }
    return statements(false);
  }

  Endpoint* endpoint = nullptr;  // takes the statements

 private:
  Result<void> statements(bool last_keeps) {
    auto found = sql::split_statements(pending_);
    if (!found) return at(first_line_, found.error());
    for (auto& one : *found) {
      int line = first_line_ + one.line - 1;
      if (!endpoint)
        return at(line, Error{"only commands belong here", "statements stand in files of their own", Exit::bad_input});
      bool keeps = last_keeps && &one == &found->back();
      auto statement = statement_of(one.text, keeps, app_);
      if (!statement) return at(line, statement.error());
      if (keeps)
        for (auto& name : TRY(outputs_of(one.text))) app_.names.place(name);
      endpoint->steps.emplace_back(*std::move(statement));
    }
    if (last_keeps && found->empty()) return at(first_line_, Error{"\\gset follows no statement", {}, Exit::bad_input});
    pending_.clear();
    return {};
  }

  std::unexpected<Error> at(int line, Error error) const {
    error.exit = Exit::bad_input;
    return ante::at(fmt::format("{}:{}", file_.string(), line), std::move(error));
  }

  fs::path file_;
  App& app_;
  std::string pending_;
  int first_line_ = 1;
};

// What a version says wins over what the one that it is like says.
Result<void> read_version(const fs::path& folder, Version& version, App& app) {
  constexpr std::string_view wanted = "a folder with a .sql file for each thing that people do is wanted";
  std::error_code error;
  std::map<std::string, fs::path> files;
  for (auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".sql") files.emplace(entry.path().stem().string(), entry.path());
  if (error)
    return bad_input(fmt::format("cannot read the application {}: {}", folder.string(), error.message()),
                     std::string(wanted));
  if (files.empty()) return bad_input(fmt::format("there is no .sql file in {}", folder.string()), std::string(wanted));
  auto place = fs::weakly_canonical(folder, error);
  if (std::ranges::find(version.folders, place) != version.folders.end())
    return bad_input(fmt::format("{} is like itself", place.string()), "\\like names the version before");
  version.folders.push_back(place);
  version.said_more = false;
  if (auto visit = files.extract("visit")) TRY(Script(visit.mapped(), app).read(visit_commands(), version));
  version.folders.pop_back();
  for (auto& [name, file] : files) version.files[name].push_back(file);
  return {};
}

}  // namespace

Result<App> read_app(const fs::path& folder, const std::map<std::string, std::int64_t>& sizes) {
  App app;
  app.folder = folder;
  app.user = app.names.place("user"), app.write_id = app.names.place("write_id");
  for (auto& [name, value] : sizes) set_size(app, name, value);
  Version version{.given = sizes};
  TRY(read_version(folder, version, app));
  for (auto& [name, files] : version.files) {
    Endpoint endpoint{.name = name};
    for (auto& file : files) {
      // What it does stands in the last one; how it is done, where that one does not say, in those before.
      app.statements -= statements_of(endpoint);
      endpoint.steps.clear();
      Script script(file, app);
      script.endpoint = &endpoint;
      TRY(script.read(endpoint_commands(), endpoint));
      if (endpoint.steps.empty()) return bad_input(fmt::format("there is no statement in {}", file.string()));
    }
    app.endpoints.push_back(std::move(endpoint));
    app.files.push_back(files.back());
  }
  if (app.endpoints.empty()) return bad_input(fmt::format("in {} there is nothing that people do", folder.string()));
  app.sizes.resize(app.names.size());
  return app;
}

}  // namespace ante::load
