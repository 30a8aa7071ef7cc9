#include "render/verdict_github.h"

#include <fmt/format.h>

#include "base/text.h"
#include "render/place.h"
#include "render/strangers.h"
#include "render/verdict_text.h"
#include "render/words.h"

namespace ante::render {
namespace {

using judge::Finding;
using judge::Weight;

// As GitHub's own toolkit writes them: a message ends with its line, a property also with a comma or colons.
std::string in_message(std::string_view text) {
  return replace_all(replace_all(replace_all(readable(text), "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

std::string in_property(std::string_view text) {
  return replace_all(replace_all(in_message(text), ":", "%3A"), ",", "%2C");
}

const char* command_of(Weight weight) {
  switch (weight) {
    case Weight::blocks:
      return "error";
    case Weight::open:
      return "warning";
    case Weight::warns:
      return "notice";
  }
  return "notice";
}

std::string annotation(const Finding& finding, const rehearse::Rehearsal& rehearsal) {
  std::string where;
  if (auto place = place_of(finding, rehearsal))
    where = fmt::format("file={},line={},", in_property(place->file), place->line);
  return fmt::format("::{} {}title={}::{}\n", command_of(finding.weight), where, in_property(finding.kind),
                     in_message(as_lines(finding)));
}

// The text may hold lines that look like commands, which only a token that does not occur in it can end.
std::string without_commands(const std::string& text) {
  std::string token = "end-of-the-verdict";
  for (int i = 1; contains(text, token); ++i) token = fmt::format("end-of-the-verdict-{}", i);
  return fmt::format("::stop-commands::{0}\n{1}::{0}::\n", token, text);
}

}  // namespace

std::string github(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict) {
  std::string commands;
  for (auto& finding : verdict.findings) commands += annotation(finding, rehearsal);
  for (auto& one : rehearsal.not_looked_at)
    commands += fmt::format("::warning title=not looked at::{}\n", in_message(one));
  return commands + without_commands(readable(text(rehearsal, verdict, {})));
}

}  // namespace ante::render
