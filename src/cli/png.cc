#include "cli/png.h"

#include <fmt/format.h>

#include "base/text.h"
#include "os/folders.h"
#include "os/process.h"

namespace ante::cli {
namespace {

constexpr Millis to_draw{60'000};

std::unexpected<Error> cannot_draw(const std::string& why) {
  return undecided("the picture cannot be drawn as a PNG: " + why, "take it as SVG: --format svg");
}

}  // namespace

Result<std::string> png(const std::string& svg) {
  auto drawer = os::program_in_path("rsvg-convert");
  if (!drawer)
    return undecided("the picture cannot be drawn as a PNG: rsvg-convert is not installed",
                     "apt-get install librsvg2-bin, or take it as SVG: --format svg");
  // Alone in its folder: it may read what lies beside it.
  auto folder = TRY(os::TemporaryFolder::make("png"));
  auto from = folder.path() / "picture.svg", to = folder.path() / "picture.png";
  TRY(os::write_file(from, svg));
  // It is looked at on screens that have two points for one.
  auto drawn = TRY(os::run({.path = *drawer,
                            .arguments = {"--zoom", "2", "--background-color", "white", "--format", "png", "--output",
                                          to.string(), from.string()},
                            .environment = os::environment_with({})},
                           to_draw));
  if (!drawn.ending.fine()) return cannot_draw(one_line(trim(drawn.output), 200));
  return os::read_file(to);
}

}  // namespace ante::cli
