#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "change/format.h"
#include "change/names.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;

enum class Age { old, changed, fresh };

Age age_of(const Listed& listed, const Since& since) {
  std::error_code unknown;
  auto& path = listed.file.path;
  auto known = since.files.find(fs::weakly_canonical(path.parent_path(), unknown) / path.filename());
  if (known == since.files.end()) return Age::fresh;
  if (!known->second) return Age::old;
  if (!listed.part_of) return Age::changed;
  auto now = text_of(listed.file);
  auto before = listed.part_of(*known->second), after = now ? listed.part_of(*now) : std::nullopt;
  return !before ? Age::fresh : before == after ? Age::old : Age::changed;
}

bool is_small_number(const std::string& number) {
  return !number.empty() && number.size() <= 6 && std::ranges::all_of(number, is_digit);
}

// What is repeated comes at the end in whatever state.
std::size_t end_of_the_applied(const Listing& listing, const std::vector<State>& states) {
  auto end = states.size();
  while (end > 0 && (states[end - 1] != State::applied || listing.migrations[end - 1].repeated)) --end;
  return end;
}

// From the listing of a folder to what is pending of it.
class Pending {
 public:
  Pending(const Folder& folder, const Format& format, Listing& listing, Change& change)
      : folder_(folder), tool_(format.tool), recorded_(format.recorded), listing_(listing), change_(change) {}

  Result<void> find_out(const std::vector<Ledger>& ledgers, const Since* since) {
    auto called = called_of(listing_);
    auto applied = applied_of(called, ledgers, tool_);
    states_ = applied.states;
    std::ranges::move(applied.notes, std::back_inserter(change_.notes));
    std::ranges::move(applied.doubts, std::back_inserter(change_.doubts));
    TRY(no_number_twice());
    look_at_late_ones();
    look_for_those_not_begun(called, ledgers, applied.table);
    note_gaps();
    if (since) leave_out_older_than(*since);
    note_repeated();
    return {};
  }

  bool is(std::size_t i) const { return states_[i] != State::applied; }
  bool is_passed_over(std::size_t i) const { return is_passed_over_[i]; }
  bool ran_otherwise(std::size_t i) const { return states_[i] == State::applied_otherwise; }
  // Whether the ledger proves that nothing of it has run; `whole`: it runs in a transaction from end to end.
  bool is_not_begun(std::size_t i, bool whole) const { return whole ? not_begun_if_whole_[i] : not_begun_[i]; }

 private:
  const Listed& at(std::size_t i) const { return listing_.migrations[i]; }
  std::size_t size() const { return listing_.migrations.size(); }

  Result<void> no_number_twice() const {
    if (listing_.twice == Twice::is_fine || folder_.one_file) return {};
    std::map<std::pair<bool, std::string>, std::size_t> met;
    for (std::size_t i = 0; i < size(); ++i) {
      if (at(i).number.empty()) continue;
      auto [first, is_new] = met.insert({{at(i).repeated, at(i).number}, i});
      bool matters = listing_.twice != Twice::fails_when_run || (is(i) && is(first->second));
      if (!is_new && matters)
        return bad_input(
            fmt::format("{} and {} have one number, and {} {}", at(first->second).file.file, at(i).file.file, tool_,
                        listing_.twice == Twice::is_refused       ? "refuses the folder"
                        : listing_.twice == Twice::fails_when_run ? "fails at the second"
                                                                  : "runs only one of them"),
            "give one of them another number");
    }
    return {};
  }

  // What comes before one that is applied.
  void look_at_late_ones() {
    is_passed_over_.assign(size(), false);
    if (folder_.one_file) return;
    auto late = late_ones(listing_, tool_, states_);
    auto place = [&](std::size_t i) {
      return fmt::format("{} comes before {}, which is applied already", shown(at(i).name),
                         shown(at(late.behind).name));
    };
    for (auto i : late.passed_over) {
      change_.notes.push_back(fmt::format("{}: {} does not run it", place(i), tool_));
      states_[i] = State::applied;
      is_passed_over_[i] = listing_.late == Late::is_skipped;
    }
    for (auto i : late.doubted)
      change_.doubts.push_back(fmt::format("whether {} runs {}: {}", tool_, shown(at(i).name), place(i)));
  }

  // A row that is missing proves it, where there is one ledger of the tool alone.
  void look_for_those_not_begun(const std::vector<Called>& called, const std::vector<Ledger>& ledgers,
                                const std::string& gone_by) {
    not_begun_.assign(size(), false);
    not_begun_if_whole_ = not_begun_;
    auto is_its = [&](auto& ledger) { return is_of(ledger, tool_); };
    auto own = std::ranges::find_if(ledgers, is_its);
    if (std::ranges::count_if(ledgers, is_its) != 1 || (!gone_by.empty() && gone_by != own->table)) return;
    // The first of those that are pending may have run, and not be written down yet. What comes before one that is
    // applied may have been added since, and is not what the others waited for.
    bool is_first = true;
    auto end_of_applied = end_of_the_applied(listing_, states_);
    for (std::size_t i = 0; i < size(); ++i) {
      if (!is(i)) continue;
      bool has_no_row = recorded_ != Recorded::is_not_known && !mentions(*own, called[i]);
      not_begun_[i] = has_no_row && (!is_first || recorded_ == Recorded::before_it);
      not_begun_if_whole_[i] = not_begun_[i] || (has_no_row && recorded_ == Recorded::in_its_transaction);
      is_first = is_first && i < end_of_applied;
    }
  }

  // A gap is worth a word only where numbers follow each other otherwise.
  void note_gaps() {
    if (folder_.one_file) return;
    std::vector<std::pair<std::size_t, std::size_t>> gaps;
    std::size_t steps = 0;
    for (std::size_t i = 1; i < size(); ++i) {
      if (!is_small_number(at(i - 1).number) || !is_small_number(at(i).number)) continue;
      auto difference = std::stol(at(i).number) - std::stol(at(i - 1).number);
      if (difference == 1) ++steps;
      if (difference > 1) gaps.emplace_back(i - 1, i);
    }
    for (auto [before, behind] : gaps)
      if (steps > gaps.size() && is(behind))
        change_.notes.push_back(
            fmt::format("no number between {} and {}", shown(at(before).name), shown(at(behind).name)));
  }

  void leave_out_older_than(const Since& since) {
    long older = 0, pending = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      auto age = age_of(at(i), since);
      if (!is(i)) {
        if (age == Age::changed && !at(i).repeated)
          change_.doubts.push_back(
              fmt::format("{} is applied already, and was changed since {}: the database has the older text",
                          shown(at(i).name), shown(since.revision)));
        continue;
      }
      ++pending;
      if (age == Age::changed)
        change_.notes.push_back(
            fmt::format("{} was changed since {}, and is rehearsed whole", shown(at(i).name), shown(since.revision)));
      if (age == Age::old) states_[i] = State::applied, ++older;
    }
    if (older)
      change_.notes.push_back(fmt::format("{} of {} pending migrations {} older than {}, and left out", older, pending,
                                          older == 1 ? "is" : "are", shown(since.revision)));
  }

  void note_repeated() {
    for (std::size_t i = 0; i < size(); ++i)
      if (at(i).repeated && is(i))
        change_.notes.push_back(fmt::format(
            "{} is rehearsed, though it runs only where its text is new to the database", shown(at(i).name)));
  }

  const Folder& folder_;
  std::string_view tool_;
  Recorded recorded_;
  Listing& listing_;
  Change& change_;
  std::vector<State> states_;
  std::vector<bool> is_passed_over_, not_begun_, not_begun_if_whole_;
};

// Whatever runs in one transaction is one migration.
void join_transactions(std::vector<Migration>& migrations) {
  std::vector<Migration> joined;
  for (auto& each : migrations) {
    if (joined.empty() || !joined.back().in_transaction || !each.in_transaction) {
      joined.push_back(std::move(each));
      continue;
    }
    auto& all = joined.back();
    all.not_begun = all.not_begun && each.not_begun;
    all.repeated = all.repeated && each.repeated;
    all.ran_otherwise = all.ran_otherwise || each.ran_otherwise;
    all.name = fmt::format("{} … {}", all.name.substr(0, all.name.find(" … ")), each.name);
    std::ranges::move(each.steps, std::back_inserter(all.steps));
    // Taken back in the other order, and only where each can be.
    if (all.back && each.back) std::ranges::move(all.back->steps, std::back_inserter(each.back->steps));
    all.back = all.back ? std::move(each.back) : std::nullopt;
  }
  migrations = std::move(joined);
}

bool is_one_transaction(const Migration& migration) {
  return migration.in_transaction && !migration.transaction_assumed && !controls_transactions(migration.steps);
}

Result<void> read_those(const Listing& listing, const Pending& pending, bool applied, Change& change) {
  for (std::size_t i = 0; i < listing.migrations.size(); ++i) {
    if (pending.is(i) == applied || (applied && pending.is_passed_over(i))) continue;
    auto& listed = listing.migrations[i];
    auto made = TRY(listed.read());
    for (auto& migration : made.migrations) {
      if (migration.steps.empty()) change.notes.push_back(fmt::format("{} holds no statement", listed.file.file));
      migration.repeated = listed.repeated;
      migration.ran_otherwise = pending.ran_otherwise(i);
      migration.not_begun = pending.is_not_begun(i, made.migrations.size() == 1 && is_one_transaction(migration));
    }
    std::ranges::move(made.migrations, std::back_inserter(change.migrations));
    std::ranges::move(made.notes, std::back_inserter(change.notes));
    std::ranges::move(made.doubts, std::back_inserter(change.doubts));
  }
  if (listing.all_in_one) join_transactions(change.migrations);
  return {};
}

}  // namespace

LateOnes late_ones(const Listing& listing, std::string_view tool, const std::vector<State>& states) {
  LateOnes late;
  auto end = end_of_the_applied(listing, states);
  if (listing.late == Late::runs || end == 0) return late;
  late.behind = end - 1;
  bool below_all = true;
  for (std::size_t i = 0; i < late.behind; ++i) {
    auto& listed = listing.migrations[i];
    below_all = below_all && states[i] == State::pending;
    bool may_be_late = listed.repeated || (tool == "refinery" && listed.name.starts_with('U'));
    if (states[i] != State::pending || may_be_late) continue;
    bool passes_over = listing.late == Late::is_skipped || (tool == "flyway" && below_all);
    (passes_over ? late.passed_over : late.doubted).push_back(i);
  }
  return late;
}

Result<Change> read_change(const fs::path& path, const std::vector<Ledger>& ledgers, const Reading& reading) {
  auto folder = TRY(look_at(path));
  auto look = look_into(folder, ledgers);
  auto* format = TRY(format_of(look, reading.tool));
  auto listing = TRY(format->list(look));
  if (listing.migrations.empty()) {
    if (auto programs = only_programs(folder)) return std::unexpected(*programs);
    return bad_input(fmt::format("{} holds no migrations{}", folder.label,
                                 reading.tool.empty() ? "" : fmt::format(" as {} names them", format->tool)),
                     "migrations are files that end in .sql; docs/migrations.md says how each tool names them");
  }
  Change change{path.string(), {}, {}, {}, std::string(format->tool)};
  Pending pending(folder, *format, listing, change);
  TRY(pending.find_out(ledgers, reading.since));
  std::ranges::move(listing.notes, std::back_inserter(change.notes));
  std::ranges::move(listing.doubts, std::back_inserter(change.doubts));
  TRY(read_those(listing, pending, reading.applied, change));
  return change;
}

std::vector<std::string> known_tools() {
  std::vector<std::string> tools;
  for (auto& format : formats()) tools.emplace_back(format.tool);
  return tools;
}

}  // namespace ante::change
