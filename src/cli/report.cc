// ante report: an incident as a postmortem, to be gone on with by people.
#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>

#include "base/units.h"
#include "cli/command.h"
#include "cli/histories.h"
#include "cli/png.h"
#include "os/folders.h"
#include "render/changes.h"
#include "render/postmortem.h"
#include "render/timeline.h"
#include "store/figures.h"

namespace ante::cli {

namespace {

Result<std::string> postmortem(store::History& history, const std::string& database, int number,
                               const std::string& format) {
  auto incident = TRY(incident_of(history, number));
  // What was usual is not to be learned from the incident before.
  auto not_before = incident.number > 1 ? TRY(incident_of(history, incident.number - 1)).to.value_or(0) : 0;
  auto figures = TRY(store::figures_of(history, incident, not_before));
  if (format == "html") return render::postmortem_html(incident, figures, database);
  if (format == "markdown") return render::postmortem_markdown(incident, figures, database);
  auto picture = render::timeline_svg(incident, figures);
  return format == "svg" ? picture : png(picture);
}

Result<std::string> look_back(store::History& history, const std::string& database, const std::string& how_far) {
  auto span = std::chrono::duration<double>(TRY(read_duration(how_far))).count();
  auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  return render::changes_markdown(TRY(history.events()), database, now - span, now);
}

}  // namespace

Run declare_report(CLI::App& app) {
  struct ReportArguments {
    std::string number, store, output, changes, format = "markdown";
  };
  auto options = std::make_shared<ReportArguments>();
  app.add_option("incident", options->number, "its number, as ante incident says it (else the last one)");
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--format", options->format,
                 "markdown, to go on with; html, a page with a picture; svg or png, the picture")
      ->check(CLI::IsMember({"markdown", "html", "svg", "png"}))
      ->capture_default_str();
  app.add_option("--changes", options->changes,
                 "instead of an incident: what was changed since then (7d, 24h), and what of it was named");
  app.add_option("-o,--output", options->output, "a file, which must not be there yet");
  return [options]() -> Result<Exit> {
    if (options->format == "png" && options->output.empty() && ::isatty(STDOUT_FILENO) != 0)
      return bad_input("a PNG is nothing to be shown on a terminal", "-o FILE says where it is to be written");
    auto number = options->number.empty() ? 0 : TRY(incident_number(options->number));
    auto path = TRY(history_path(options->store));
    auto history = TRY(store::History::read(path));
    auto database = TRY(history.database());
    if (!options->changes.empty() && (number > 0 || options->format != "markdown"))
      return bad_input("--changes is of no incident, and is Markdown", "leave out the number and --format");
    auto text = options->changes.empty() ? TRY(postmortem(history, database, number, options->format))
                                         : TRY(look_back(history, database, options->changes));
    if (options->output.empty()) {
      fmt::print("{}", text);
      return Exit::fine;
    }
    if (std::filesystem::exists(options->output))
      return bad_input(fmt::format("{} is there already", options->output),
                       "people may have written in it: give another name, or move it away");
    TRY(os::write_file(options->output, text));
    return Exit::fine;
  };
}

}  // namespace ante::cli
