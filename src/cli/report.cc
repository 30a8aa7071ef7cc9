// ante report: an incident as a postmortem, to be gone on with by people.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/command.h"
#include "cli/histories.h"
#include "os/folders.h"
#include "render/postmortem.h"
#include "render/timeline.h"

namespace ante::cli {

Run declare_report(CLI::App& app) {
  struct ReportArguments {
    std::string number, store, output, format = "markdown";
  };
  auto options = std::make_shared<ReportArguments>();
  app.add_option("incident", options->number, "its number, as ante incident says it (else the last one)");
  app.add_option("--store", options->store, "the file in which ante watch keeps what it sees");
  app.add_option("--format", options->format, "markdown, to go on with; html, a page with a picture; svg, the picture")
      ->check(CLI::IsMember({"markdown", "html", "svg"}))
      ->capture_default_str();
  app.add_option("-o,--output", options->output, "a file, which must not be there yet");
  return [options]() -> Result<Exit> {
    auto number = options->number.empty() ? 0 : TRY(incident_number(options->number));
    auto path = TRY(history_path(options->store));
    auto history = TRY(store::History::read(path));
    auto database = TRY(history.database());
    auto incident = TRY(incident_of(history, number));
    auto shown = render::span_of(incident);
    auto pulse = TRY(history.pulse(shown.from, shown.to));
    auto text = options->format == "html"  ? render::postmortem_html(incident, database, pulse)
                : options->format == "svg" ? render::timeline_svg(incident, pulse)
                                           : render::postmortem_markdown(incident, database);
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
