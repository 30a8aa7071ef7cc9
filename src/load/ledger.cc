#include "load/ledger.h"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

namespace ante::load {
namespace {

constexpr std::size_t most_examples = 10;

class Auditor {
 public:
  explicit Auditor(const App& app) : app_(app) {}

  void look_at(const Ledger& ledger, std::size_t index, std::int64_t times) {
    auto& entry = ledger.entries()[index];
    auto id = ledger.first() + static_cast<std::int64_t>(index);
    switch (entry.fate) {
      case Fate::acknowledged:
        ++audit.acknowledged;
        if (times == 0) ++audit.lost, show(entry, id, "acknowledged, and not there");
        break;
      case Fate::refused:
        ++audit.refused;
        if (times > 0) ++audit.uninvited, show(entry, id, "refused, and there all the same");
        break;
      case Fate::unknown:
        ++audit.unknown;
        break;
    }
    if (times > 1) ++audit.doubled, show(entry, id, fmt::format("there {} times", times));
  }

  Audit audit;

 private:
  void show(const Ledger::Entry& entry, std::int64_t id, std::string_view what) {
    auto& endpoint = app_.endpoints[entry.endpoint];
    if (audit.examples.size() < most_examples)
      audit.examples.push_back(fmt::format("{}.{} {}: {}", endpoint.table, endpoint.column, id, what));
  }

  const App& app_;
};

}  // namespace

void Audit::add(const Audit& other) {
  acknowledged += other.acknowledged, refused += other.refused, unknown += other.unknown;
  lost += other.lost, doubled += other.doubled, uninvited += other.uninvited;
  for (auto& example : other.examples)
    if (examples.size() < most_examples) examples.push_back(example);
}

std::int64_t Ledger::open(int endpoint) {
  entries_.push_back({Fate::refused, static_cast<std::uint16_t>(endpoint)});
  return first_ + static_cast<std::int64_t>(entries_.size()) - 1;
}

void Ledger::settle(std::int64_t id, Fate fate) { entries_[static_cast<std::size_t>(id - first_)].fate = fate; }

Result<Audit> audit(pg::Connection& server, const App& app, const std::vector<const Ledger*>& ledgers) {
  Auditor auditor(app);
  for (auto* ledger : ledgers) {
    if (ledger->entries().empty()) continue;
    auto last = ledger->first() + static_cast<std::int64_t>(ledger->entries().size()) - 1;
    // How often each id is in each place that some endpoint writes to.
    std::map<std::pair<std::string, std::string>, std::unordered_map<std::int64_t, std::int64_t>> found;
    for (auto& endpoint : app.endpoints) {
      if (endpoint.table.empty() || found.contains({endpoint.table, endpoint.column})) continue;
      auto& times = found[{endpoint.table, endpoint.column}];
      auto rows = TRY(server.query(fmt::format("SELECT {0}, count(*) FROM {1} WHERE {0} BETWEEN $1 AND $2 GROUP BY 1",
                                               endpoint.column, endpoint.table),
                                   {std::to_string(ledger->first()), std::to_string(last)}));
      for (int row = 0; row < rows.size(); ++row) times[rows.integer(row, 0)] = rows.integer(row, 1);
    }
    for (std::size_t i = 0; i < ledger->entries().size(); ++i) {
      auto& endpoint = app.endpoints[ledger->entries()[i].endpoint];
      auto& times = found[{endpoint.table, endpoint.column}];
      auto there = times.find(ledger->first() + static_cast<std::int64_t>(i));
      auditor.look_at(*ledger, i, there == times.end() ? 0 : there->second);
    }
  }
  return std::move(auditor.audit);
}

}  // namespace ante::load
