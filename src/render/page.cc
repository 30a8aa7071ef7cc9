#include "render/page.h"

#include <fmt/format.h>

#include "render/strangers.h"

namespace ante::render {
namespace {

constexpr const char* base_style = R"(
body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
table{border-collapse:collapse;margin:.6em 0}td,th{padding:.2em .8em;text-align:right;font-weight:normal}
tr+tr{border-top:1px solid #ddd}th:first-child{text-align:left}li{list-style:none}ul{padding:0}
.yes{color:#272}.no{color:#b22}.notyet{color:#960}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}tr+tr{border-color:#444}
.yes{color:#7c7}.no{color:#f77}.notyet{color:#eb5}}
)";

}  // namespace

std::string page(std::string_view title, std::string_view style, std::string_view body) {
  // Should something of a stranger's ever come through unescaped, the policy still lets it load and run nothing.
  return fmt::format(
      R"(<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">)"
      R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">)"
      R"(<meta name="color-scheme" content="light dark"><title>{}</title><style>{}{}</style>{}</html>)"
      "\n",
      escaped(title), base_style, style, body);
}

}  // namespace ante::render
