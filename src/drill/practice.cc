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

// Where the change dies half-way, by its tool, it is repaired both ways; otherwise it was shipped by ante and is taken
// back.
class TakingBack {
 public:
  TakingBack(Practice& practice, const Commands& commands, Progress& progress)
      : practice_(practice), drill_(practice.drill), commands_(commands), progress_(progress) {}

  Result<Stage> whole() {
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
    bool all = std::ranges::all_of(goals_, &Goal::met);
    practice_.goals.insert(practice_.goals.end(), goals_.begin(), goals_.end());
    return Stage{"undone",
                 all ? Stage::State::done : Stage::State::missed,
                 all ? join(done, "; ") + ", and nothing was lost" : "not as it should be: see the goals",
                 {}};
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
    auto& goals = goals_;
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
  std::vector<Goal> goals_;
};

// The change as it was, with ante watch beside it, and with the good one in its place.
class BothPasses {
 public:
  BothPasses(Practice& practice, const Wish& wish, const Commands& commands, Progress& progress)
      : practice_(practice), drill_(practice.drill), wish_(wish), commands_(commands), progress_(progress) {}

  // In the order in which antemortem has its turn.
  Result<std::vector<Stage>> whole() {
    auto stages = TRY(as_it_was());
    stages.insert(stages.begin(), TRY(with_the_good_change()));
    practice_.goals = goals_of(drill_, *practice_.then, *practice_.now);
    practice_.lasted = lasted_of(drill_, *practice_.then, *practice_.now, stages);
    return stages;
  }

 private:
  // What a good change does not do for so long it does not do at all; people wait for the drill to end.
  static constexpr int longest_good = 40;  // seconds

  Result<std::vector<Stage>> as_it_was() {
    auto system = TRY(System::raise(drill_, progress_));
    practice_.server = system.shown();
    auto lookout = TRY(Lookout::begin(system, commands_));
    Course course{.change = by_its_tool(system, drill_, drill_.struck, "deploy", std::chrono::seconds(drill_.killed)),
                  .undone = by_its_tool(system, drill_, drill_.undone, "undo"),
                  .outage = drill_.outage,
                  .recovery = drill_.recovery,
                  .in_a_hurry = true,
                  .seed = wish_.seed,
                  .confounder = wish_.confounder,
                  .listen = [&](int second) { lookout.listen(second); }};
    auto& pass = practice_.then.emplace(TRY(play(system, drill_, course, progress_)));
    progress_.stage("ante report");
    auto& words = practice_.words = TRY(lookout.end());
    return std::vector{seen(pass, words), explained(pass, words, drill_.goals), written_up(pass, words)};
  }

  Result<Stage> with_the_good_change() {
    auto system = TRY(System::raise(drill_, progress_));
    auto team = TRY(Team::of(drill_, system, commands_, progress_));
    Stage prevented;
    Course course{.change = [&] { return team.ships()(); },
                  .outage = std::min(drill_.outage, longest_good),
                  .seed = wish_.seed,
                  .confounder = wish_.confounder};
    course.before_the_deploy = [&]() -> Result<void> {
      prevented = TRY(team.prevents());
      return team.plans(drill_.good, false);
    };
    practice_.now = TRY(play(system, drill_, course, progress_));
    return prevented;
  }

  Practice& practice_;
  const Description& drill_;
  const Wish& wish_;
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

bool Practice::well() const {
  return std::ranges::all_of(goals, &Goal::met) &&
         std::ranges::none_of(stages, [](auto& stage) { return stage.state == Stage::State::missed; });
}

bool Practice::full() const {
  return well() && std::ranges::all_of(stages, [](auto& stage) { return stage.state == Stage::State::done; });
}

Result<Practice> practise(const Description& drill, const Wish& wish, const Commands& commands, Progress& progress) {
  TRY(look_through(drill));
  Practice practice;
  practice.drill = drill, practice.seed = wish.seed;
  if (wish.plays) practice.stages = TRY(BothPasses(practice, wish, commands, progress).whole());
  auto undone = wish.undoes ? TRY(TakingBack(practice, commands, progress).whole())
                            : Stage{"undone",
                                    Stage::State::not_yet,
                                    fmt::format("ante drill run {} --whole plays that too", drill.name),
                                    {}};
  practice.stages.insert(wish.plays ? practice.stages.end() - 1 : practice.stages.end(), undone);
  return practice;
}

}  // namespace ante::drill
