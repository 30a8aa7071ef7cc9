#include "render/rehearsal_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace ante::render {
namespace {

using rehearse::Fate;
using rehearse::QueryOutcome;
using rehearse::Rehearsal;
using rehearse::StatementOutcome;

constexpr std::size_t most_queries = 8;      // of one fate
constexpr std::size_t most_plan_lines = 4;   // of one plan
constexpr std::size_t most_names = 6;        // in one list
constexpr std::size_t most_differences = 8;  // of the catalog, a statement

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

std::string listed(std::vector<std::string> names) {
  auto more = names.size() > most_names ? names.size() - most_names : 0;
  if (more) names.resize(most_names);
  return join(names, ", ") + (more ? fmt::format(" and {} more", more) : "");
}

std::string grouped(double number) {
  auto digits = fmt::format("{:.0f}", number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (digits.starts_with('-') ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string cost(double value) { return value < 1000 ? fmt::format("{:.2f}", value) : grouped(value); }

std::string rate(const QueryOutcome& outcome) {
  return outcome.calls_per_second > 0 ? fmt::format("{:.3g}/s", outcome.calls_per_second) : "rate unknown";
}

class Page {
 public:
  Page(const Rehearsal& rehearsal, const Look& look) : rehearsal_(rehearsal), look_(look) {
    for (auto& table : rehearsal.tables) figures_[table.table] = &table;
  }
  std::string whole() {
    queries();
    new_queries();
    statements();
    return std::move(page_);
  }

 private:
  void queries();
  void answers();
  void new_queries();
  void new_query(const rehearse::NewQuery& query);
  void query(const QueryOutcome& outcome);
  void plan(std::string_view label, const std::vector<std::string>& nodes);
  void statements();
  void statement(const StatementOutcome& outcome);
  void effects(const StatementOutcome& outcome);
  void on_rows(const StatementOutcome& outcome);
  void line(std::string_view text, std::size_t indent, Tone tone = Tone::plain);
  void locks(std::string_view prefix, const std::vector<change::Lock>& locks);
  void catalog(const std::vector<ante::catalog::Difference>& differences);
  std::string with_size(const std::vector<std::string>& tables) const;
  long count(Fate fate) const { return std::ranges::count(rehearsal_.queries, fate, &QueryOutcome::fate); }

  const Rehearsal& rehearsal_;
  const Look& look_;
  std::map<std::string, const rehearse::TableFigures*> figures_;
  std::string page_;
};

void Page::line(std::string_view text, std::size_t indent, Tone tone) { page_ += in_lines(look_, text, indent, tone); }

void Page::plan(std::string_view label, const std::vector<std::string>& nodes) {
  for (std::size_t i = 0; i < nodes.size() && i < most_plan_lines; ++i) {
    auto lead = fmt::format("    {:<8}", i == 0 ? label : "");
    auto more = i + 1 == most_plan_lines && nodes.size() > most_plan_lines;
    page_ += look_.in(Tone::faint, lead) + (more ? "…" : one_line(nodes[i], look_.width - columns(lead))) + "\n";
  }
}

void Page::query(const QueryOutcome& outcome) {
  if (outcome.fate == Fate::breaks) {
    page_ += fmt::format("\n  {}  {}, as {}\n", look_.in(Tone::bad, "breaks"), rate(outcome), outcome.user);
    line(one_line(outcome.text, 300), 4);
    line(outcome.error, 4, Tone::bad);
    return;
  }
  auto growth = outcome.growth();
  bool worse = outcome.fate == Fate::worse;
  auto word = worse                          ? look_.in(Tone::bad, "slower")
              : outcome.fate == Fate::better ? look_.in(Tone::good, "faster")
                                             : "other plan";
  page_ += fmt::format(
      "\n  {}  cost {} → {}{}, {}, as {}\n", word, cost(outcome.before.cost), cost(outcome.after.cost),
      growth >= 2 ? fmt::format(" (× {})", growth < 10 ? fmt::format("{:.1f}", growth) : grouped(growth)) : "",
      rate(outcome), outcome.user);
  line(one_line(outcome.text, 300), 4);
  plan("before", nodes_only_in(outcome.before, outcome.after));
  plan("after", nodes_only_in(outcome.after, outcome.before));
  if (!outcome.after_is_certain)
    line("or one that costs the same: the exact size of an index decides", 12, Tone::faint);
}

void Page::queries() {
  if (!rehearsal_.queries_compared) return;
  page_ += "\n" + look_.in(Tone::strong, "What becomes of the traffic") + "\n";
  for (auto fate : {Fate::breaks, Fate::worse, Fate::changed, Fate::better}) {
    std::size_t shown = 0;
    for (auto& outcome : rehearsal_.queries) {
      if (outcome.fate != fate || ++shown > most_queries) continue;
      query(outcome);
    }
    if (shown > most_queries)
      line(fmt::format("and {} more like these; --format json has them all", shown - most_queries), 2);
  }
  answers();
  page_ += "\n";
  line(fmt::format("{} of {} keep their plans", count(Fate::unchanged),
                   counted(static_cast<long>(rehearsal_.queries.size()), "query shape")),
       2);
  if (auto ties = count(Fate::tie))
    line(fmt::format("{} may take either of two plans that cost the same: the exact size of an index decides", ties),
         2);
}

void Page::answers() {
  std::size_t shown = 0;
  for (auto& outcome : rehearsal_.queries) {
    if (outcome.answers_otherwise.empty() || ++shown > most_queries) continue;
    page_ +=
        fmt::format("\n  {}  {}, as {}\n", look_.in(Tone::doubtful, "answers otherwise"), rate(outcome), outcome.user);
    line(one_line(outcome.text, 300), 4);
    line(listed(outcome.answers_otherwise), 4, Tone::doubtful);
  }
  if (shown > most_queries)
    line(fmt::format("and {} more that answer otherwise; --format json has them all", shown - most_queries), 2);
  if (shown)
    line("sessions that prepared them before the change are refused until they prepare them again", 4, Tone::faint);
}

void Page::new_queries() {
  if (rehearsal_.new_queries_role.empty()) return;
  auto& all = rehearsal_.new_queries;
  page_ += "\n" + look_.in(Tone::strong, "Queries that come with it") + "\n";
  for (auto& query : all)
    if (query.breaks || !query.reads.empty()) new_query(query);
  page_ += "\n";
  auto count = [&](auto&& which) { return std::ranges::count_if(all, which); };
  line(fmt::format(
           "{} that the traffic of {} does not have: {} refused, {} reading all of a large table for few of its rows",
           all.size(), rehearsal_.new_queries_role, count(&rehearse::NewQuery::breaks),
           count([](auto& query) { return !query.reads.empty(); })),
       2);
  if (auto early = count(&rehearse::NewQuery::needs_the_change))
    line(fmt::format("{} {} the change: it must be deployed before the new version", early,
                     early == 1 ? "needs" : "need"),
         2, Tone::doubtful);
}

void Page::new_query(const rehearse::NewQuery& query) {
  auto tone = query.blocks() ? Tone::bad : Tone::doubtful;
  page_ += fmt::format("\n  {}  {}, as {}\n", look_.in(tone, query.breaks ? "is refused" : "reads a whole table"),
                       query.place, rehearsal_.new_queries_role);
  line(one_line(query.text, 300), 4);
  if (query.breaks) line(query.error.what, 4, Tone::bad);
  for (auto& read : query.reads)
    line(
        fmt::format("{} {} ({} rows, {}) to keep {} of them{}",
                    read.index.empty() ? "reads all of" : fmt::format("goes through the whole index {} on", read.index),
                    read.table, human_count(read.rows), human(read.size), human_count(read.kept),
                    read.as_today ? ", as the traffic does already" : ""),
        4, tone);
  if (query.plan) plan("plan", rehearse::nodes_only_in(*query.plan, {}));
  for (auto& remedy : query.remedies) {
    line(remedy.sql + ";", 4, Tone::good);
    line(fmt::format("would be taken: cost {} → {}; about {} large", cost(query.plan->cost), cost(remedy.cost),
                     human(remedy.size)),
         6);
  }
}

std::string Page::with_size(const std::vector<std::string>& tables) const {
  std::vector<std::string> parts;
  for (auto& table : tables) {
    auto found = figures_.find(table);
    parts.push_back(found == figures_.end() ? table
                                            : fmt::format("{} ({} rows, {})", table, human_count(found->second->rows),
                                                          human(found->second->size)));
  }
  return listed(parts);
}

// What a lock stops is what people feel; of the modes on one relation only those that stop most are shown. Indexes and
// TOAST that are locked with their tables would only fill the page.
void Page::locks(std::string_view prefix, const std::vector<change::Lock>& locks) {
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
    line(fmt::format("{}{} {} ({})", prefix, felt, listed(names), join(modes, ", ")), 6, tone);
  }
}

// One line for what belongs to a table that came or went as a whole, and one for an object's privileges.
void Page::catalog(const std::vector<ante::catalog::Difference>& differences) {
  using What = ante::catalog::Difference::What;
  std::vector<std::string> lines;
  auto add = [&](std::string text) {
    if (std::ranges::find(lines, text) == lines.end()) lines.push_back(std::move(text));
  };
  auto is_of_whole = [&](const ante::catalog::Difference& part) {
    // A table or view that goes is never a detail, whatever its name begins with.
    return part.what != What::changed && part.kind != "table" && std::ranges::any_of(differences, [&](auto& whole) {
             if (whole.kind != "table" || whole.what != part.what || &whole == &part) return false;
             return part.object.starts_with(whole.object + ".") || part.object.starts_with(whole.object + "_");
           });
  };
  for (auto& difference : differences) {
    if (difference.kind == "grant") continue;
    if (!is_of_whole(difference)) add(ante::catalog::sentence(difference));
  }
  auto grants = std::ranges::count(differences, "grant", &ante::catalog::Difference::kind);
  if (grants) add(fmt::format("privileges change ({})", counted(grants, "grant")));
  for (std::size_t i = 0; i < lines.size() && i < most_differences; ++i) line(lines[i], 6, Tone::faint);
  if (lines.size() > most_differences)
    line(fmt::format("and {} more changes of the catalog", lines.size() - most_differences), 6, Tone::faint);
}

void Page::effects(const StatementOutcome& outcome) {
  auto& effects = outcome.effects;
  if (effects.error) {
    bool firm = outcome.fails();
    line(fmt::format("{}: {}", firm ? "fails" : "fails in the lab", effects.error->what), 6,
         firm ? Tone::bad : Tone::doubtful);
    if (!effects.error->next.empty()) line(effects.error->next, 6);
  }
  if (effects.outside_transaction)
    line("runs outside of a transaction: stopped half-way, its traces stay", 6, Tone::doubtful);
  locks("", effects.locks);
  if (!effects.rewritten.empty()) line("writes again, whole: " + with_size(effects.rewritten), 6, Tone::doubtful);
  if (!effects.emptied.empty()) line("empties " + with_size(effects.emptied), 6, Tone::doubtful);
  if (!effects.scanned.empty()) line("reads from end to end: " + with_size(effects.scanned), 6);
  if (!effects.built.empty()) line("builds " + listed(effects.built), 6);
  catalog(effects.catalog);
}

void Page::on_rows(const StatementOutcome& outcome) {
  auto& possible = outcome.on_rows;
  if (possible.error)
    line(fmt::format("may fail, where there are rows: {}", possible.error->what), 6, Tone::doubtful);
  else if (possible.error_only_when_empty)
    line("may run in production all the same: the lab lacks what it needs", 6, Tone::doubtful);
  locks("where there are rows, also ", possible.locks);
  if (!possible.rewritten.empty())
    line("where there are rows, writes again, whole: " + with_size(possible.rewritten), 6, Tone::doubtful);
  if (!possible.scanned.empty())
    line("where there are rows, also reads from end to end: " + with_size(possible.scanned), 6);
  if (!possible.built.empty()) line("where there are rows, also builds " + listed(possible.built), 6);
}

void Page::statement(const StatementOutcome& outcome) {
  auto place = fmt::format("{:>5}  ", outcome.step.line);
  auto sql = one_line(outcome.step.sql, look_.width - 2 - columns(place));
  page_ += outcome.reached ? fmt::format("{}{}\n", look_.in(Tone::faint, place), sql)
                           : look_.in(Tone::faint, place + sql) + "\n";
  if (!outcome.reached) {
    line("not reached", 6, Tone::faint);
    return;
  }
  effects(outcome);
  on_rows(outcome);
}

void Page::statements() {
  page_ += "\n" + look_.in(Tone::strong, "What each statement does") + "\n";
  std::string file;
  for (auto& outcome : rehearsal_.statements) {
    if (outcome.step.file != file) {
      file = outcome.step.file;
      page_ += "\n  " + file + "\n";
    }
    statement(outcome);
  }
}

}  // namespace

std::string details(const Rehearsal& rehearsal, const Look& look) { return Page(rehearsal, look).whole(); }

}  // namespace ante::render
