#include "render/offending_keys.h"

#include <fmt/format.h>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {

std::string offending_keys(const rehearse::Rehearsal& rehearsal, const Look& look) {
  std::string text;
  for (auto& statement : rehearsal.statements)
    for (auto& question : statement.questions) {
      if (question.keys.empty() && question.no_keys.empty()) continue;
      if (text.empty()) text = "\n" + look.in(Tone::strong, "Rows that do not keep to it") + "\n";
      text += fmt::format("  {}:{}\n", one_line(readable(statement.step.file), 200), statement.step.line);
      text += in_lines(look, readable(question.what), 4, Tone::faint);
      if (!question.no_keys.empty())
        text += in_lines(look, "which ones is not known: " + readable(question.no_keys), 4);
      else
        text += in_lines(look, fmt::format("{} = {}", question.key, readable(join(question.keys, "; "))), 4);
    }
  return text;
}

}  // namespace ante::render
