#include "change/marks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::change {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view without_leading(std::string_view text, std::string_view what) {
  text.remove_prefix(std::min(text.find_first_not_of(what), text.size()));
  return text;
}

// What stands behind "-- migrate:up" in a line that begins so.
std::optional<std::string_view> dbmate_options(std::string_view line, std::string_view direction) {
  if (!line.starts_with("--")) return std::nullopt;
  auto rest = without_leading(line.substr(2), " \t\r\f\v");
  if (!rest.starts_with("migrate:") || !rest.substr(8).starts_with(direction)) return std::nullopt;
  rest.remove_prefix(8 + direction.size());
  if (!rest.empty() && !is_space(rest[0])) return std::nullopt;
  return trim(rest);
}

bool in_transaction(std::string_view options) {
  bool in = true;
  for (auto& word : split(replace_all(std::string(options), "\t", " "), ' '))
    if (word.starts_with("transaction:")) in = word != "transaction:false";
  return in;
}

// Lines are views of the script, so that what lies between two of them is there as it stands.
std::string between(std::string_view script, const std::vector<std::string_view>& lines, std::size_t from,
                    std::size_t to) {
  auto place = [&](std::size_t line) {
    return line < lines.size() ? static_cast<std::size_t>(lines[line].data() - script.data()) : script.size();
  };
  return std::string(script.substr(place(from), place(to) - place(from)));
}

std::unexpected<Error> refused(const std::string& file, std::size_t line, std::string_view why, std::string_view next) {
  return bad_input(fmt::format("{}:{}: {}", file, line, why), std::string(next));
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t start = 0; start < text.size();) {
    auto end = std::min(text.find('\n', start), text.size());
    auto line = text.substr(start, end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    start = end + 1;
  }
  return lines;
}

std::string normal(std::string_view line) {
  std::string words;
  for (char c : lower(trim(line))) {
    if (!is_space(c))
      words += c;
    else if (!words.ends_with(' '))
      words += ' ';
  }
  return words;
}

bool has_dbmate_marks(std::string_view script) {
  return std::ranges::any_of(lines_of(script), [](auto line) {
    return dbmate_options(line, "up").has_value() || dbmate_options(line, "down").has_value();
  });
}

Result<std::vector<DbmateSection>> dbmate_sections(std::string_view script, const std::string& file) {
  auto lines = lines_of(script);
  std::vector<std::size_t> ups;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (dbmate_options(lines[i], "up")) ups.push_back(i);
  if (ups.empty())
    return bad_input(fmt::format("{}: there is no '-- migrate:up', and dbmate refuses it", file),
                     "begin what goes up with a line '-- migrate:up'");
  for (std::size_t i = 0; i < ups[0]; ++i)
    if (auto line = trim(lines[i]); !line.empty() && !line.starts_with("--"))
      return refused(file, i + 1, "a statement stands above '-- migrate:up', and dbmate refuses it", "move it below");
  std::vector<DbmateSection> sections;
  for (std::size_t s = 0; s < ups.size(); ++s) {
    auto end = s + 1 < ups.size() ? ups[s + 1] : lines.size();
    std::optional<std::size_t> down;
    for (auto i = ups[s]; i < end; ++i) {
      if (!dbmate_options(lines[i], "down")) continue;
      if (down) return refused(file, i + 1, "a second '-- migrate:down', and dbmate refuses it", "leave one of them");
      down = i;
    }
    if (!down)
      return refused(file, ups[s] + 1, "there is no '-- migrate:down' for this '-- migrate:up', and dbmate refuses it",
                     "add the line, with nothing below it where there is no way back");
    sections.push_back({{between(script, lines, ups[s], *down), static_cast<int>(ups[s]) + 1},
                        {between(script, lines, *down, end), static_cast<int>(*down) + 1},
                        in_transaction(*dbmate_options(lines[ups[s]], "up")),
                        in_transaction(*dbmate_options(lines[*down], "down"))});
  }
  return sections;
}

// --- node-pg-migrate

namespace {

bool is_direction(std::string_view line, std::string_view direction) {
  line = without_leading(line, " \t\r\f\v");
  if (!line.starts_with("--")) return false;
  return normal(without_leading(line, "- \t")).starts_with(std::string(direction) + " migration");
}

}  // namespace

bool has_node_pg_migrate_marks(std::string_view script) {
  // Any comment may speak of an up migration: what the tool's own template writes is what tells it.
  return std::ranges::any_of(lines_of(script), [](auto line) {
    return normal(line) == "-- up migration" || normal(line) == "-- down migration";
  });
}

UpAndDown node_pg_migrate_parts(std::string_view script) {
  auto lines = lines_of(script);
  auto first = [&](std::string_view direction) {
    auto found = std::ranges::find_if(lines, [&](auto line) { return is_direction(line, direction); });
    return static_cast<std::size_t>(found - lines.begin());
  };
  auto up = first("up"), down = first("down"), end = lines.size();
  auto part = [&](std::size_t from, std::size_t to) {
    return Part{between(script, lines, from, to), static_cast<int>(from) + 1};
  };
  UpAndDown parts{up == end ? part(0, end) : part(up, down > up ? down : end)};
  if (down != end) parts.down = part(down, up != end && up > down ? up : end);
  return parts;
}

// --- graphile-migrate

Result<GraphileScript> graphile_script(std::string_view script, const std::string& file) {
  auto lines = lines_of(script);
  GraphileScript result;
  std::size_t i = 0;
  // Headers begin with a capital letter; "--! no-transaction" is part of the body.
  for (; i < lines.size() && lines[i].starts_with("--! ") && lines[i].size() > 4 && lines[i][4] >= 'A' &&
         lines[i][4] <= 'Z';
       ++i) {
    auto colon = lines[i].find(':');
    auto key = lines[i].substr(4, std::min(colon, lines[i].size()) - 4);
    auto value = colon == lines[i].npos ? std::string_view() : trim(lines[i].substr(colon + 1));
    for (auto [name, into] : {std::pair{"Previous", &result.previous}, std::pair{"Hash", &result.hash}}) {
      if (key != name) continue;
      if (!into->empty()) return refused(file, i + 1, fmt::format("a second '{}'", name), "leave one of them");
      *into = value;
    }
  }
  while (i < lines.size() && trim(lines[i]).empty()) ++i;
  auto first = i < lines.size() ? lines[i] : std::string_view();
  if (first.starts_with("--!")) {
    auto word = without_leading(first.substr(3), " \t");
    result.in_transaction =
        !(word.starts_with("no-transaction") &&
          (word.size() == 14 || !(std::isalnum(static_cast<unsigned char>(word[14])) || word[14] == '_')));
  }
  for (auto at = i; at < lines.size(); ++at)
    if (normal(lines[at]).starts_with("--!include ") || normal(lines[at]).starts_with("--! include "))
      return refused(file, at + 1, "what it includes is not read", "name a folder of committed migrations");
  result.body = {between(script, lines, i, lines.size()), static_cast<int>(i) + 1};
  return result;
}

}  // namespace ante::change
