// How true the verdicts are: changes whose outcome is a fact of PostgreSQL, on made-up production systems. `ante check`
// judges each of them, and squawk, a linter for migrations, beside it. What a case is stands in cases.h.
//
//   bench_truth [--ante FILE] [--squawk FILE] [--without-rows] [PART OF A NAME …]
//
// A dangerous change is named where a finding of an expected kind is said of it; a safe one is a false alarm where
// anything at all is said of it, or where the verdict stays open. Of squawk any warning counts as naming, whatever it
// warns of. Exits with 1 where ante missed something or cried wolf.
#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "os/process.h"
#include "snapshot/file.h"
#include "truth/cases.h"
#include "truth/production.h"

using namespace ante;
using namespace ante::bench;
namespace fs = std::filesystem;

namespace {

struct Options {
  fs::path ante = ANTE_BINARY, squawk;
  bool rows_are_asked = true;  // whether ante may ask the server for rows that do not keep to a rule (--data)
  std::vector<std::string> names;
};

// What a program said of a change: the kinds of its findings, and a sentence of each.
struct Said {
  int exit = 0;
  std::set<std::string> kinds;
  std::vector<std::string> sentences;
};

struct Judged {
  Case change;
  Said ante, squawk;
};

std::string text_of(const nlohmann::json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

std::string run_in(const fs::path& folder, const fs::path& program, std::vector<std::string> arguments, int& exit) {
  constexpr Millis limit{300'000};
  auto finished = must(os::run(
      {.path = program, .arguments = std::move(arguments), .environment = os::environment_with({}), .folder = folder},
      limit));
  exit = finished.ending.exit_code;
  return finished.output;
}

// Run elsewhere than in the repository, whose ante.toml is of its example.
Said ante_says(const Case& change, const Production& production, const Options& options) {
  std::vector<std::string> arguments{
      "check", change.path.string(), "--snapshot", production.snapshot.string(), "--format", "json", "-q"};
  if (!change.queries.empty()) arguments.insert(arguments.end(), {"--queries", change.queries.string()});
  if (options.rows_are_asked) arguments.insert(arguments.end(), {"--data", production.conninfo});
  Said said;
  auto output = run_in(production.folder(), options.ante, arguments, said.exit);
  auto json = nlohmann::json::parse(output, nullptr, false);
  if (json.is_discarded()) {
    said.sentences.push_back(fmt::format("exit code {}: {}", said.exit, one_line(output, 300)));
    return said;
  }
  for (auto& finding : json["findings"]) {
    said.kinds.insert(text_of(finding, "kind"));
    said.sentences.push_back(fmt::format("{} {}, {}: {}", text_of(finding, "weight"), text_of(finding, "kind"),
                                         text_of(finding, "place"), one_line(text_of(finding, "says"), 240)));
  }
  for (auto& unseen : json["not_looked_at"])
    said.sentences.push_back(fmt::format("not looked at: {}", one_line(unseen.get<std::string>(), 240)));
  return said;
}

Said squawk_says(const Case& change, const Production& production, const Options& options) {
  Said said;
  if (options.squawk.empty()) return said;
  auto output = run_in(production.folder(), options.squawk,
                       {"--reporter", "Json", "--pg-version", "15", change.file.string()}, said.exit);
  auto begin = output.find('[');
  auto json = nlohmann::json::parse(begin == output.npos ? "" : output.substr(begin), nullptr, false);
  if (json.is_discarded()) must(Result<void>(bad_input("squawk said: " + one_line(output, 300))));
  for (auto& violation : json) said.kinds.insert(text_of(violation, "rule_name"));
  return said;
}

// What squawk would have otherwise, whatever the table: types to its taste, IF EXISTS, a limit to each statement's
// time. That it asks for lock_timeout is no matter of style.
bool is_style(const std::string& rule) {
  return rule.starts_with("prefer-") || rule == "ban-char-field" || rule == "require-statement-timeout";
}
bool speaks(const Said& said, bool style_counts) {
  return std::ranges::any_of(said.kinds, [&](auto& rule) { return style_counts || !is_style(rule); });
}

bool named(const Judged& judged) {
  return std::ranges::any_of(judged.change.expected, [&](auto& kind) { return judged.ante.kinds.contains(kind); });
}
bool alarmed(const Said& ante) { return ante.exit != 0 || !ante.kinds.empty(); }

// Of one who judges: how many dangerous cases he named, and of how many safe ones he warned.
struct Score {
  int dangerous = 0, named = 0, safe = 0, alarms = 0;
  void add(const Case& change, bool speaks) {
    (change.safe() ? safe : dangerous) += 1;
    (change.safe() ? alarms : this->named) += speaks;
  }
  double precision() const { return named + alarms ? 100.0 * named / (named + alarms) : 0; }
  double recall() const { return dangerous ? 100.0 * named / dangerous : 0; }
};
struct Scores {
  Score ante, squawk, without_style;
  void add(const Judged& judged) {
    auto& change = judged.change;
    ante.add(change, change.safe() ? alarmed(judged.ante) : named(judged));
    squawk.add(change, speaks(judged.squawk, true));
    without_style.add(change, speaks(judged.squawk, false));
  }
};

// Two at a time, as this machine has two cores.
std::vector<Judged> judge_all(const std::vector<Case>& cases, const Production& production, const Options& options) {
  std::vector<Judged> all(cases.size());
  std::atomic<std::size_t> next = 0;
  std::mutex printing;
  auto work = [&] {
    for (auto i = next++; i < cases.size(); i = next++) {
      all[i] = {cases[i], ante_says(cases[i], production, options), squawk_says(cases[i], production, options)};
      auto& judged = all[i];
      bool right = cases[i].safe() ? !alarmed(judged.ante) : named(judged);
      std::vector<std::string> said(judged.ante.kinds.begin(), judged.ante.kinds.end()),
          rules(judged.squawk.kinds.begin(), judged.squawk.kinds.end());
      std::lock_guard one_at_a_time(printing);
      fmt::print(stderr, "  {} {} {}: {} | squawk: {}\n",
                 right ? "      " : "WRONG:", cases[i].safe() ? "safe" : "bad ", cases[i].name(), join(said, ", "),
                 join(rules, ", "));
    }
  };
  {
    std::jthread one(work), other(work);
  }
  return all;
}

void print_table(const std::vector<Judged>& all) {
  std::map<std::string, Scores> by_question;
  Scores sum;
  for (auto& judged : all) by_question[judged.change.question].add(judged), sum.add(judged);
  fmt::print("{:<16}| {:<44} | {}\n", "", "dangerous, and named by", "safe, and false alarms of");
  fmt::print("{0:<16}| {1:>9} {2:>6} {3:>8} {4:>16} | {1:>9} {2:>6} {3:>8} {4:>16}\n", "question", "cases", "ante",
             "squawk", "without style");
  auto print = [](const std::string& name, const Scores& s) {
    fmt::print("{:<16}| {:>9} {:>6} {:>8} {:>16} | {:>9} {:>6} {:>8} {:>16}\n", name, s.ante.dangerous, s.ante.named,
               s.squawk.named, s.without_style.named, s.ante.safe, s.ante.alarms, s.squawk.alarms,
               s.without_style.alarms);
  };
  for (auto& [question, scores] : by_question) print(question, scores);
  print("all", sum);
  for (auto& [who, score] :
       {std::pair{"ante", sum.ante}, {"squawk", sum.squawk}, {"squawk without its rules of style", sum.without_style}})
    fmt::print("{}: precision {:.1f} %, recall {:.1f} %\n", who, score.precision(), score.recall());
}

// Every case that ante is wrong about, with what it said.
int print_wrong(const std::vector<Judged>& all) {
  int wrong = 0;
  for (auto& judged : all) {
    auto& change = judged.change;
    if (change.safe() ? !alarmed(judged.ante) : named(judged)) continue;
    ++wrong;
    fmt::print("\n{}: {}\n  {}\n", change.safe() ? "false alarm" : "missed", change.name(), change.because);
    if (!change.safe()) fmt::print("  expected: {}\n", join(change.expected, " or "));
    for (auto& sentence : judged.ante.sentences) fmt::print("  said: {}\n", sentence);
    if (judged.ante.sentences.empty()) fmt::print("  said: nothing\n");
  }
  return wrong;
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--without-rows")
      options.rows_are_asked = false;
    else if (argument == "--ante" && i + 1 < argc)
      options.ante = fs::absolute(argv[++i]);
    else if (argument == "--squawk" && i + 1 < argc)
      options.squawk = fs::absolute(argv[++i]);
    else
      options.names.push_back(argument);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  auto options = options_of(argc, argv);
  auto folder = fs::path(ANTE_SOURCE) / "bench/truth";
  std::map<std::string, std::vector<Case>> by_system;
  for (auto& change : must(read_cases(folder / "cases", options.names))) by_system[change.system].push_back(change);
  std::vector<Judged> all;
  for (auto& [system, cases] : by_system) {
    fmt::print(stderr, "{}: {}\n", system, counted(std::ssize(cases), "case"));
    auto production = must(Production::raise(folder / "systems" / system));
    auto judged = judge_all(cases, production, options);
    all.insert(all.end(), judged.begin(), judged.end());
  }
  std::ranges::stable_sort(all, {}, [](auto& judged) { return judged.change.name(); });
  print_table(all);
  return print_wrong(all) ? 1 : 0;
}
