#include "cli/exporter.h"

#include <algorithm>

#include "incident/incident.h"

namespace ante::cli {

Result<std::unique_ptr<Exporter>> Exporter::at(const std::string& address, const std::string& marks_token) {
  auto exporter = std::make_unique<Exporter>();
  for (auto kind : incident::kinds_of_trouble) exporter->metrics_.troubles[std::string(kind)] = 0;
  if (address.empty()) return exporter;
  auto letterbox = TRY(exporter->marks_.open(marks_token));
  auto page = [self = exporter.get()] {
    std::lock_guard hold(self->lock_);
    return render::text(self->metrics_);
  };
  exporter->page_ = TRY(
      os::WebPage::serve(address, "/metrics", "text/plain; version=0.0.4; charset=utf-8", page, std::move(letterbox)));
  return exporter;
}

void Exporter::begin(const std::string& database, const std::string& server) {
  std::lock_guard hold(lock_);
  metrics_.database = database, metrics_.server = server;
}

void Exporter::of(const watch::Moment& moment) {
  std::lock_guard hold(lock_);
  metrics_.seen_at = moment.at, metrics_.round_trip = moment.round_trip;
  metrics_.commits += moment.commits, metrics_.rollbacks += moment.rollbacks;
  metrics_.longest_statement = metrics_.longest_transaction = 0;
  metrics_.sessions = {{"active", 0}, {"waiting for a lock", 0}, {"idle in transaction", 0}};
  for (auto& session : moment.sessions) {
    metrics_.longest_transaction = std::max(metrics_.longest_transaction, session.transaction_seconds);
    if (session.active()) metrics_.longest_statement = std::max(metrics_.longest_statement, session.statement_seconds);
    bool waits = session.wait_class == "Lock";
    if (waits || session.active())
      ++metrics_.sessions[waits ? "waiting for a lock" : "active"];
    else if (session.state.starts_with("idle in transaction"))
      ++metrics_.sessions["idle in transaction"];
  }
}

void Exporter::of(const std::vector<incident::Event>& events) {
  std::lock_guard hold(lock_);
  for (auto& event : events) {
    ++metrics_.events[std::string(word(event.kind))];
    auto kind = incident::kind_of_trouble(event.about);
    bool begins = event.kind == incident::Event::Kind::seen || event.kind == incident::Event::Kind::warning;
    if (begins) ++metrics_.troubles[kind];
    if (event.kind == incident::Event::Kind::over) metrics_.troubles[kind] = std::max(0, metrics_.troubles[kind] - 1);
  }
}

}  // namespace ante::cli
