#include "drill/practice.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/text.h"
#include "change/change.h"
#include "load/app.h"
#include "os/folders.h"

namespace ante::drill {
namespace {

std::string percent(double share) { return fmt::format("{:.{}f} %", share * 100, share < 0.01 ? 2 : 1); }

double errors(const Phase& phase) {
  return phase.met.tried() ? static_cast<double>(phase.met.failed) / static_cast<double>(phase.met.tried()) : 0;
}

std::string first_line(std::string_view text) { return one_line(text.substr(0, text.find('\n')), 200); }

std::string beyond_their_goals(const Pass& pass, load::Met OfEndpoint::* phase) {
  std::vector<std::string> beyond;
  for (auto& endpoint : pass.endpoints)
    if ((endpoint.*phase).latency.percentile(99) > endpoint.goal) beyond.push_back(endpoint.name);
  return join(beyond, ", ");
}

// Of the seconds in the middle of the outage half were busier.
double usual_processor(const Pass& pass) {
  std::vector<double> shares;
  for (int i = pass.struck.from; i < pass.struck.to && i < static_cast<int>(pass.seconds.size()); ++i)
    shares.push_back(pass.seconds[static_cast<std::size_t>(i)].processor);
  if (shares.empty()) return 0;
  std::ranges::nth_element(shares, shares.begin() + std::ssize(shares) / 2);
  return shares[shares.size() / 2];
}

// What failed at once was not slow, but served nobody.
double share_beyond(const OfEndpoint& endpoint) {
  auto& met = endpoint.struck;
  auto slow = met.latency.above(endpoint.goal);
  return met.tried() ? static_cast<double>(std::max(slow, met.failed)) / static_cast<double>(met.tried()) : 0;
}

// What a neighbour takes of them the server cannot take, however much it has to do.
Goal processors_are_taken(double goal, const Pass& pass) {
  double server = usual_processor(pass), neighbour = pass.beside ? pass.beside->felt.processor : 0;
  auto who = neighbour > 0 ? "the server and its neighbour take" : "the server takes";
  auto says = percent(server + neighbour);
  if (neighbour > 0) says += fmt::format(", {} of it the server", percent(server));
  return {fmt::format("{} {} of its processors, most of the time", who, percent(goal)), says,
          server + neighbour >= goal};
}

std::vector<Goal> goals_of(const Description& drill, const Practice& practice) {
  auto& then = practice.then;
  auto& now = practice.now;
  std::vector<Goal> goals;
  goals.push_back({fmt::format("in peace at most {} of actions fail", percent(drill.goals.errors)),
                   percent(errors(then.peace)), errors(then.peace) <= drill.goals.errors});
  auto beyond = beyond_their_goals(then, &OfEndpoint::peace);
  goals.push_back({"in peace 99 of 100 actions are done within their goal", beyond.empty() ? "all" : "not " + beyond,
                   beyond.empty()});
  goals.push_back({fmt::format("the change takes {} of users out", percent(drill.goals.affected)),
                   percent(then.struck.users.share()), then.struck.users.share() >= drill.goals.affected});
  if (auto& name = drill.goals.slow; !name.empty()) {
    double beyond_it = share_beyond(*std::ranges::find(then.endpoints, name, &OfEndpoint::name));
    goals.push_back(
        {fmt::format("most of {} are beyond their goal or fail", name), percent(beyond_it), beyond_it > 0.5});
  }
  if (drill.goals.processor > 0) goals.push_back(processors_are_taken(drill.goals.processor, then));
  goals.push_back({"what they did in the end goes through", then.undo.failed.empty() ? "it does" : then.undo.failed,
                   then.undo.failed.empty()});
  goals.push_back({"people are served again as before",
                   then.served_again ? fmt::format("{} s later", then.undoing.to - then.undoing.from) : "they are not",
                   then.served_again});
  goals.push_back({"the good change goes through", now.change.failed.empty() ? "it does" : now.change.failed,
                   now.change.failed.empty()});
  if (now.beside) {
    goals.push_back({fmt::format("beside it there is {}", now.beside->words),
                     fmt::format("{}; with the good change {}", then.beside->felt.says, now.beside->felt.says),
                     then.beside->felt.at_all && now.beside->felt.at_all});
  } else {
    goals.push_back(
        {"with the good change nobody is affected", percent(now.struck.users.share()), now.struck.users.affected == 0});
    auto slow = beyond_their_goals(now, &OfEndpoint::struck);
    goals.push_back({"with the good change 99 of 100 actions are done within their goal",
                     slow.empty() ? "all" : "not " + slow, slow.empty()});
  }
  bool whole = then.audit.clean() && now.audit.clean();
  goals.push_back(
      {"every acknowledged write is there once, no refused one is", whole ? "so it is" : "it is not so", whole});
  // In the other pass ante capture and ante check take of its processor too.
  bool ours = then.own.bottleneck() && then.peace.processor < 0.9;
  goals.push_back({"the traffic itself was not the bottleneck", ours ? "it was" : "it was not", !ours});
  return goals;
}

std::vector<Lasted> lasted_of(const Description& drill, const Practice& practice) {
  auto &then = practice.then, &now = practice.now;
  auto prevented = std::ranges::find(practice.stages, "prevented", &Stage::name);
  bool known = prevented != practice.stages.end() && prevented->state == Stage::State::done;
  bool out = now.struck.users.affected > 0;
  auto unknown = [](const std::string& text) { return text.empty() ? "?" : text; };
  return {{"until the cause was known", unknown(drill.known), "nobody looked",
           known ? fmt::format("{}, before the deploy", human(prevented->took)) : "it was not"},
          {"until it was over", unknown(drill.out),
           fmt::format("{} s{}", then.recovered.from - then.struck.from, then.served_again ? "" : ", and not then"),
           !known ? "as it was: it was not prevented"
           : out  ? fmt::format("{} of users were out{}", percent(now.struck.users.share()),
                               now.beside ? fmt::format(", with {} beside it", now.beside->words) : "")
                  : "it never began"}};
}

// What the team would have done: capture production while the traffic goes on, and check the change before the deploy.
class InTheWay {
 public:
  InTheWay(const Description& drill, const Commands& commands, Progress& progress)
      : drill_(drill), commands_(commands), progress_(progress) {}

  Result<Stage> prevents(const System& system) {
    auto began = std::chrono::steady_clock::now();
    auto stage = TRY(capture_and_check(system));
    stage.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - began);
    return stage;
  }

 private:
  Result<Stage> capture_and_check(const System& system) {
    auto folder = TRY(os::TemporaryFolder::make("deploy"));
    auto snapshot = folder.path() / "prod.ante";
    progress_.stage("ante capture, while the traffic goes on");
    std::vector<std::string> capture{"capture", address_of(system.target()), "-o", snapshot.string(), "--for", "5s",
                                     "-q"};
    auto captured = TRY(commands_.run(capture, system.traffic_processors()));
    if (captured.exit_code != 0) return missed("ante capture failed: " + captured.output);
    progress_.stage("ante check, of the change that struck");
    auto struck = TRY(check(drill_.struck, snapshot, system));
    if (struck.exit_code != 0 && struck.exit_code != blocks) return missed(could_not("the change", struck));
    progress_.stage("ante check, of the one that an expert would write");
    auto good = TRY(check(drill_.good, snapshot, system));
    if (struck.exit_code == 0) return missed("ante check lets the change through");
    if (good.exit_code == blocks) return missed("ante check blocks the good change too");
    if (good.exit_code != 0 && good.exit_code != undecided_still) return missed(could_not("the good change", good));
    return Stage{"prevented", Stage::State::done,
                 good.exit_code == 0 ? "ante check blocks the change, and lets the good one through"
                                     : fmt::format("ante check blocks the change; of the good one it says: {}",
                                                   first_line(good.output))};
  }

  static constexpr int blocks = static_cast<int>(Exit::blocked), undecided_still = static_cast<int>(Exit::undecided);
  static Stage missed(const std::string& says) { return {"prevented", Stage::State::missed, one_line(says, 300)}; }
  static std::string could_not(std::string_view which, const Said& said) {
    return fmt::format("ante check of {} ended with {}: {}", which, said.exit_code, first_line(said.output));
  }
  // Where a change lies in the drill says what it is: the command gets it, and the queries of the new version, as they
  // lie in anybody's repository.
  Result<Said> check(const std::filesystem::path& change, const std::filesystem::path& snapshot, const System& system) {
    auto repository = TRY(os::TemporaryFolder::make("repository"));
    auto migrations = repository.path() / "migrations", queries = repository.path() / "queries";
    auto version = TRY(load::read_app(drill_.after, drill_.sizes));
    std::error_code error;
    std::filesystem::copy(change, migrations, std::filesystem::copy_options::recursive, error);
    if (!error) std::filesystem::create_directory(queries, error);
    for (auto& file : version.files)
      if (!error) std::filesystem::copy(file, queries / file.filename(), error);
    if (error)
      return undecided(fmt::format("cannot copy the change to {}: {}", repository.path().string(), error.message()));
    std::vector<std::string> arguments{"check",           migrations.string(), "--snapshot",
                                       snapshot.string(), "--queries",         queries.string(),
                                       "--queries-role",  drill_.role,         "-q"};
    for (auto& [name, value] : version.session)
      arguments.insert(arguments.end(), {"--queries-set", fmt::format("{}={}", name, value)});
    return commands_.run(arguments, system.traffic_processors());
  }
  static std::string address_of(const pg::Target& target) {
    std::string address;
    for (auto& [name, value] : target.overrides) address += fmt::format("{}='{}' ", name, value);
    return address;
  }

  const Description& drill_;
  const Commands& commands_;
  Progress& progress_;
};

// What would be found out late otherwise: that a change or a version is not there, or cannot be read.
Result<void> look_through(const Description& drill) {
  for (auto& change : {drill.struck, drill.undone, drill.good}) TRY(change::read_change(change));
  std::set<std::string> endpoints;
  for (auto& version : {drill.before, drill.after, drill.hotfix}) {
    if (version.empty()) continue;
    auto app = TRY(load::read_app(version, drill.sizes));
    for (auto& endpoint : app.endpoints) endpoints.insert(endpoint.name);
  }
  if (auto& slow = drill.goals.slow; !slow.empty() && !endpoints.contains(slow))
    return bad_input(fmt::format("{}: nothing that people do is called '{}', which the goal 'slow' names",
                                 (drill.folder / "drill.toml").string(), slow),
                     "there are " + join({endpoints.begin(), endpoints.end()}, ", "));
  return {};
}

}  // namespace

bool Practice::full() const {
  return std::ranges::all_of(goals, &Goal::met) &&
         std::ranges::all_of(stages, [](auto& stage) { return stage.state == Stage::State::done; });
}

Result<Practice> practise(const Description& drill, const Wish& wish, const Commands& commands, Progress& progress) {
  TRY(look_through(drill));
  Practice practice{
      .drill = drill, .seed = wish.seed, .server = {}, .then = {}, .now = {}, .goals = {}, .stages = {}, .lasted = {}};
  {
    auto system = TRY(System::raise(drill, progress));
    practice.server = system.shown();
    Course as_it_was{drill.struck, drill.undone, wish.seed, wish.confounder};
    practice.then = TRY(play(system, drill, as_it_was, progress));
  }
  {
    auto system = TRY(System::raise(drill, progress));
    Course with_the_good{drill.good, std::nullopt, wish.seed, wish.confounder};
    with_the_good.before_the_deploy = [&]() -> Result<void> {
      practice.stages.push_back(TRY(InTheWay(drill, commands, progress).prevents(system)));
      return {};
    };
    practice.now = TRY(play(system, drill, with_the_good, progress));
  }
  for (auto [stage, command] :
       {std::pair{"seen", "watch"}, {"explained", "watch"}, {"undone", "undo"}, {"written up", "report"}}) {
    bool known = std::ranges::find(commands.known, command) != commands.known.end();
    practice.stages.push_back({stage, known ? Stage::State::missed : Stage::State::not_yet,
                               fmt::format("ante {} does not {}", command, known ? "take part yet" : "exist yet")});
  }
  practice.goals = goals_of(drill, practice);
  practice.lasted = lasted_of(drill, practice);
  return practice;
}

}  // namespace ante::drill
