#include "render/statement_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "render/words.h"

namespace ante::render {
namespace {

using rehearse::StatementOutcome;
using rehearse::TableFigures;

constexpr std::size_t most_differences = 8;  // of the catalog

// AccessExclusiveLock as people write it: ACCESS EXCLUSIVE.
std::string mode_words(std::string_view mode) {
  if (mode.ends_with("Lock")) mode.remove_suffix(4);
  std::string words;
  for (char c : mode) {
    if (c >= 'A' && c <= 'Z' && !words.empty()) words += ' ';
    words += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return words;
}

class Lines {
 public:
  explicit Lines(const std::vector<TableFigures>& tables) : tables_(tables) {}
  void add_effects(const StatementOutcome& outcome);
  void add_on_rows(const StatementOutcome& outcome);
  std::vector<Said> all() && { return std::move(lines_); }

 private:
  void add(std::string text, Tone tone = Tone::plain) { lines_.push_back({std::move(text), tone}); }
  void add_locks(std::string_view prefix, const std::vector<change::Lock>& locks);
  void add_catalog(const std::vector<catalog::Difference>& differences);
  std::string with_size(const std::vector<std::string>& names) const;

  const std::vector<TableFigures>& tables_;
  std::vector<Said> lines_;
};

std::string Lines::with_size(const std::vector<std::string>& names) const {
  std::vector<std::string> parts;
  for (auto& name : names) {
    auto table = std::ranges::find(tables_, name, &TableFigures::table);
    parts.push_back(table == tables_.end()
                        ? name
                        : fmt::format("{} ({} rows, {})", name, human_count(table->rows), human(table->size)));
  }
  return a_few(parts);
}

// What a lock stops is what people feel; of the modes on one relation only those that stop most are shown. Indexes and
// TOAST that are locked with their tables would only fill the page.
void Lines::add_locks(std::string_view prefix, const std::vector<change::Lock>& locks) {
  auto stops = [](const change::Lock& lock) { return (lock.stops_reads ? 2 : 0) + (lock.stops_writes ? 1 : 0); };
  bool has_tables = std::ranges::any_of(locks, [](auto& lock) { return lock.kind.ends_with("table"); });
  std::map<std::string, int> strongest;
  for (auto& lock : locks) strongest[lock.relation] = std::max(strongest[lock.relation], stops(lock));
  for (auto [what, tone] : {std::pair{3, Tone::bad}, {2, Tone::bad}, {1, Tone::doubtful}, {0, Tone::faint}}) {
    std::vector<std::string> names, modes;
    for (auto& lock : locks) {
      bool beside_table = has_tables && (lock.kind.ends_with("index") || lock.kind == "toast");
      if (beside_table || stops(lock) != what || strongest[lock.relation] != what) continue;
      if (std::ranges::find(names, lock.relation) == names.end()) names.push_back(lock.relation);
      if (auto mode = mode_words(lock.mode); std::ranges::find(modes, mode) == modes.end()) modes.push_back(mode);
    }
    if (names.empty()) continue;
    auto felt = what == 3   ? "locks out readers and writers of"
                : what == 2 ? "locks out readers of"
                : what == 1 ? "locks out writers of"
                            : "lets readers and writers go on at";
    add(fmt::format("{}{} {} ({})", prefix, felt, a_few(names), join(modes, ", ")), tone);
  }
}

// One line for what belongs to a table that came or went as a whole, and one for an object's privileges.
void Lines::add_catalog(const std::vector<catalog::Difference>& differences) {
  using What = catalog::Difference::What;
  std::vector<std::string> sentences;
  auto add_once = [&](std::string text) {
    if (std::ranges::find(sentences, text) == sentences.end()) sentences.push_back(std::move(text));
  };
  auto is_of_whole = [&](const catalog::Difference& part) {
    // A table or view that goes is never a detail, whatever its name begins with.
    return part.what != What::changed && part.kind != "table" && std::ranges::any_of(differences, [&](auto& whole) {
             if (whole.kind != "table" || whole.what != part.what || &whole == &part) return false;
             return part.object.starts_with(whole.object + ".") || part.object.starts_with(whole.object + "_");
           });
  };
  for (auto& difference : differences) {
    if (difference.kind == "grant") continue;
    if (!is_of_whole(difference)) add_once(catalog::sentence(difference));
  }
  auto grants = std::ranges::count(differences, "grant", &catalog::Difference::kind);
  if (grants) add_once(fmt::format("privileges change ({})", counted(grants, "grant")));
  for (std::size_t i = 0; i < sentences.size() && i < most_differences; ++i) add(sentences[i], Tone::faint);
  if (sentences.size() > most_differences)
    add(fmt::format("and {} more changes of the catalog", sentences.size() - most_differences), Tone::faint);
}

void Lines::add_effects(const StatementOutcome& outcome) {
  auto& effects = outcome.effects;
  if (effects.error) {
    bool firm = outcome.fails();
    add(fmt::format("{}: {}", firm ? "fails" : "fails in the lab", effects.error->what),
        firm ? Tone::bad : Tone::doubtful);
    if (!effects.error->next.empty()) add(effects.error->next);
  }
  if (effects.outside_transaction)
    add("runs outside of a transaction: stopped half-way, its traces stay", Tone::doubtful);
  add_locks("", effects.locks);
  if (!effects.rewritten.empty()) add("writes again, whole: " + with_size(effects.rewritten), Tone::doubtful);
  if (!effects.emptied.empty()) add("empties " + with_size(effects.emptied), Tone::doubtful);
  if (!effects.scanned.empty()) add("reads from end to end: " + with_size(effects.scanned));
  if (!effects.built.empty()) add("builds " + a_few(effects.built));
  add_catalog(effects.catalog);
}

void Lines::add_on_rows(const StatementOutcome& outcome) {
  auto& possible = outcome.on_rows;
  if (possible.error)
    add(fmt::format("may fail, where there are rows: {}", possible.error->what), Tone::doubtful);
  else if (possible.error_only_when_empty)
    add("may run in production all the same: the lab lacks what it needs", Tone::doubtful);
  add_locks("where there are rows, also ", possible.locks);
  if (!possible.rewritten.empty())
    add("where there are rows, writes again, whole: " + with_size(possible.rewritten), Tone::doubtful);
  if (!possible.scanned.empty())
    add("where there are rows, also reads from end to end: " + with_size(possible.scanned));
  if (!possible.built.empty()) add("where there are rows, also builds " + a_few(possible.built));
}

}  // namespace

std::vector<Said> what_it_does(const StatementOutcome& statement, const std::vector<TableFigures>& tables) {
  if (!statement.reached) return {{"not reached", Tone::faint}};
  Lines lines(tables);
  lines.add_effects(statement);
  lines.add_on_rows(statement);
  return std::move(lines).all();
}

}  // namespace ante::render
