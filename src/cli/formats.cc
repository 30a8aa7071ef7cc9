#include "cli/formats.h"

#include <algorithm>

#include "cli/terminal.h"
#include "render/rehearsal_json.h"
#include "render/verdict_github.h"
#include "render/verdict_html.h"
#include "render/verdict_junit.h"
#include "render/verdict_markdown.h"
#include "render/verdict_sarif.h"
#include "render/verdict_text.h"

namespace ante::cli {
namespace {

std::string text(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict) {
  return render::text(rehearsal, verdict, look());
}

constexpr Format table[] = {
    {"text", text},
    {"json", render::json},
    {"sarif", render::sarif, true},
    {"junit", render::junit, true},
    {"markdown", render::markdown},
    {"html", render::html},
    {"github", render::github, true},
};

}  // namespace

std::span<const Format> formats() { return table; }

const Format& format_named(std::string_view name) {
  auto* found = std::ranges::find(table, name, &Format::name);
  CHECK_THAT(found != std::end(table));
  return *found;
}

}  // namespace ante::cli
