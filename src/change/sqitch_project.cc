// A line of a plan: name [needs !conflicts] 2026-01-31T12:00:00Z Planner <email> # note
#include "base/text.h"
#include "change/marks.h"
#include "change/sqitch_plan.h"

namespace ante::change {
namespace {

std::string unescaped(std::string_view note) {
  std::string text;
  for (std::size_t i = 0; i < note.size(); ++i) {
    bool escapes = note[i] == '\\' && i + 1 < note.size() && contains("nr\\", note.substr(i + 1, 1));
    if (!escapes) {
      text += note[i];
      continue;
    }
    ++i;
    text += note[i] == 'n' ? '\n' : note[i] == 'r' ? '\r' : '\\';
  }
  return text;
}

SqitchSaid said_in(std::string_view line) {
  SqitchSaid said;
  auto note = line.find('#');
  if (note != line.npos) said.note = unescaped(trim(line.substr(note + 1)));
  line = trim(line.substr(0, note));
  said.name = line.substr(0, line.find_first_of(" \t["));
  auto open = line.rfind('<'), close = line.rfind('>');
  if (open == line.npos || close == line.npos || close < open) return said;
  said.email = line.substr(open + 1, close - open - 1);
  auto rest = line.substr(0, open);
  if (auto end = rest.find(']'); end != rest.npos)
    rest = rest.substr(end + 1);
  else
    rest = rest.substr(said.name.size());
  rest = trim(rest);
  said.at = rest.substr(0, rest.find_first_of(" \t"));
  said.planner = trim(rest.substr(said.at.size()));
  return said;
}

void add_dependencies(std::string_view line, const std::string& project, SqitchChange& change) {
  line = line.substr(0, line.find('#'));
  auto open = line.find('['), close = line.find(']');
  if (open == line.npos || close == line.npos || close < open) return;
  for (auto& word : split(line.substr(open + 1, close - open - 1), ' ')) {
    bool conflicts = word.starts_with('!');
    auto name = conflicts ? word.substr(1) : word;
    if (name.starts_with(project + ":")) name = name.substr(project.size() + 1);
    if (!name.empty()) (conflicts ? change.conflicts : change.needs).push_back(name);
  }
}

}  // namespace

SqitchProject sqitch_project(std::string_view text) {
  SqitchProject project;
  for (auto raw : lines_of(text)) {
    auto line = trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('%')) {
      auto equals = line.find('=');
      auto key = trim(line.substr(1, equals == line.npos ? equals : equals - 1));
      auto value = equals == line.npos ? std::string_view() : trim(line.substr(equals + 1));
      if (key == "project") project.name = value;
      if (key == "uri") project.uri = value;
    } else if (line.starts_with('@')) {
      auto said = said_in(line);
      if (!project.changes.empty()) project.changes.back().tags.push_back(std::move(said));
    } else {
      if (line.starts_with('+')) line = trim(line.substr(1));
      SqitchChange change;
      static_cast<SqitchSaid&>(change) = said_in(line);
      add_dependencies(line, project.name, change);
      project.changes.push_back(std::move(change));
    }
  }
  return project;
}

}  // namespace ante::change
