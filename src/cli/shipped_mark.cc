#include "cli/shipped_mark.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "base/units.h"
#include "cli/histories.h"

namespace ante::cli {
namespace {

constexpr std::size_t steps_told = 5;

// A plan has its database as SQL writes it.
std::string database_of(const ship::Plan& plan) {
  auto& name = plan.database;
  bool is_quoted = name.size() > 1 && name.starts_with('"');
  return is_quoted ? replace_all(name.substr(1, name.size() - 2), "\"\"", "\"") : name;
}

// By the numbers of the steps: their titles are SQL, and may hold values.
std::vector<std::string> predicted_locks(const ship::Plan& plan) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (auto& locks = plan.steps[i].locks; !locks.empty())
      lines.push_back(fmt::format("{}step {}: {}", incident::predicted, i + 1, one_line(locks, 200)));
  if (lines.size() <= steps_told) return lines;
  auto others = lines.size() - steps_told;
  lines.resize(steps_told);
  lines.push_back(
      fmt::format("{}and locks of {}", incident::predicted, counted(static_cast<long>(others), "other step")));
  return lines;
}

incident::Event mark_of(const ship::Plan& plan, const Result<ship::Shipped>& shipped,
                        std::chrono::duration<double> took) {
  auto time = human(Millis(std::llround(took.count() * 1e3)));
  incident::Event mark{.at = this_moment(),
                       .kind = incident::Event::Kind::change,
                       .about = incident::marked,
                       .says = fmt::format("ante ships {}", one_line(plan.name, 200))};
  if (const char* user = std::getenv("USER")) mark.shown.push_back(fmt::format("by {}", user));
  for (auto& line : predicted_locks(plan)) mark.shown.push_back(line);
  mark.shown.push_back(shipped
                           ? fmt::format("{}{} in {}", incident::observed, counted(shipped->steps_run, "step"), time)
                           : fmt::format("{}it ended before its time, after {}", incident::observed, time));
  return mark;
}

Result<void> write_mark(const std::filesystem::path& path, const std::string& database, incident::Event mark) {
  auto history = TRY(store::History::go_on(path));
  if (auto whose = TRY(history.database()); whose != database)
    return bad_input(fmt::format("{} is the history of database {}", path.string(), whose));
  std::vector<incident::Event> events{std::move(mark)};
  return history.add(events);
}

}  // namespace

void mark_shipment(const std::string& store, const pg::Target& target, const ship::Plan& plan,
                   const Result<ship::Shipped>& shipped, std::chrono::duration<double> took) {
  auto database = database_of(plan);
  auto path = store.empty() ? history_of(target, database) : std::filesystem::path(store);
  std::error_code none;
  if (store.empty() && !std::filesystem::exists(path, none)) return;
  if (auto marked = write_mark(path, database, mark_of(plan, shipped, took)); !marked)
    fmt::print(stderr, "note: this is not marked in the history: {}\n", marked.error().what);
}

}  // namespace ante::cli
