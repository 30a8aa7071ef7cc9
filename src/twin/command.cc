#include "twin/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>

#include "base/text.h"
#include "os/process.h"
#include "twin/stranger.h"

namespace ante::twin {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_lines = 20, longest_line = 300;
constexpr std::size_t most_output = 128u << 10;  // bytes that are kept of what it says, up to twice as many meanwhile
constexpr Millis look_at_clock{50}, look_at_disk{500};

// The end of what comes through a pipe.
class Tail {
 public:
  static Result<Tail> make() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
      return undecided(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    Tail tail;
    tail.from_ = os::Descriptor(ends[0]);
    tail.to = os::Descriptor(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return tail;
  }
  // Takes what comes within that time.
  void listen(Millis at_most) {
    pollfd watched{open_ ? from_.get() : -1, POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(at_most.count())) <= 0) return;
    std::array<char, 65'536> buffer;
    auto length = ::read(from_.get(), buffer.data(), buffer.size());
    open_ = length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR));
    if (length <= 0) return;
    text_.append(buffer.data(), static_cast<std::size_t>(length));
    if (text_.size() > 2 * most_output) text_.erase(0, text_.size() - most_output), cut_ = true;
  }
  // All that is still in it. Nobody who could go on writing is left.
  std::string_view text() {
    for (std::size_t before = text_.size() + 1; open_ && before != text_.size();) {
      before = text_.size();
      listen(Millis(0));
    }
    std::string_view text = text_;
    // A line that is cut off may begin within the password.
    if (cut_) text.remove_prefix(std::min(text.find('\n'), text.size()));
    return text;
  }

  os::Descriptor to;

 private:
  os::Descriptor from_;
  std::string text_;
  bool open_ = true, cut_ = false;
};

// Colours and the like: ESC, and what belongs to it.
std::string without_escapes(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\x1b') {
      plain += line[i];
      continue;
    }
    if (i + 1 < line.size() && line[i + 1] == '[') {
      for (i += 2; i < line.size() && (line[i] < 0x40 || line[i] > 0x7E);) ++i;
    } else if (i + 1 < line.size() && line[i + 1] == ']') {
      while (i < line.size() && line[i] != '\a' && !line.substr(i).starts_with("\x1b\\")) ++i;
      if (i < line.size() && line[i] == '\x1b') ++i;
    } else {
      ++i;
    }
  }
  return plain;
}

std::string fit_to_be_shown(std::string_view line) {
  // What was written over on a terminal: a bar of progress leaves its last state.
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (auto again = line.rfind('\r'); again != line.npos) line.remove_prefix(again + 1);
  auto shown = without_escapes(line);
  if (!valid_utf8(shown))
    for (char& c : shown)
      if (c & 0x80) c = '?';
  shown = replace_all(without_controls(shown), "\t", "    ");
  while (shown.ends_with(' ')) shown.pop_back();
  if (shown.size() <= longest_line) return shown;
  std::size_t end = longest_line;
  while (end > 0 && (shown[end] & 0xC0) == 0x80) --end;
  return shown.substr(0, end) + "…";
}

}  // namespace

std::string shown_command(std::string_view command) {
  auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  auto rest = trim(command);
  std::string shown;
  for (;;) {
    std::size_t name = 0;
    while (name < rest.size() && is_name(rest[name])) ++name;
    if (name == 0 || name >= rest.size() || rest[name] != '=') break;
    std::size_t end = name + 1;
    for (char quote = 0; end < rest.size() && (quote || !std::isspace(static_cast<unsigned char>(rest[end]))); ++end) {
      if (rest[end] == '\\' && quote != '\'')
        ++end;
      else if (rest[end] == quote)
        quote = 0;
      else if (!quote && (rest[end] == '\'' || rest[end] == '"'))
        quote = rest[end];
    }
    shown += std::string(rest.substr(0, name)) + "=… ";
    rest = trim(rest.substr(std::min(end, rest.size())));
  }
  return one_line(shown + std::string(rest), 120);
}

std::vector<std::string> last_lines(std::string_view output, std::string_view password) {
  auto text = replace_all(std::string(output), password, "…");
  std::vector<std::string> lines;
  for (auto& line : split(text, '\n'))
    if (auto shown = fit_to_be_shown(line); !shown.empty()) lines.push_back(std::move(shown));
  if (lines.size() > most_lines) lines.erase(lines.begin(), lines.end() - most_lines);
  return lines;
}

Result<CommandRun> run_beside(const pg::Cluster& cluster, const pg::Door& door, const std::string& command,
                              Millis limit) {
  auto tail = TRY(Tail::make());
  std::error_code unknown;
  auto process = TRY(os::Process::start({.path = "/bin/sh",
                                         .arguments = {"-c", command},
                                         .environment = os::environment_with(door.environment(), "PG"),
                                         .folder = std::filesystem::current_path(unknown),
                                         .output = tail.to.get(),
                                         .kept = true}));
  tail.to.close();
  const auto started = Clock::now();
  const auto size_at_start = disk_use(cluster.data());
  const Bytes growth = LabLimits().growth;
  auto next_look_at_disk = started + look_at_disk;
  CommandRun run;
  // Ended before its last words are read: whoever could still write is gone then.
  auto end = [&] { os::Process ended = std::move(process); };
  for (;;) {
    tail.listen(look_at_clock);
    if (auto ending = TRY(process.wait_or_interrupt(Millis(0)))) {
      run.fine = ending->fine();
      run.ended = ending->shown();
      break;
    }
    if (Clock::now() - started > limit) {
      run.out_of_time = true;
      run.ended = fmt::format("still running after {}", human(limit));
      end();
      break;
    }
    if (Clock::now() < next_look_at_disk) continue;
    next_look_at_disk = Clock::now() + look_at_disk;
    if (disk_use(cluster.data()).count - size_at_start.count > growth.count) {
      end();
      return undecided(fmt::format("'{}' wrote more than {} into the private database, and was stopped",
                                   shown_command(command), human(growth)));
    }
  }
  run.output = last_lines(tail.text(), door.password());
  return run;
}

}  // namespace ante::twin
