#include "cli/histories.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/text.h"
#include "os/folders.h"
#include "os/sha256.h"

namespace ante::cli {
namespace {

constexpr std::size_t digits_of_the_server = 8;

std::filesystem::path histories() { return os::state_folder() / "watch"; }

}  // namespace

std::filesystem::path history_of(const pg::Target& target, const std::string& database) {
  std::string name;
  for (char c : database) name += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ? c : '_';
  return histories() /
         fmt::format("{}-{}.sqlite", name, os::sha256_hex(target.shown()).substr(0, digits_of_the_server));
}

Result<std::filesystem::path> history_path(const std::string& given) {
  if (!given.empty()) return given;
  std::vector<std::string> found;
  std::error_code none;
  for (auto& entry : std::filesystem::directory_iterator(histories(), none))
    if (entry.path().extension() == ".sqlite") found.push_back(entry.path().string());
  if (found.size() == 1) return found.front();
  std::ranges::sort(found);
  if (found.empty())
    return bad_input(fmt::format("nothing is kept in {}", histories().string()),
                     "ante watch keeps what it sees there; --store FILE says where else");
  return bad_input(fmt::format("{} databases are watched here", found.size()),
                   "say which: --store " + join(found, ", or --store "));
}

double this_moment() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Result<int> incident_number(const std::string& text) {
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return bad_input(fmt::format("'{}' is no number of an incident", text), "ante incident lists them");
  return number;
}

Result<incident::Incident> incident_of(store::History& history, int number) {
  auto events = TRY(history.events());
  auto all = incident::incidents(events);
  if (all.empty()) return bad_input("nothing has been wrong since it is watched");
  if (number == 0) return all.back();
  if (number > std::ssize(all))
    return bad_input(fmt::format("there is no incident {}, there are {}", number, all.size()),
                     "ante incident lists them");
  return all[static_cast<std::size_t>(number - 1)];
}

}  // namespace ante::cli
