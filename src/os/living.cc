#include "os/living.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>

#include "base/text.h"
#include "os/folders.h"

namespace ante::os {
namespace {

// Process numbers mean something in one namespace only: another container's are not ours.
std::string namespace_of_numbers() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
}

// In ticks since the boot; a number that was given out again has another. "" where there is no such process.
std::string began(std::string_view number) {
  auto stat = read_file(fmt::format("/proc/{}/stat", number), 4096);
  if (!stat) return "";
  // The name in brackets may hold anything; the 20th field after it is when it began.
  auto fields = split(stat->substr(std::min(stat->rfind(')') + 1, stat->size())), ' ');
  return fields.size() > 20 ? fields[20] : "";
}

}  // namespace

std::string this_process() {
  auto number = std::to_string(::getpid());
  return fmt::format("{} {} {} {}", boot_id(), namespace_of_numbers(), number, began(number));
}

bool has_ended(std::string_view process) {
  auto parts = split(process, ' ');
  if (parts.size() != 4 || parts[0] != boot_id() || parts[0] == "unknown" || parts[1].empty() ||
      parts[1] != namespace_of_numbers())
    return false;
  pid_t number = 0;
  auto* end = parts[2].data() + parts[2].size();
  if (std::from_chars(parts[2].data(), end, number).ptr != end || number <= 0) return false;
  if (::kill(number, 0) != 0 && errno == ESRCH) return true;
  auto now = began(parts[2]);  // "" where somebody else's processes are hidden
  return !now.empty() && now != parts[3];
}

}  // namespace ante::os
