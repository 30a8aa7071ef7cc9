// ante check: rehearses a change in the lab and on the ghost, and says what it will do to production.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "base/text.h"
#include "change/change.h"
#include "cli/chosen.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/fix.h"
#include "cli/formats.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/since.h"
#include "cli/terminal.h"
#include "cli/verdict_hash.h"
#include "judge/age.h"
#include "judge/clocks.h"
#include "judge/remedies.h"
#include "judge/verdict.h"
#include "rehearse/rehearse.h"
#include "rehearse/run_command.h"
#include "rehearse/run_tests.h"
#include "render/offending_keys.h"
#include "render/rehearsal_text.h"
#include "snapshot/file.h"

namespace ante::cli {
namespace {

struct CheckArguments {
  std::string change, snapshot, role, queries_role, data, tool, since, format = "text";
  std::vector<std::filesystem::path> queries;
  std::vector<std::string> settings;
  std::string run, run_timeout = "300s", tests, tests_timeout = "900s", boot, boot_timeout = "60s";
  int keys = 0;
  bool quiet = false, explain = false, boot_stays = false, fix = false;
};

Result<std::vector<std::pair<std::string, std::string>>> settings_of(const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (auto& one : given) {
    auto equals = one.find('=');
    if (equals == 0 || equals == one.npos)
      return bad_input(fmt::format("'{}' is no setting", one), "--queries-set search_path=v2,public");
    settings.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  return settings;
}

Result<Millis> time_limit(const std::string& text, std::string_view option) {
  auto limit = read_duration(text);
  if (!limit) return at(option, limit.error());
  return *limit;
}

Result<change::Change> read_folder(const CheckArguments& options, const Config& config,
                                   const std::filesystem::path& folder, const snapshot::Snapshot& snapshot) {
  auto since = options.since.empty() ? std::nullopt : std::optional(TRY(files_since(folder, options.since)));
  return change::read_change(
      folder, ledgers_of(snapshot),
      {.tool = options.tool.empty() ? config.tool.value_or("") : options.tool, .since = since ? &*since : nullptr});
}

// From files, or from what a command executes.
Result<change::Change> change_of(const CheckArguments& options, const Config& config,
                                 const std::filesystem::path& folder, const rehearse::Rehearsed& what,
                                 Progress& progress) {
  if (!options.run.empty())
    return rehearse::run_command(what, options.run, TRY(time_limit(options.run_timeout, "--run-timeout")), progress);
  return read_folder(options, config, folder, what.snapshot);
}

Result<void> fix(const change::Change& change, const judge::Verdict& verdict, std::FILE* out,
                 const std::function<Result<change::Change>()>& read_again) {
  auto mend = judge::remedies_of(verdict);
  if (mend.empty()) {
    fmt::print(out, "\nNo finding proposes SQL for these files: they stay as they are.\n");
    return {};
  }
  auto files = TRY(write_remedies(change, mend, read_again));
  fmt::print(out, "\nWritten as proposed, what was there left as a comment; check it again:\n");
  for (auto& file : files) fmt::print(out, "  {}\n", file);
  return {};
}

Result<Exit> check(const CheckArguments& options) {
  auto config = TRY(find_config());
  auto snapshot_file =
      TRY(chosen(options.snapshot, config.snapshot, "the snapshot", "ante check --snapshot prod.ante"));
  if (!options.run.empty() && !options.change.empty())
    return bad_input(fmt::format("the change is given twice: by --run, and as {}", options.change), "leave one out");
  std::filesystem::path folder;
  if (options.run.empty())
    folder = TRY(chosen(options.change, config.migrations, "the change",
                        "ante check FOLDER, a file of SQL, or --run 'COMMAND'"));
  auto tests_limit = TRY(time_limit(options.tests_timeout, "--tests-timeout"));
  auto boot_limit = TRY(time_limit(options.boot_timeout, "--boot-timeout"));
  auto snapshot = TRY(snapshot::load(snapshot_file));
  auto role = options.role.empty() ? config.role.value_or("") : options.role;
  auto queries = TRY(snapshot::read_queries(options.queries));
  rehearse::Rehearsed what{snapshot,
                           TRY(snapshot::content_hash(snapshot_file)),
                           snapshot_file.filename().string(),
                           role,
                           {std::move(queries.queries),
                            std::move(queries.not_read),
                            options.queries_role,
                            TRY(settings_of(options.settings)),
                            {options.boot, boot_limit, options.boot_stays}}};
  if (!options.data.empty()) what.data = pg::Target{options.data};
  what.keys = options.keys;

  auto progress = std::make_unique<ShownProgress>(options.quiet);
  auto change = TRY(change_of(options, config, folder, what, *progress));
  if (!options.tests.empty()) TRY(rehearse::add_queries_of_tests(what, change, options.tests, tests_limit, *progress));
  auto rehearsal = TRY(rehearse::rehearse(what, change, *progress));
  config.policy.today = fmt::format("{:%F}", fmt::gmtime(std::time(nullptr)));
  judge::note_clocks(rehearsal, config.policy);
  judge::weigh_age(rehearsal, config.policy, std::chrono::system_clock::now());
  auto verdict = judge::judge(rehearsal, config.policy);
  verdict.hash = verdict_hash(change, what, config.policy);
  // Against what a change leaves that runs to its end.
  if (auto mend = judge::remedies_of(verdict); !mend.instead.empty() && rehearsal.after.version) {
    auto instead = change::mended(change, {.instead = mend.instead});
    judge::tell_trial(TRY(rehearse::try_instead(what, instead, rehearsal, *progress)), verdict);
  }
  progress.reset();
  auto& format = format_named(options.format);
  if (format.files_from_here) name_files_from_here(rehearsal, verdict, folder, options.queries);
  fmt::print("{}", format.render(rehearsal, verdict));
  if (format.name == "text") fmt::print("{}", render::offending_keys(rehearsal, look()));
  if (options.explain && format.name == "text") fmt::print("{}", render::details(rehearsal, verdict, look()));
  if (options.fix)
    TRY(fix(change, verdict, format.name == "text" ? stdout : stderr,
            [&] { return read_folder(options, config, folder, what.snapshot); }));
  return verdict.exit;
}

}  // namespace

Run declare_check(CLI::App& app) {
  auto options = std::make_shared<CheckArguments>();
  app.add_option("change", options->change, "a folder of migrations, or a file of SQL (else: migrations in ante.toml)");
  app.add_option("--snapshot", options->snapshot, "a file that ante capture made (else: snapshot in ante.toml)");
  app.add_option("--tool", options->tool,
                 fmt::format("whose migrations they are (else: as they look): {}", join(change::known_tools(), ", ")));
  app.add_option("--since", options->since, "a revision of git: only migrations that are new or changed since then");
  app.add_option("--role", options->role, "the role that runs the change (else: the one that owns most tables)");
  auto* data = app.add_option(
      "--data", options->data,
      "a server with the rows, best a replica: may be asked whether they keep to new constraints, read-only");
  constexpr int most_keys = 1'000;
  app.add_option("--data-keys", options->keys, "show the primary keys of so many rows that do not: values of the rows")
      ->needs(data)
      ->check(CLI::Range(1, most_keys));
  app.add_option("--queries", options->queries, "a file or folder of SQL: queries of the version that comes with it");
  app.add_option("--queries-role", options->queries_role, "the role that runs these (else: the one with most traffic)");
  app.add_option("--queries-set", options->settings, "a setting of its sessions: search_path=v2,public");
  auto* run = app.add_option("--run", options->run,
                             "a command that migrates (instead of files): what it executes is the change")
                  ->excludes("--tool", "--since");
  app.add_option("--run-timeout", options->run_timeout, "how long it may take (300s)")->needs(run);
  auto* tests = app.add_option("--run-tests", options->tests,
                               "a command that runs the new version's tests: what they ask is what it will ask");
  app.add_option("--tests-timeout", options->tests_timeout, "how long they may take (900s)")->needs(tests);
  auto* boot = app.add_option("--boot", options->boot,
                              "a command that starts the new version, or tests it: it must end well after the change");
  app.add_option("--boot-timeout", options->boot_timeout, "how long it may take (60s)")->needs(boot);
  app.add_flag("--boot-stays", options->boot_stays,
               "it is a server: still running at the end of that time, it has started")
      ->needs(boot);
  app.add_flag("--fix", options->fix, "write what is proposed into the files, as their tool would have it")
      ->excludes(run);
  app.add_flag("--explain", options->explain, "all that was seen: what becomes of the traffic, and each statement");
  std::vector<std::string> names;
  for (auto& format : formats()) names.emplace_back(format.name);
  app.add_option("--format", options->format, join(names, ", "))->check(CLI::IsMember(names));
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options] { return check(*options); };
}

}  // namespace ante::cli
