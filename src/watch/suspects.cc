#include "watch/suspects.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iterator>

#include "base/text.h"

namespace ante::watch {
namespace {

// Log-odds. Half of the time's goes in the first two minutes; what is older than a quarter of an hour is hardly it.
constexpr double of_time = 3, fades_in = 170, too_old = 900;
constexpr double of_touch = 3, of_mechanism = 2;
constexpr double enough = 6, margin = 1.5;
constexpr int parts_told = 4;
constexpr double a_look_takes = 3;  // seconds, at most
constexpr double beside_it = 120;   // seconds
// Beyond these, what surrounds it is no more as it was.
constexpr double more_traffic = 1.3, as_much_traffic = 0.7, slower_way = 2, slower_way_seconds = 0.005,
                 all_slower = 1.3;
constexpr double more_of_the_processors = 0.35, nearly_all = 0.8, more_waits = 0.2;
constexpr double many_checkpoints = 2, times_the_checkpoints = 3;  // a minute

bool meet(const std::set<std::string>& one, const std::set<std::string>& other) {
  return std::ranges::any_of(one, [&](auto& name) { return other.contains(name); });
}

struct Weighed {
  const Change* change;
  double weight = 0;
  std::string why_not;  // where it cannot have been it
};

Weighed weighed(const Trouble& trouble, const Change& change) {
  Weighed one{&change, 0, ""};
  auto veto = [&](std::string why) {
    one.why_not = std::move(why);
    return one;
  };
  if (change.from > trouble.to) return veto(fmt::format("it came at {}, when it had begun", clock_time(change.from)));
  auto ago = std::max(0.0, trouble.from - change.to);
  if (ago > too_old) return veto(fmt::format("it came {:.0f} minutes before, and all was well meanwhile", ago / 60));
  one.weight += of_time * std::exp(-ago / fades_in);
  switch (change.kind) {
    case Change::Kind::schema:
      if (!meet(change.relations, trouble.relations) &&
          !(trouble.lacks_a_right && meet(change.closed, trouble.relations)))
        return veto(fmt::format("nothing that it touched is read by what {}", trouble.word()));
      one.weight += of_touch;
      if (trouble.work_has_grown || trouble.has_new_queries || trouble.fails)
        one.weight += of_mechanism;
      else if (trouble.runs_on)
        one.weight += of_mechanism / 2;
      return one;
    case Change::Kind::queries:
      // Those of a new version that fail are not among those that came to their end.
      if (trouble.fails && !trouble.has_new_queries) return one;
      if (!meet(change.shapes, trouble.shapes)) return veto("what is slow was there before, and is the same query");
      one.weight += of_touch;
      if (trouble.has_new_queries) one.weight += of_mechanism;
      return one;
    case Change::Kind::setting:
      if (trouble.work_has_grown && !change.is_planners && !change.may_be_planners)
        return veto("how a query is planned does not depend on it");
      if (trouble.work_has_grown && change.is_planners) one.weight += of_touch + of_mechanism;
      return one;
    // It is gathered all day, and hardly ever does harm.
    case Change::Kind::statistics:
      if (!meet(change.relations, trouble.relations))
        return veto(fmt::format("it is not read by what {}", trouble.word()));
      one.weight += of_touch - of_mechanism;
      if (trouble.work_has_grown) one.weight += of_mechanism;
      return one;
    case Change::Kind::mark:
    case Change::Kind::sessions:
      return one;  // what it changed nobody knows
    case Change::Kind::restart:
      if (trouble.work_has_grown) one.weight += of_mechanism;
      return one;
  }
  return one;
}

// A migration is a few steps, and may be looked at in between: what changed the schema from one look to the next, and
// from that to the one after it, is one.
bool are_one(std::vector<const Change*>& changes) {
  std::ranges::stable_sort(changes, {}, &Change::from);
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    auto &one = *changes[i], &next = *changes[i + 1];
    if (one.kind != Change::Kind::schema || next.kind != Change::Kind::schema) return false;
    if (std::abs(next.from - one.to) > a_look_takes) return false;
  }
  return true;
}

bool is_more_traffic(const Overall& overall) {
  return overall.calls_before > 0 && overall.calls >= overall.calls_before * more_traffic;
}

std::string calls_shown(const Overall& overall) {
  return fmt::format("{:.0f} calls a second, {:.0f} before", overall.calls, overall.calls_before);
}

// Somebody else takes the processors, and few are left.
bool is_neighbour(const Machine& machine) {
  return machine.others.now > machine.others.usual + more_of_the_processors * machine.processors &&
         machine.taken > nearly_all * machine.processors;
}

std::string others_shown(const Machine& machine) {
  return fmt::format("other processes take {:.1f} of {}, {:.1f} before; with the server's own {:.1f} are taken",
                     machine.others.now, counted(machine.processors, "processor"), machine.others.usual, machine.taken);
}

bool are_many_checkpoints(const Beside& checkpoints) {
  return checkpoints.now >= many_checkpoints && checkpoints.now > checkpoints.usual * times_the_checkpoints;
}

std::string checkpoints_shown(const Beside& checkpoints) {
  return fmt::format("{:.1f} a minute were asked for before it was time, {:.1f} before", checkpoints.now,
                     checkpoints.usual);
}

void clear_the_machine(const Trouble& trouble, const Machine& machine, Innocent& not_it) {
  auto is_as_it_was = [](const Beside& waits) { return waits.now < waits.usual + more_waits; };
  auto shown = [](const Beside& waits) {
    return fmt::format("somebody waits for it {:.0f} % of the time, {:.0f} % before", waits.now * 100,
                       waits.usual * 100);
  };
  if (!is_neighbour(machine))
    not_it.emplace_back("a neighbour on this machine", others_shown(machine));
  else if (trouble.work_has_grown)
    not_it.emplace_back("a neighbour on this machine",
                        others_shown(machine) + "; but a call does more than it did, and nobody else makes it do that");
  if (machine.waits_for_disk && is_as_it_was(*machine.waits_for_disk))
    not_it.emplace_back("the disk of this machine", shown(*machine.waits_for_disk));
  if (machine.waits_for_memory && is_as_it_was(*machine.waits_for_memory))
    not_it.emplace_back(
        "the memory of this machine",
        shown(*machine.waits_for_memory) +
            (machine.memory_left ? fmt::format("; {:.0f} % are left", *machine.memory_left * 100) : ""));
}

// What takes the processors may be those who ask, again and again, since something within the database is wrong. What
// stands in no one query may come of any change, whatever that touched; statistics alone are gathered all day.
bool may_come_from_within(const Trouble& trouble, const std::vector<Change>& changes, const Surroundings& around) {
  if (trouble.fails || trouble.waits || trouble.runs_on || !trouble.shapes.empty()) return true;
  if (around.more_is_wrong || around.waiting_for_locks > 0) return true;
  return std::ranges::any_of(changes, [&](auto& change) {
    return change.kind != Change::Kind::statistics && change.from <= trouble.to && trouble.from - change.to <= too_old;
  });
}

// What goes on around the database, where nothing within it explains the trouble.
std::string from_outside(const Trouble& trouble, const std::vector<Change>& changes, const Surroundings& around) {
  if (trouble.work_has_grown || trouble.has_new_queries) return "";
  if (is_more_traffic(around.overall)) return "more traffic: " + calls_shown(around.overall);
  if (may_come_from_within(trouble, changes, around)) return "";
  if (around.machine && is_neighbour(*around.machine))
    return "a neighbour on this machine: " + others_shown(*around.machine);
  if (around.checkpoints && are_many_checkpoints(*around.checkpoints))
    return "checkpoints: " + checkpoints_shown(*around.checkpoints);
  return "";
}

}  // namespace

std::string clock_time(double at) {
  return fmt::format("{:%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

Innocent innocent(const Trouble& trouble, const Surroundings& around) {
  Innocent not_it;
  auto& overall = around.overall;
  // Where too much is asked, less is done: calls that are done clear the traffic where it is known how it came about,
  // or where they are about as many.
  bool is_known_how = trouble.work_has_grown || trouble.has_new_queries || trouble.runs_on || trouble.waits;
  if (!is_more_traffic(overall) && (is_known_how || overall.calls > overall.calls_before * as_much_traffic))
    not_it.emplace_back("more traffic", calls_shown(overall));
  auto way = fmt::format("a question takes {:.1f} ms there and back, {:.1f} ms before", around.round_trip * 1'000,
                         around.usual_round_trip * 1'000);
  if (around.round_trip < std::max(around.usual_round_trip * slower_way, around.usual_round_trip + slower_way_seconds))
    not_it.emplace_back("the network", way);
  else if (!trouble.within.empty())
    not_it.emplace_back("the network", fmt::format("{}; {}, since the server has much to do", trouble.within, way));
  if (!trouble.within.empty())
    not_it.emplace_back("a load balancer, or what else stands before the database", trouble.within);
  if (trouble.work_has_grown && overall.shapes > 0 && overall.work_factor < all_slower)
    not_it.emplace_back("the server as a whole",
                        fmt::format("the work of a call of {} is {:.2f} times what it was, in the middle",
                                    counted(overall.shapes, "other query"), overall.work_factor));
  if (around.waiting_for_locks == 0 && !trouble.waits) not_it.emplace_back("locks", "nobody waits for one");
  if (around.maintenance.empty()) not_it.emplace_back("VACUUM and ANALYZE", "none is at work");
  if (around.checkpoints && !are_many_checkpoints(*around.checkpoints))
    not_it.emplace_back("checkpoints", checkpoints_shown(*around.checkpoints));
  if (around.machine) clear_the_machine(trouble, *around.machine, not_it);
  return not_it;
}

Answer answer(const Trouble& trouble, const std::vector<Change>& changes, const Surroundings& around) {
  Answer answer;
  std::vector<Weighed> suspects;
  for (auto& change : changes) {
    auto one = weighed(trouble, change);
    if (one.why_not.empty())
      suspects.push_back(one);
    else if (trouble.from - change.to < too_old * 4 && change.kind != Change::Kind::statistics)
      answer.not_it.emplace_back(change.says, one.why_not);
  }
  std::ranges::stable_sort(suspects, std::greater<>(), &Weighed::weight);
  std::ranges::move(innocent(trouble, around), std::back_inserter(answer.not_it));
  answer.from_outside = from_outside(trouble, changes, around);
  if (suspects.empty() || suspects.front().weight < enough) {
    for (auto& one : suspects) answer.perhaps.push_back(*one.change);
    return answer;
  }
  std::vector<const Change*> alike;
  for (auto& one : suspects)
    if (suspects[0].weight - one.weight < margin) alike.push_back(one.change);
  if (!are_one(alike)) {
    for (auto* one : alike) answer.perhaps.push_back(*one);
    return answer;
  }
  auto change = *alike.front();
  for (std::size_t i = 1; i < alike.size(); ++i) {
    change.says += "; " + alike[i]->says;
    change.to = alike[i]->to, change.after = alike[i]->after;
    change.relations.insert(alike[i]->relations.begin(), alike[i]->relations.end());
    change.closed.insert(alike[i]->closed.begin(), alike[i]->closed.end());
    change.parts.insert(change.parts.end(), alike[i]->parts.begin(), alike[i]->parts.end());
    change.by.insert(change.by.end(), alike[i]->by.begin(), alike[i]->by.end());
  }
  answer.did_it = change;
  answer.because.push_back(fmt::format("it came between {} and {}, and this began between {} and {}",
                                       clock_time(change.from), clock_time(change.to), clock_time(trouble.from),
                                       clock_time(trouble.to)));
  if (change.kind == Change::Kind::schema) {
    std::vector<std::string> touched;
    std::ranges::set_intersection(change.relations, trouble.relations, std::back_inserter(touched));
    if (!touched.empty())
      answer.because.push_back(
          fmt::format("it touched {}, which is read by what {}", join(touched, ", "), trouble.word()));
    std::vector<std::string> closed;
    std::ranges::set_intersection(change.closed, trouble.relations, std::back_inserter(closed));
    if (trouble.lacks_a_right && !closed.empty())
      answer.because.push_back(fmt::format("it took a right on {}, which is read by what fails", join(closed, ", ")));
    int told = 0;
    for (auto& [relation, what] : change.parts)
      if (change.parts.size() > 1 && trouble.relations.contains(relation) && told++ < parts_told)
        answer.because.push_back(what);
  }
  if (change.kind == Change::Kind::queries) answer.because.emplace_back("what is slow came with it");
  for (std::size_t i = 0; i < change.by.size() && i < parts_told; ++i) answer.because.push_back(change.by[i]);
  for (auto& deploy : changes) {
    if (deploy.to <= change.from - beside_it || deploy.to >= change.to + beside_it) continue;
    if (deploy.kind == Change::Kind::mark)
      answer.because.push_back(fmt::format("«{}» was marked at {}", deploy.says, clock_time(deploy.to)));
    if (deploy.kind == Change::Kind::sessions)
      answer.because.push_back(fmt::format("{} at {}", deploy.says, clock_time(deploy.to)));
  }
  if (!trouble.how.empty()) answer.because.push_back(trouble.how);
  for (std::size_t i = alike.size(); i < suspects.size(); ++i)
    answer.not_it.emplace_back(suspects[i].change->says, "less speaks for it");
  return answer;
}

}  // namespace ante::watch
