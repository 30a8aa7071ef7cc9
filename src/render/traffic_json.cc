#include "render/traffic_json.h"

#include <nlohmann/json.hpp>

#include "render/events.h"

namespace ante::render {
namespace {

using Json = nlohmann::ordered_json;

double millis(Histogram::Micros time) { return static_cast<double>(time.count()) / 1e3; }

Json met(const load::Met& met) {
  Json json{{"tried", met.tried()}, {"failed", met.failed}};
  if (met.tried())
    json["ms"] = {{"p50", millis(met.latency.percentile(50))},
                  {"p90", millis(met.latency.percentile(90))},
                  {"p99", millis(met.latency.percentile(99))},
                  {"p99.9", millis(met.latency.percentile(99.9))},
                  {"longest", millis(met.latency.longest())}};
  if (!met.errors.empty()) json["errors"] = met.errors;
  return json;
}

Json every_second(const std::vector<load::Met>& seconds) {
  Json json = Json::array();
  for (auto& second : seconds) json.push_back(met(second));
  return json;
}

Json writes(const load::Audit& audit) {
  return {{"acknowledged", audit.acknowledged}, {"refused", audit.refused},
          {"unanswered", audit.unknown},        {"lost", audit.lost},
          {"doubled", audit.doubled},           {"uninvited", audit.uninvited},
          {"examples", audit.examples}};
}

Json driver(const load::Own& own) {
  return {{"busiest", own.busiest}, {"late_p99_ms", millis(own.late.percentile(99))}, {"bottleneck", own.bottleneck()}};
}

Json phase(const drill::Phase& phase) {
  auto json = met(phase.met);
  json["from"] = phase.from, json["to"] = phase.to;
  json["people"] = {{"seen", phase.users.seen}, {"affected", phase.users.affected}};
  json["processor"] = phase.processor;
  return json;
}

Json ran(const drill::Ran& ran) {
  Json json{{"seconds", static_cast<double>(ran.took.count()) / 1e3}};
  if (!ran.failed.empty()) json["failed"] = ran.failed;
  return json;
}

Json pass(const drill::Pass& pass) {
  Json seconds = Json::array(), endpoints = Json::object();
  for (auto& second : pass.seconds)
    seconds.push_back({{"tried", second.tried},
                       {"failed", second.failed},
                       {"p50", millis(second.p50)},
                       {"p99", millis(second.p99)},
                       {"processor", second.processor}});
  for (auto& endpoint : pass.endpoints)
    endpoints[endpoint.name] = {{"goal_ms", endpoint.goal.count()},
                                {"fails", endpoint.fails},
                                {"peace", met(endpoint.peace)},
                                {"struck", met(endpoint.struck)},
                                {"seconds", every_second(endpoint.seconds)}};
  Json json{{"peace", phase(pass.peace)}, {"struck", phase(pass.struck)}};
  for (auto [name, one] :
       {std::pair{"hurried", &pass.hurried}, {"undoing", &pass.undoing}, {"afterwards", &pass.recovered}})
    if (one->to > one->from) json[name] = phase(*one);
  if (pass.beside) {
    auto& beside = json["beside"] = phase(pass.beside->phase);
    beside["kind"] = pass.beside->kind, beside["felt"] = pass.beside->felt.at_all,
    beside["says"] = pass.beside->felt.says;
  }
  json["change"] = ran(pass.change), json["undo"] = ran(pass.undo);
  if (!pass.hotfix.empty()) json["hotfix"] = {{"not_started", pass.hotfix}};
  json["endpoints"] = std::move(endpoints);
  json["writes"] = writes(pass.audit);
  json["driver"] = driver(pass.own);
  json["seconds"] = std::move(seconds);
  return json;
}

std::string_view state_word(drill::Stage::State state) {
  switch (state) {
    case drill::Stage::State::done:
      return "done";
    case drill::Stage::State::missed:
      return "missed";
    case drill::Stage::State::not_yet:
      return "not yet";
  }
  return "";
}

}  // namespace

std::string json(const load::Account& account) {
  Json endpoints = Json::object();
  for (auto& endpoint : account.endpoints) {
    auto& shown = endpoints[endpoint.name] = met(endpoint.met);
    shown["goal_ms"] = endpoint.goal.count();
    shown["seconds"] = every_second(endpoint.seconds);
  }
  Json json{{"format", 1},
            {"seconds", account.seconds},
            {"rate", account.rate},
            {"all", met(account.all)},
            {"people", {{"seen", account.users.seen}, {"affected", account.users.affected}}},
            {"endpoints", std::move(endpoints)},
            {"writes", writes(account.audit)},
            {"driver", driver(account.own)}};
  if (!account.not_audited.empty()) json["writes"] = {{"not_checked", account.not_audited}};
  return json.dump(2) + "\n";
}

std::string json(const drill::Practice& practice) {
  Json goals = Json::array(), stages = Json::object(), lasted = Json::array(), taken_back = Json::object();
  Json heard = Json::array();
  for (auto& [second, event] : practice.words.heard) {
    auto said = Json::parse(json_line(event));
    said["second"] = second;
    heard.push_back(std::move(said));
  }
  for (auto& [by, one] : practice.taken_back) taken_back[by] = pass(one);
  for (auto& one : practice.lasted)
    lasted.push_back({{"what", one.what},
                      {"in_its_life", one.then},
                      {"in_this_drill", one.in_this_drill},
                      {"with_antemortem", one.with_antemortem}});
  for (auto& goal : practice.goals)
    goals.push_back({{"what", goal.what}, {"measured", goal.measured}, {"met", goal.met}});
  for (auto& stage : practice.stages) {
    auto& shown = stages[stage.name] = {{"state", state_word(stage.state)}, {"says", stage.says}};
    if (stage.took.count() > 0) shown["seconds"] = static_cast<double>(stage.took.count()) / 1e3;
  }
  Json json{{"format", 1},
            {"drill", practice.drill.name},
            {"title", practice.drill.title},
            {"told", practice.drill.told},
            {"sizes", practice.drill.sizes},
            {"seed", practice.seed},
            {"server", practice.server},
            {"lasted", std::move(lasted)},
            {"goals", std::move(goals)},
            {"stages", std::move(stages)},
            {"full", practice.full()}};
  if (!practice.words.heard.empty()) json["heard"] = std::move(heard);
  if (!practice.words.postmortem.empty()) json["postmortem"] = practice.words.postmortem;
  if (practice.then) json["as_it_was"] = pass(*practice.then);
  if (practice.now) json["with_the_good_change"] = pass(*practice.now);
  if (!practice.taken_back.empty()) json["taken_back"] = std::move(taken_back);
  return json.dump(2) + "\n";
}

}  // namespace ante::render
