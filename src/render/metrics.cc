#include "render/metrics.h"

#include <fmt/format.h>

namespace ante::render {
namespace {

std::string escaped_label(std::string_view text) {
  std::string escaped;
  for (char c : text)
    if (c == '\n')
      escaped += "\\n";
    else if (c == '\\' || c == '"')
      escaped += std::string("\\") + c;
    else
      escaped += c;
  return escaped;
}

class Text {
 public:
  explicit Text(const Metrics& metrics)
      : whose_(fmt::format("database=\"{}\",server=\"{}\"", escaped_label(metrics.database),
                           escaped_label(metrics.server))) {}

  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }
  void value(double value) { text_ += fmt::format("{}{{{}}} {}\n", name_, whose_, value); }
  void value(std::string_view label, std::string_view of, double value) {
    text_ += fmt::format("{}{{{},{}=\"{}\"}} {}\n", name_, whose_, label, escaped_label(of), value);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string whose_, name_, text_;
};

}  // namespace

std::string text(const Metrics& metrics) {
  Text page(metrics);
  page.family("ante_last_look_timestamp_seconds", "gauge", "When the database was looked at last.");
  page.value(metrics.seen_at);
  page.family("ante_sessions", "gauge", "Sessions that are not idle, by what they do.");
  for (auto& [state, count] : metrics.sessions) page.value("state", state, count);
  page.family("ante_longest_transaction_seconds", "gauge", "How long the oldest transaction is open.");
  page.value(metrics.longest_transaction);
  page.family("ante_longest_statement_seconds", "gauge", "How long the oldest statement that is at work has run.");
  page.value(metrics.longest_statement);
  page.family("ante_round_trip_seconds", "gauge", "What the smallest question takes, there and back.");
  page.value(metrics.round_trip);
  page.family("ante_commits_total", "counter", "Transactions that were committed since it is watched.");
  page.value(metrics.commits);
  page.family("ante_rollbacks_total", "counter", "Transactions that were rolled back since it is watched.");
  page.value(metrics.rollbacks);
  page.family("ante_troubles", "gauge", "What is wrong now, or warned of, by its kind.");
  for (auto& [kind, count] : metrics.troubles) page.value("kind", kind, count);
  page.family("ante_events_total", "counter", "What was said since it is watched, by its kind.");
  for (auto& [kind, count] : metrics.events) page.value("kind", kind, count);
  return std::move(page).text();
}

}  // namespace ante::render
