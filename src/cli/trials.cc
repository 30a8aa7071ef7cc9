#include "cli/trials.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "catalog/way.h"

namespace ante::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;
using watch::Toggled;

constexpr Millis to_capture{120'000}, to_try{180'000}, a_while{200};
constexpr std::chrono::hours captured_again{1};
constexpr std::size_t waiting_at_most = 5;

// The query, among those of the traffic that the check looked at.
const Json* query_in(const Json& report, const std::string& fingerprint) {
  if (!report.is_object() || !report.contains("queries") || !report["queries"].is_array()) return nullptr;
  for (auto& query : report["queries"])
    if (query.is_object() && query.value("fingerprint", "") == fingerprint) return &query;
  return nullptr;
}

std::string plan_of(const Json& query, const char* plan, const char* cost) {
  auto node = query.contains(plan) && query[plan].is_object() ? query[plan].value("node", "?") : "?";
  if (!query.contains(cost) || !query[cost].is_number()) return node;
  return fmt::format("{} (cost {:.0f})", node, query[cost].get<double>());
}

std::string last_line(const std::string& text) {
  auto lines = split(trim(text), '\n');
  return lines.empty() ? "it said nothing" : one_line(lines.back(), 200);
}

}  // namespace

Trials::Trials(std::string address, os::TemporaryFolder folder)
    : address_(std::move(address)),
      folder_(std::move(folder)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Result<std::unique_ptr<Trials>> Trials::begin(const std::string& address) {
  auto folder = TRY(os::TemporaryFolder::make("trials"));
  return std::unique_ptr<Trials>(new Trials(address, std::move(folder)));
}

Trials::~Trials() {
  thread_.request_stop();
  come_.notify_all();
}

void Trials::look(bool is_well) {
  std::lock_guard hold(lock_);
  is_well_ = is_well;
  if (is_well && Clock::now() - captured_at_ > captured_again) is_wanted_ = true;
  if (is_wanted_) come_.notify_all();
}

void Trials::try_out(const watch::Toggle& toggle) {
  std::lock_guard hold(lock_);
  if (waiting_.size() < waiting_at_most) waiting_.push_back(toggle);
  come_.notify_all();
}

std::vector<Toggled> Trials::results() {
  std::lock_guard hold(lock_);
  return std::exchange(results_, {});
}

void Trials::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<watch::Toggle> next;
    bool captures = false;
    {
      std::unique_lock hold(lock_);
      come_.wait(hold, stop, [&] { return !waiting_.empty() || (is_wanted_ && is_well_); });
      if (stop.stop_requested()) return;
      if (!waiting_.empty()) {
        next = std::move(waiting_.front());
        waiting_.pop_front();
      } else {
        captures = true, is_wanted_ = false;
        captured_at_ = Clock::now();
      }
    }
    if (captures) {
      capture(stop);
      continue;
    }
    auto result = tried(*next, stop);
    std::lock_guard hold(lock_);
    results_.push_back(std::move(result));
  }
}

Result<Trials::Said> Trials::ante(std::vector<std::string> arguments, Millis patience,
                                  const std::stop_token& stop) const {
  auto place = folder_.path() / "said";
  os::Descriptor output(::open(place.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!output) return undecided(fmt::format("cannot make {}: {}", place.string(), std::strerror(errno)));
  auto process = TRY(os::Process::start({.path = "/proc/self/exe",
                                         .arguments = std::move(arguments),
                                         .environment = os::environment_with({"DATABASE_URL=" + address_}),
                                         .output = output.get()}));
  auto end = Clock::now() + patience;
  while (!stop.stop_requested() && Clock::now() < end)
    if (auto ending = process.wait(a_while)) return Said{ending->fine(), TRY(os::read_file(place))};
  return undecided("it took longer than " + human(patience));
}

// What is captured while something goes wrong is not how it was; and the last one is kept where the next one fails.
void Trials::capture(const std::stop_token& stop) {
  auto next = folder_.path() / "next.ante";
  std::error_code none;
  std::filesystem::remove(next, none);
  auto captured = ante({"capture", "-o", next.string(), "-q"}, to_capture, stop);
  std::lock_guard hold(lock_);
  if (!captured || !captured->fine) {
    not_captured_ = captured ? last_line(captured->output) : captured.error().what;
    return;
  }
  if (!is_well_) return;
  std::filesystem::rename(next, snapshot(), none);
  has_snapshot_ = !none;
}

Toggled Trials::tried(const watch::Toggle& toggle, const std::stop_token& stop) {
  auto not_known = [&](std::string why) { return Toggled{toggle, Toggled::Found::not_known, std::move(why)}; };
  {
    std::lock_guard hold(lock_);
    if (!has_snapshot_) return not_known(not_captured_.empty() ? "it was not captured before" : not_captured_);
  }
  auto way = catalog::way(*toggle.before, *toggle.after, {.same_database = true, .roles = false});
  if (!way.cannot.empty()) return not_known("no statements lead there: " + one_line(way.cannot.front(), 150));
  std::string migration = "-- +goose NO TRANSACTION\n-- +goose Up\n";
  for (auto& step : way.steps) migration += "-- +goose StatementBegin\n" + step.sql + ";\n-- +goose StatementEnd\n";
  auto folder = os::TemporaryFolder::make("trial");
  if (!folder) return not_known(folder.error().what);
  if (auto written = os::write_file(folder->path() / "00001_change.sql", migration, 0600); !written)
    return not_known(written.error().what);
  auto checked = ante({"check", folder->path().string(), "--snapshot", snapshot().string(), "--format", "json", "-q"},
                      to_try, stop);
  if (!checked) return not_known(checked.error().what);
  auto report = Json::parse(checked->output, nullptr, false);
  if (report.is_object() && !report.value("queries_compared", false))
    return not_known("what changed could not be made on the ghost");
  auto* query = query_in(report, toggle.shape);
  if (!query)
    return not_known(report.is_object() ? "the query is not among those that were captured"
                                        : last_line(checked->output));
  auto fate = query->value("fate", "not judged");
  if (fate == "not judged") return not_known(one_line(query->value("error", "it could not be planned"), 150));
  bool turns = fate == "worse" || fate == "breaks";
  auto how = turns ? fmt::format("its plan goes from {} to {}", plan_of(*query, "plan_before", "cost_before"),
                                 plan_of(*query, "plan_after", "cost_after"))
                   : fmt::format("its plan stays {}", plan_of(*query, "plan_before", "cost_before"));
  if (!turns && fate != "unchanged") how = "its plan gets no worse: it is " + fate;
  return {toggle, turns ? Toggled::Found::does : Toggled::Found::does_not, how};
}

}  // namespace ante::cli
