#include "drill/goals.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

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

}  // namespace

Goal peace_is_peace(const Description& drill, const Pass& pass) {
  return {fmt::format("in peace at most {} of actions fail", percent(drill.goals.errors)), percent(errors(pass.peace)),
          errors(pass.peace) <= drill.goals.errors};
}

Goal writes_are_whole(bool whole) {
  return {"every acknowledged write is there once, no refused one is", whole ? "so it is" : "it is not so", whole};
}

std::vector<Goal> goals_of(const Description& drill, const Pass& then, const Pass& now) {
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

std::vector<Lasted> lasted_of(const Description& drill, const Pass& then, const Pass& now,
                              const std::vector<Stage>& stages) {
  auto done = [&](std::string_view name) {
    auto stage = std::ranges::find(stages, name, &Stage::name);
    return stage != stages.end() && stage->state == Stage::State::done ? &*stage : nullptr;
  };
  auto *prevented = done("prevented"), *explained = done("explained");
  bool out = now.struck.users.affected > 0;
  auto unknown = [](const std::string& text) { return text.empty() ? "?" : text; };
  return {{"until the cause was known", unknown(drill.known),
           explained ? fmt::format("{}, by ante watch", human(explained->took)) : "it was not",
           prevented ? fmt::format("{}, before the deploy", human(prevented->took)) : "it was not"},
          {"until it was over", unknown(drill.out),
           fmt::format("{} s{}", then.recovered.from - then.struck.from, then.served_again ? "" : ", and not then"),
           !prevented ? "as it was: it was not prevented"
           : out      ? fmt::format("{} of users were out{}", percent(now.struck.users.share()),
                               now.beside ? fmt::format(", with {} beside it", now.beside->words) : "")
                      : "it never began"}};
}

}  // namespace ante::drill
