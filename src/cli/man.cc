// ante man: the man page, in man(7)'s language, on stdout. `cmake --install` and the Debian package carry what it
// prints.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/description.h"

namespace ante::cli {

namespace {

// A backslash and a hyphen mean something to man, and so does a full stop or a quote at the beginning of a line.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    line_begins = c == '\n';
  }
  return out;
}

std::string options_of(const CommandText& command) {
  std::string out;
  for (auto& option : command.options) {
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(option.shown()), roff(option.summary));
  }
  return out;
}

constexpr std::string_view exit_codes = R"(.SH EXIT STATUS
.TP
.B 0
fine
.TP
.B 1
the verdict blocks
.TP
.B 2
the call or the input is wrong
.TP
.B 3
it could not be decided; the reason is said on stderr
)";

constexpr std::string_view surroundings = R"(.SH ENVIRONMENT
.TP
.B ANTE_CACHE
where ante keeps fetched servers, templates and running private clusters; otherwise /var/cache/ante as root, and
$XDG_CACHE_HOME/ante or ~/.cache/ante as anybody else
.TP
.B ANTE_SERVERS
folders that hold a PostgreSQL server's programs, separated by colons, looked through before all others
.TP
.B PGPASSFILE, PGSSLMODE, PGSSLROOTCERT, ...
as for every client of PostgreSQL
.SH FILES
.TP
.B ante.toml
what ante is told about a project, looked for in the working folder
.SH SEE ALSO
.BR psql (1),
.BR pg_dump (1)
)";

std::string man_page(const std::vector<CommandText>& commands) {
  auto& ante = commands.front();
  std::string page = ".TH ANTE 1 \"\" \"ante " ANTE_VERSION "\" \"User commands\"\n";
  page += fmt::format(".SH NAME\nante \\- {}\n.SH SYNOPSIS\n", roff(ante.summary.substr(ante.summary.find(": ") + 2)));
  for (auto& command : commands) page += fmt::format("\\fB{}\\fR\n.br\n", roff(command.usage()));
  page += ".SH OPTIONS\n" + options_of(ante) + ".SH COMMANDS\n";
  for (auto& command : commands) {
    if (command.name.empty()) continue;
    page += fmt::format(".SS {}\n{}\n.PP\n\\fB{}\\fR\n", command.name, roff(command.summary), roff(command.usage()));
    page += options_of(command);
    if (!command.footer.empty()) page += ".PP\n" + roff(command.footer) + "\n";
  }
  return page + std::string(exit_codes) + std::string(surroundings);
}

}  // namespace

Run declare_man(CLI::App& app) {
  return [&app]() -> Result<Exit> {
    fmt::print("{}", man_page(describe(*app.get_parent())));
    return Exit::fine;
  };
}

}  // namespace ante::cli
