#include "cli/marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "incident/incident.h"
#include "os/folders.h"
#include "store/history.h"

namespace ante::cli {
namespace {

constexpr std::size_t longest_mark = 500, longest_author = 100, least_token = 16;
constexpr const char* how_to_mark = R"(such as {"says": "deploy v42", "by": "ci"}, or a line of text)";

// A line that may be shown on any terminal.
Result<std::string> marked_line(const std::string& text, std::size_t most, std::string_view what) {
  if (!valid_utf8(text)) return bad_input(fmt::format("{} is not UTF-8", what));
  if (text.size() > most) return bad_input(fmt::format("{} has more than {} bytes", what, most));
  return one_line(text, most);
}

}  // namespace

Result<Mark> read_mark(const std::string& letter) {
  Mark mark{.says = letter, .by = ""};
  if (trim(letter).starts_with('{')) {
    auto json = nlohmann::json::parse(letter, nullptr, false);
    auto text_at = [&](const char* name) -> std::optional<std::string> {
      if (!json.contains(name)) return "";
      if (!json[name].is_string()) return std::nullopt;
      return json[name].get<std::string>();
    };
    auto says = json.is_object() ? text_at("says") : std::nullopt, by = says ? text_at("by") : std::nullopt;
    if (!says || !by) return bad_input(fmt::format("this is no mark: {}", how_to_mark));
    mark = {*says, *by};
  }
  mark.says = TRY(marked_line(mark.says, longest_mark, "what a mark says"));
  mark.by = TRY(marked_line(mark.by, longest_author, "who says it"));
  if (mark.says.empty()) return bad_input(fmt::format("a mark says what was done: {}", how_to_mark));
  return mark;
}

Result<std::int64_t> keep_mark(const std::filesystem::path& history, const Mark& mark) {
  auto kept = TRY(store::History::go_on(history));
  auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::vector<incident::Event> events{
      {.at = now, .kind = incident::Event::Kind::change, .about = incident::marked, .says = mark.says}};
  if (!mark.by.empty()) events.front().shown.push_back("by " + mark.by);
  TRY(kept.add(events));
  return events.front().number;
}

Result<std::optional<os::Letterbox>> MarkBox::open(const std::string& token_file) {
  if (token_file.empty()) return std::nullopt;
  auto read = TRY(os::read_file(token_file));
  std::string token(trim(read));
  auto is_plain = std::ranges::all_of(token, [](unsigned char c) { return c > 32 && c < 127; });
  if (token.size() < least_token || !is_plain)
    return bad_input(fmt::format("{} holds no token: {} characters at least, without spaces", token_file, least_token),
                     fmt::format("openssl rand -hex 24 > {}", token_file));
  return os::Letterbox{"/mark", token, [this](const std::string& letter) { return take(letter); }};
}

void MarkBox::keeps_in(const std::filesystem::path& history) {
  std::lock_guard hold(lock_);
  history_ = history;
}

// The letter is looked at first: whoever sent a bad one may mend it meanwhile.
Result<void> MarkBox::take(const std::string& letter) {
  auto mark = TRY(read_mark(letter));
  std::lock_guard hold(lock_);
  if (!history_) return undecided("the database is not watched yet; come again in a moment");
  TRY(keep_mark(*history_, mark));
  return {};
}

}  // namespace ante::cli
