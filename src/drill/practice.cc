#include "drill/practice.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/text.h"
#include "change/change.h"
#include "load/app.h"

namespace ante::drill {
namespace {

std::string percent(double share) { return fmt::format("{:.{}f} %", share * 100, share < 0.01 ? 2 : 1); }

double errors(const Phase& phase) {
  return phase.met.tried() ? static_cast<double>(phase.met.failed) / static_cast<double>(phase.met.tried()) : 0;
}

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

Goal peace_is_peace(const Description& drill, const Pass& pass) {
  return {fmt::format("in peace at most {} of actions fail", percent(drill.goals.errors)), percent(errors(pass.peace)),
          errors(pass.peace) <= drill.goals.errors};
}

Goal writes_are_whole(bool whole) {
  return {"every acknowledged write is there once, no refused one is", whole ? "so it is" : "it is not so", whole};
}

std::vector<Goal> goals_of(const Description& drill, const Practice& practice) {
  auto& then = practice.then;
  auto& now = practice.now;
  std::vector<Goal> goals;
  goals.push_back(peace_is_peace(drill, then));
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
  goals.push_back(writes_are_whole(then.audit.clean() && now.audit.clean()));
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

// Where the change dies half-way, by its tool, it is repaired both ways; otherwise it was shipped by ante and is taken
// back.
class TakingBack {
 public:
  TakingBack(Practice& practice, const Commands& commands, Progress& progress)
      : practice_(practice), drill_(practice.drill), commands_(commands), progress_(progress) {}

  Result<void> whole() {
    if (dies_) {
      TRY(once("ante repair, back", drill_.before, &Team::repairs_back));
      TRY(once("ante repair, forward", "", &Team::repairs_forward));
    } else {
      TRY(once("ante undo", drill_.before, &Team::takes_back));
    }
    std::vector<std::string> done;
    for (auto& [by, pass] : practice_.taken_back) {
      judge(by, pass);
      done.push_back(fmt::format("{}: people were served again after {} s", by, seconds(pass)));
    }
    bool all = std::ranges::all_of(practice_.goals, &Goal::met);
    practice_.stages.push_back(
        {"undone",
         all ? Stage::State::done : Stage::State::missed,
         all ? join(done, "; ") + ", and nothing was lost" : "not as it should be: see the goals",
         {}});
    return {};
  }

 private:
  static constexpr int longest = 60;               // seconds from the decision on
  static constexpr int outage = 10, recovery = 5;  // seconds; the decision comes when it has lasted so long

  static int seconds(const Pass& pass) { return pass.undoing.to - pass.undoing.from; }

  Result<void> once(std::string by, const std::filesystem::path& back_to, Deed (Team::*undone)() const) {
    auto system = TRY(System::raise(drill_, progress_));
    practice_.server = system.shown();
    auto team = TRY(Team::of(drill_, system, commands_, progress_));
    if (undone == &Team::repairs_forward) TRY(team.has_staging());
    Course course{.change = [&] { return team.ships()(); },
                  .undone = [&] { return (team.*undone)()(); },
                  .back_to = back_to,
                  .outage = std::min(drill_.outage, outage),
                  .recovery = std::min(drill_.recovery, recovery),
                  .seed = practice_.seed};
    if (dies_)
      course.change = by_its_tool(system, drill_, drill_.struck, "deploy", std::chrono::seconds(drill_.killed));
    course.before_the_deploy = [&]() -> Result<void> {
      TRY(team.captures());
      return dies_ ? Result<void>{} : team.plans(drill_.struck, true);
    };
    auto pass = TRY(play(system, drill_, course, progress_));
    practice_.taken_back.push_back({std::move(by), std::move(pass)});
    return {};
  }

  void judge(const std::string& by, const Pass& pass) {
    auto& goals = practice_.goals;
    goals.push_back(peace_is_peace(drill_, pass));
    if (dies_)
      goals.push_back({by + ": the change dies half-way",
                       pass.change.failed.empty() ? "it does not" : pass.change.failed, !pass.change.failed.empty()});
    else
      goals.push_back({"the change goes through by ante apply",
                       pass.change.failed.empty() ? "it does" : pass.change.failed, pass.change.failed.empty()});
    goals.push_back(
        {by + " goes through", pass.undo.failed.empty() ? "it does" : pass.undo.failed, pass.undo.failed.empty()});
    goals.push_back({fmt::format("{}: people are served again within {} s of the decision", by, longest),
                     pass.served_again ? fmt::format("{} s later", seconds(pass)) : "they are not",
                     pass.served_again && seconds(pass) <= longest});
    goals.push_back(writes_are_whole(pass.audit.clean()));
  }

  Practice& practice_;
  const Description& drill_;
  bool dies_ = drill_.dies || drill_.killed > 0;
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

// What a good change does not do for so long it does not do at all; people wait for the drill to end.
constexpr int longest_good = 40;  // seconds

Result<Practice> practise(const Description& drill, const Wish& wish, const Commands& commands, Progress& progress) {
  TRY(look_through(drill));
  Practice practice{.drill = drill,
                    .seed = wish.seed,
                    .server = {},
                    .then = {},
                    .now = {},
                    .taken_back = {},
                    .goals = {},
                    .stages = {},
                    .lasted = {}};
  if (wish.undoes) {
    TRY(TakingBack(practice, commands, progress).whole());
    return practice;
  }
  {
    auto system = TRY(System::raise(drill, progress));
    practice.server = system.shown();
    Course as_it_was{.change = by_its_tool(system, drill, drill.struck, "deploy", std::chrono::seconds(drill.killed)),
                     .undone = by_its_tool(system, drill, drill.undone, "undo"),
                     .outage = drill.outage,
                     .recovery = drill.recovery,
                     .in_a_hurry = true,
                     .seed = wish.seed,
                     .confounder = wish.confounder};
    practice.then = TRY(play(system, drill, as_it_was, progress));
  }
  {
    auto system = TRY(System::raise(drill, progress));
    auto team = TRY(Team::of(drill, system, commands, progress));
    Course with_the_good{.change = [&] { return team.ships()(); },
                         .outage = std::min(drill.outage, longest_good),
                         .seed = wish.seed,
                         .confounder = wish.confounder};
    with_the_good.before_the_deploy = [&]() -> Result<void> {
      practice.stages.push_back(TRY(team.prevents()));
      return team.plans(drill.good, false);
    };
    practice.now = TRY(play(system, drill, with_the_good, progress));
  }
  for (auto [stage, command] : {std::pair{"seen", "watch"}, {"explained", "watch"}, {"written up", "report"}}) {
    practice.stages.push_back({stage, Stage::State::missed, fmt::format("ante {} does not take part yet", command)});
  }
  practice.stages.insert(practice.stages.end() - 1, {"undone", Stage::State::not_yet,
                                                     fmt::format("ante drill run {} --undo plays that", drill.name)});
  practice.goals = goals_of(drill, practice);
  practice.lasted = lasted_of(drill, practice);
  return practice;
}

}  // namespace ante::drill
