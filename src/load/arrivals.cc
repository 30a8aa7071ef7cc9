#include "load/arrivals.h"

#include <cmath>

namespace ante::load {
namespace {

double seconds(Millis time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

// The weights share the rate out. What visitors do comes in visits; the rest comes by itself.
Arrivals::Arrivals(const App& app, double rate, std::uint64_t seed, bool plays_clock, double from)
    : app_(app), from_(from), chance_(seed) {
  double all = 0, of_visits = 0, longest_think = 0;
  outsiders_.resize(app.endpoints.size());
  for (std::size_t i = 0; i < app.endpoints.size(); ++i) {
    auto& endpoint = app.endpoints[i];
    auto index = static_cast<int>(i);
    if (endpoint.every) {
      if (plays_clock)
        events_.push({from + seconds(*endpoint.every) * between_0_and_1(chance_), Event::Kind::clock, index});
      continue;
    }
    all += endpoint.weight;
    if (endpoint.user) {
      outsiders_[i] = endpoint.weight;
      continue;
    }
    of_visits += endpoint.weight;
    (endpoint.first ? first_ : later_).push_back(index);
    longest_think = std::max(longest_think, seconds(endpoint.think));
  }
  if (all <= 0) all = 1;
  visits_ = rate * of_visits / all / app.actions;
  // As if people had been coming for a while, so that the beginning is no quieter than the rest.
  double begin = from - longest_think * app.actions * 3;
  if (visits_ > 0) events_.push({begin + wait(1 / visits_), Event::Kind::visit});
  for (std::size_t i = 0; i < outsiders_.size(); ++i) {
    outsiders_[i] *= rate / all;
    if (outsiders_[i] > 0) events_.push({from + wait(1 / outsiders_[i]), Event::Kind::outsider, static_cast<int>(i)});
  }
  step();
}

Arrival Arrivals::take() {
  auto taken = next_;
  step();
  return taken;
}

void Arrivals::step() {
  next_ = {INFINITY, 0, 0};
  while (!events_.empty()) {
    auto event = events_.top();
    events_.pop();
    go_on(event);
    if (event.kind == Event::Kind::visit || event.at < from_) continue;
    next_ = {event.at, event.endpoint, event.user};
    if (event.kind == Event::Kind::outsider)
      next_.user = app_.endpoints[static_cast<std::size_t>(event.endpoint)].user->value(app_.sizes, chance_);
    return;
  }
}

// What follows from an event, whatever comes of it.
void Arrivals::go_on(const Event& event) {
  auto think = [&](int endpoint) { return wait(seconds(app_.endpoints[static_cast<std::size_t>(endpoint)].think)); };
  switch (event.kind) {
    case Event::Kind::visit: {
      events_.push({event.at + wait(1 / visits_), Event::Kind::visit});
      auto user =
          app_.visitor ? app_.visitor->value(app_.sizes, chance_) : 1 + static_cast<std::int64_t>(chance_() % 1000);
      int endpoint = choose(first_.empty() ? later_ : first_);
      events_.push({event.at, Event::Kind::action, endpoint, user});
      return;
    }
    case Event::Kind::action: {
      // One more with the same chance each time: visits are of all lengths, on average of as many as the app says.
      auto& choices = later_.empty() ? first_ : later_;
      if (between_0_and_1(chance_) < 1 - 1 / app_.actions)
        events_.push({event.at + think(event.endpoint), Event::Kind::action, choose(choices), event.user});
      return;
    }
    case Event::Kind::outsider:
      events_.push(
          {event.at + wait(1 / outsiders_[static_cast<std::size_t>(event.endpoint)]), event.kind, event.endpoint});
      return;
    case Event::Kind::clock:
      events_.push({event.at + seconds(*app_.endpoints[static_cast<std::size_t>(event.endpoint)].every), event.kind,
                    event.endpoint});
      return;
  }
}

int Arrivals::choose(const std::vector<int>& endpoints) {
  double all = 0;
  for (int i : endpoints) all += app_.endpoints[static_cast<std::size_t>(i)].weight;
  double drawn = between_0_and_1(chance_) * all;
  for (int i : endpoints) {
    drawn -= app_.endpoints[static_cast<std::size_t>(i)].weight;
    if (drawn < 0) return i;
  }
  return endpoints.back();
}

double Arrivals::wait(double mean) { return -std::log(1 - between_0_and_1(chance_)) * mean; }

}  // namespace ante::load
