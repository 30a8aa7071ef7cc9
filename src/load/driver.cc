#include "load/driver.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <deque>
#include <queue>
#include <thread>

#include "load/arrivals.h"
#include "os/descriptor.h"
#include "os/process.h"
#include "pg/stream.h"

namespace ante::load {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double busy_loop = 0.9;  // of a second
constexpr Millis late_loop{20};
constexpr double awake_for = 100e-6;                        // seconds
constexpr double reconnect_after = 0.1, connect_limit = 5;  // seconds

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Something that somebody wants, from the moment when he wants it to the answer.
struct Action {
  int endpoint = 0;
  std::int64_t user = 0;
  double wanted_at = 0;
  double until = 0;  // he waits no longer
  int tries = 0;
  std::string error = {};  // of the last try
};

}  // namespace

void Own::add(const Own& other) {
  busiest = std::max(busiest, other.busiest);
  late.add(other.late);
  if (!other.refusal.empty()) refusal = other.refusal;
}

bool Own::bottleneck() const { return busiest > busy_loop || late.percentile(99) > late_loop; }

namespace {

// One thread with its connections.
class Loop {
 public:
  Loop(const App& app, const pg::Target& target, const Plan& plan, int index, int connections, Clock::time_point begin,
       Measured& measured)
      : app_(app),
        target_(target),
        plan_(plan),
        begin_(begin),
        measured_(measured),
        arrivals_(app, plan.rate > 0 ? plan.rate / plan.threads : 1'000,
                  plan.seed * 1'000'003 + static_cast<std::uint64_t>(index), index == 0, plan.from),
        chance_(plan.seed * 7'919 + static_cast<std::uint64_t>(index)),
        ledger_(plan.first_write_id + index * std::int64_t{100'000'000}),
        seats_(static_cast<std::size_t>(connections)) {}

  void run(const std::atomic<bool>& finishing, const std::atomic<bool>& leaving, int wake);

  Ledger& ledger() { return ledger_; }
  const Own& own() const { return own_; }

 private:
  // A place for a connection, and what goes on in it.
  struct Seat {
    std::optional<pg::Stream> stream = {};
    int watched = -1;  // the socket that epoll knows
    bool watched_for_writing = false;
    double not_before = 0;  // a new attempt to connect
    std::optional<Action> action = {};
    Variables variables = {};
    std::size_t step = 0;
    int syncs = 0;            // that were sent and not answered
    bool begun = false;       // the transaction
    bool final_sent = false;  // what makes a write last is on its way
    bool rolling_back = false;
    std::int64_t write_id = 0;
    std::vector<std::size_t> writers = {};  // the replies that say whether the write id was left anywhere
    bool wrote = false, may_have_written = false;
    std::size_t keeper = 0;   // the reply whose row becomes variables, counted from 1; 0: none
    std::size_t replies = 0;  // since the last sync was sent
    std::string error = {};
  };

  double now() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  const Endpoint& endpoint(const Action& action) const {
    return app_.endpoints[static_cast<std::size_t>(action.endpoint)];
  }

  void welcome(double at);
  void close_the_doors(double at);
  void seat(double at);
  Seat* free_seat(double at);
  void connect(Seat& seat, double at);
  void watch(Seat& seat);
  void begin_try(Seat& seat);
  void send_on(Seat& seat);
  void receive(Seat& seat);
  void settle_sync(Seat& seat);
  void take_row(Seat& seat, const pg::Rows& rows);
  void end_try(Seat& seat, Fate fate);
  void lose(Seat& seat, const std::string& error);
  void answer(const Action& action, const std::string& error, double at);
  void give_up(double at);
  void note_own(double at);
  double next_moment(double at) const;
  bool anybody() const {
    return !queue_.empty() || !retries_.empty() ||
           std::ranges::any_of(seats_, [](auto& seat) { return seat.action.has_value(); });
  }

  const App& app_;
  const pg::Target& target_;
  const Plan& plan_;
  Clock::time_point begin_;
  Measured& measured_;
  Arrivals arrivals_;
  Chance chance_;
  Ledger ledger_;
  std::vector<Seat> seats_;
  std::deque<Action> queue_;  // they wait for a free connection
  struct Later {
    double at;
    Action action;
    bool operator>(const Later& other) const { return at > other.at; }
  };
  std::priority_queue<Later, std::vector<Later>, std::greater<>> retries_;
  std::size_t next_seat_ = 0;
  double next_patience_ = 0;  // when to look again who has waited long enough
  bool welcoming_ = true;
  os::Descriptor epoll_;
  Own own_;
  double own_second_ = 0, own_cpu_ = 0, own_idle_ = 0;
};

void Loop::run(const std::atomic<bool>& finishing, const std::atomic<bool>& leaving, int wake) {
  epoll_ = os::Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  os::Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  auto add = [&](int file) {
    // Once for each time that it goes off, so that nobody needs to read it.
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.u64 = ~std::uint64_t{0}}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, file, &event);
  };
  add(timer.get()), add(wake);
  own_second_ = now(), own_cpu_ = cpu_seconds();
  double alarm = 0;  // when the timer goes off
  std::array<epoll_event, 128> events;
  while (!leaving) {
    double at = now();
    if (finishing && welcoming_) close_the_doors(at);
    welcome(at);
    give_up(at);
    seat(at);
    note_own(at);
    if (!welcoming_ && !anybody()) return;
    double next = next_moment(at), here = now();
    int wait = -1;
    if (next - here < 20e-6) {
      wait = 0;
    } else if (alarm <= here || next < alarm) {
      // A timer that is set already goes off too early at worst, and then is set again.
      alarm = next;
      auto whole = std::floor(alarm - here);
      itimerspec moment{{}, {static_cast<time_t>(whole), static_cast<long>((alarm - here - whole) * 1e9) + 1}};
      ::timerfd_settime(timer.get(), 0, &moment, nullptr);
    }
    auto take = [&](int patience) {
      return ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), patience);
    };
    int count = 0;
    // As fast as it goes, and on processors of its own: to wake this thread for every answer would cost the server more
    // than an answer takes, so it stays awake between them. That is not work, and does not count as such.
    if (wait < 0 && plan_.rate <= 0 && !plan_.processors.empty()) {
      double until = here + awake_for;
      while (count == 0 && here < until) count = take(0), here = now();
      own_idle_ += here - (until - awake_for);
    }
    if (count == 0) count = take(wait);
    for (int i = 0; i < count; ++i) {
      auto index = events[static_cast<std::size_t>(i)].data.u64;
      if (index >= seats_.size()) continue;
      auto& seat = seats_[index];
      if (!seat.stream) continue;
      seat.stream->advance();
      receive(seat);
      if (seat.stream) watch(seat);
    }
  }
}

// Everybody who has come by now joins the queue.
void Loop::welcome(double at) {
  // Without a rate there are always as many as there are connections, and they wait for ever.
  bool endless = plan_.rate <= 0;
  while (welcoming_ && (endless ? queue_.size() < seats_.size() : arrivals_.next().at <= at)) {
    auto arrival = arrivals_.take();
    if (!std::isfinite(arrival.at)) break;
    Action action{arrival.endpoint, arrival.user, endless ? at : arrival.at, INFINITY};
    if (!endless) {
      action.until = arrival.at + std::chrono::duration<double>(endpoint(action).timeout).count();
      own_.late.add(Histogram::Micros(static_cast<std::int64_t>((at - arrival.at) * 1e6)));
    }
    queue_.push_back(std::move(action));
  }
  while (!retries_.empty() && retries_.top().at <= at) {
    queue_.push_back(retries_.top().action);
    retries_.pop();
  }
}

// Nobody comes any more. Who came without a rate would wait for ever: who is not served yet goes, the others have their
// time from now on.
void Loop::close_the_doors(double at) {
  welcoming_ = false;
  if (plan_.rate > 0) return;
  queue_.clear();
  retries_ = {};
  for (auto& seat : seats_)
    if (seat.action) seat.action->until = at + std::chrono::duration<double>(endpoint(*seat.action).timeout).count();
}

// The queue moves up as long as there are free connections.
void Loop::seat(double at) {
  while (!queue_.empty()) {
    auto* free = free_seat(at);
    if (!free) return;
    free->action = std::move(queue_.front());
    queue_.pop_front();
    if (plan_.rate <= 0 && free->action->tries == 0) free->action->wanted_at = at;
    begin_try(*free);
  }
}

// A connection that is open and idle; where there is none, one is opened for the time to come.
Loop::Seat* Loop::free_seat(double at) {
  Seat* empty = nullptr;
  bool connecting = false;
  for (std::size_t i = 0; i < seats_.size(); ++i) {
    auto& seat = seats_[(next_seat_ + i) % seats_.size()];
    if (seat.stream && seat.stream->state() == pg::Stream::State::open && !seat.action && seat.syncs == 0) {
      next_seat_ = (next_seat_ + i) % seats_.size();
      return &seat;
    }
    if (seat.stream && seat.stream->state() == pg::Stream::State::connecting) connecting = true;
    if (!seat.stream && seat.not_before <= at && !empty) empty = &seat;
  }
  if (empty && (!connecting || queue_.size() > 1)) connect(*empty, at);
  return nullptr;
}

void Loop::connect(Seat& seat, double at) {
  auto stream = pg::Stream::begin(target_, "app", app_.session);
  seat.not_before = at + reconnect_after;
  if (!stream) return;
  seat.stream = *std::move(stream);
  if (seat.stream->state() == pg::Stream::State::lost) return lose(seat, "no connection");
  watch(seat);
}

void Loop::watch(Seat& seat) {
  int socket = seat.stream->socket();
  bool writing = seat.stream->wants_to_write();
  bool connecting = seat.stream->state() == pg::Stream::State::connecting;
  if (socket == seat.watched && writing == seat.watched_for_writing && !connecting) return;
  epoll_event event{.events = EPOLLIN | (writing ? EPOLLOUT : 0u),
                    .data = {.u64 = static_cast<std::uint64_t>(&seat - seats_.data())}};
  // While it connects, libpq may have closed a socket and opened another of the same number, of which epoll knows
  // nothing.
  if (seat.watched >= 0) ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, seat.watched, nullptr);
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket, &event);
  seat.watched = socket, seat.watched_for_writing = writing;
}

void Loop::begin_try(Seat& seat) {
  auto& action = *seat.action;
  auto& what = endpoint(action);
  ++action.tries;
  seat.variables = app_.sizes;
  seat.variables[static_cast<std::size_t>(app_.user)] = std::to_string(action.user);
  seat.step = 0, seat.begun = false, seat.final_sent = false, seat.rolling_back = false;
  seat.error.clear();
  seat.write_id = 0, seat.wrote = seat.may_have_written = false;
  if (!what.table.empty()) {
    seat.write_id = ledger_.open(action.endpoint);
    seat.variables[static_cast<std::size_t>(app_.write_id)] = std::to_string(seat.write_id);
  }
  send_on(seat);
}

// Sends statements up to the end, or up to the next one whose row decides what follows.
void Loop::send_on(Seat& seat) {
  auto& what = endpoint(*seat.action);
  auto& stream = *seat.stream;
  seat.replies = 0, seat.keeper = 0;
  seat.writers.clear();
  std::size_t sent = 0;
  auto statements = std::ranges::count_if(what.steps, [](auto& s) { return std::holds_alternative<Statement>(s); });
  if (!seat.begun && what.one_transaction && statements > 1) stream.command(pg::Stream::Command::begin), ++sent;
  bool in_transaction = what.one_transaction && statements > 1;
  seat.begun = true;
  std::vector<pg::Value> parameters;
  while (seat.step < what.steps.size() && !seat.keeper) {
    auto& step = what.steps[seat.step++];
    if (auto* assignment = std::get_if<Assignment>(&step)) {
      seat.variables[static_cast<std::size_t>(assignment->variable)] =
          std::to_string(assignment->value.value(seat.variables, chance_));
      continue;
    }
    auto& statement = std::get<Statement>(step);
    parameters.clear();
    for (int place : statement.parameters) parameters.push_back(seat.variables[static_cast<std::size_t>(place)]);
    stream.execute(statement.number, statement.sql, parameters);
    ++sent;
    if (statement.keeps) seat.keeper = sent;
    if (std::ranges::find(statement.parameters, app_.write_id) != statement.parameters.end())
      seat.writers.push_back(sent);
    if (!what.one_transaction && !statement.keeps) stream.sync(), ++seat.syncs, ++sent, seat.final_sent = true;
  }
  if (seat.step == what.steps.size()) {
    seat.final_sent = true;
    if (in_transaction) stream.command(pg::Stream::Command::commit);
  }
  if (!in_transaction) seat.final_sent = true;
  stream.sync(), ++seat.syncs;
  stream.flush();
  if (stream.state() == pg::Stream::State::lost) return lose(seat, "connection lost");
  watch(seat);
}

void Loop::receive(Seat& seat) {
  using Kind = pg::Stream::Reply::Kind;
  while (seat.stream) {
    auto reply = seat.stream->next();
    if (!reply) break;
    ++seat.replies;
    if (reply->kind == Kind::failed && seat.error.empty())
      seat.error = reply->sqlstate.empty() ? "connection lost" : reply->sqlstate;
    if (reply->kind == Kind::done && seat.keeper == seat.replies) take_row(seat, reply->rows);
    if (reply->kind == Kind::done && std::ranges::find(seat.writers, seat.replies) != seat.writers.end()) {
      seat.wrote = seat.wrote || reply->rows.changed() > 0;
      seat.may_have_written = seat.may_have_written || !reply->rows.says_what_it_changed();
    }
    if (reply->kind == Kind::synced && --seat.syncs == 0) settle_sync(seat);
  }
  if (seat.stream && seat.stream->state() == pg::Stream::State::lost)
    lose(seat, seat.error.empty() ? "connection lost" : seat.error);
}

// All that was sent is answered.
void Loop::settle_sync(Seat& seat) {
  if (!seat.action) return;
  if (!seat.error.empty()) {
    if (seat.stream->in_transaction() && !seat.rolling_back) {
      seat.rolling_back = true;
      seat.stream->command(pg::Stream::Command::rollback);
      seat.stream->sync(), ++seat.syncs;
      seat.stream->flush();
      return watch(seat);
    }
    return end_try(seat, endpoint(*seat.action).one_transaction ? Fate::refused : Fate::unknown);
  }
  if (seat.step < endpoint(*seat.action).steps.size()) return send_on(seat);
  end_try(seat, Fate::acknowledged);
}

// No row leaves the variables NULL.
void Loop::take_row(Seat& seat, const pg::Rows& rows) {
  for (int column = 0; column < rows.columns(); ++column) {
    auto place = app_.names.find(rows.name(column));
    if (place)
      seat.variables[static_cast<std::size_t>(*place)] = rows.size() > 0 ? rows.value(0, column) : std::nullopt;
  }
}

// The try is over: the action is done, is tried again, or has failed.
void Loop::end_try(Seat& seat, Fate fate) {
  auto action = *std::move(seat.action);
  seat.action.reset();
  // What changed no row has left nothing, however well it went; what a SELECT did nobody says.
  auto left = fate != Fate::acknowledged || seat.wrote ? fate : seat.may_have_written ? Fate::unknown : Fate::refused;
  if (seat.write_id) ledger_.settle(seat.write_id, left);
  double at = now();
  action.error = seat.error;
  if (fate == Fate::acknowledged) return answer(action, "", at);
  auto& what = endpoint(action);
  double pause = std::chrono::duration<double>(what.retry_after).count() * std::pow(2, action.tries - 1) *
                 (0.5 + between_0_and_1(chance_));
  if (action.tries > what.retries || at + pause >= action.until) return answer(action, action.error, at);
  retries_.push({at + pause, std::move(action)});
}

// The connection is gone, and with it the answer, if one was to come.
void Loop::lose(Seat& seat, const std::string& error) {
  if (seat.watched >= 0) ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, seat.watched, nullptr);
  seat.watched = -1, seat.watched_for_writing = false;
  if (seat.stream && seat.stream->state() != pg::Stream::State::open)
    if (auto said = seat.stream->said(); !said.empty()) own_.refusal = said;
  seat.stream.reset();
  seat.syncs = 0;
  seat.not_before = now() + reconnect_after;
  if (!seat.action) return;
  seat.error = error;
  end_try(seat, seat.final_sent ? Fate::unknown : Fate::refused);
}

void Loop::answer(const Action& action, const std::string& error, double at) {
  auto waited = std::max(0.0, at - action.wanted_at);
  measured_.record(action.wanted_at, static_cast<std::size_t>(action.endpoint), action.user, error,
                   Histogram::Micros(static_cast<std::int64_t>(waited * 1e6)));
}

// Whoever has waited long enough goes. A client that goes closes its connection; the server may not notice for long.
void Loop::give_up(double at) {
  if (at < next_patience_) return;
  next_patience_ = at + 0.005;
  for (auto& seat : seats_) {
    bool connecting = seat.stream && seat.stream->state() == pg::Stream::State::connecting;
    if (connecting && seat.not_before - reconnect_after + connect_limit < at) lose(seat, "no connection");
    if (!seat.action || seat.action->until > at) continue;
    seat.action->tries = 1 << 20;
    lose(seat, "timeout");
  }
  std::erase_if(queue_, [&](auto& action) {
    if (action.until > at) return false;
    answer(action, action.error.empty() ? "no connection" : action.error, at);
    return true;
  });
}

void Loop::note_own(double at) {
  if (at - own_second_ < 1) return;
  double cpu = cpu_seconds();
  own_.busiest = std::max(own_.busiest, (cpu - own_cpu_ - own_idle_) / (at - own_second_));
  own_second_ = at, own_cpu_ = cpu, own_idle_ = 0;
}

double Loop::next_moment(double at) const {
  double next = at + 0.02;
  if (welcoming_ && plan_.rate > 0) next = std::min(next, arrivals_.next().at);
  if (!retries_.empty()) next = std::min(next, retries_.top().at);
  return next;
}

}  // namespace

struct Driver::Inside {
  App app;
  pg::Target target;
  Plan plan;
  Clock::time_point begin;
  Measured measured;
  os::Descriptor wake;
  std::atomic<bool> finishing = false, leaving = false;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::jthread> threads;

  void tell(std::atomic<bool>& flag) {
    flag = true;
    std::uint64_t one = 1;
    (void)!::write(wake.get(), &one, sizeof one);
  }
};

Driver::Driver(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Driver::Driver(Driver&&) noexcept = default;
Driver& Driver::operator=(Driver&&) noexcept = default;
Driver::~Driver() {
  if (inside_) leave();
}

Result<Driver> Driver::start(App app, const pg::Target& target, const Plan& plan) {
  auto inside = std::make_unique<Inside>();
  inside->app = std::move(app), inside->target = target, inside->plan = plan;
  int threads = plan.threads > 0 ? plan.threads : std::max(1, static_cast<int>(plan.processors.size()));
  inside->plan.threads = std::min(threads, inside->app.connections);
  inside->begin = Clock::now() - std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan.from));
  inside->wake = os::Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!inside->wake) return undecided(fmt::format("cannot make an event: {}", std::strerror(errno)));
  for (int i = 0; i < inside->plan.threads; ++i) {
    int connections =
        inside->app.connections / inside->plan.threads + (i < inside->app.connections % inside->plan.threads);
    inside->loops.push_back(std::make_unique<Loop>(inside->app, inside->target, inside->plan, i, connections,
                                                   inside->begin, inside->measured));
  }
  for (std::size_t i = 0; i < inside->loops.size(); ++i) {
    inside->threads.emplace_back([&loop = *inside->loops[i], &in = *inside, i] {
      auto& processors = in.plan.processors;
      os::stay_on(processors.empty() ? processors : std::vector{processors[i % processors.size()]});
      loop.run(in.finishing, in.leaving, in.wake.get());
    });
  }
  return Driver(std::move(inside));
}

double Driver::elapsed() const { return std::chrono::duration<double>(Clock::now() - inside_->begin).count(); }
const Measured& Driver::measured() const { return inside_->measured; }
const App& Driver::app() const { return inside_->app; }

void Driver::leave() { inside_->tell(inside_->leaving); }

void Driver::finish() {
  inside_->tell(inside_->finishing);
  inside_->threads.clear();
}

std::vector<const Ledger*> Driver::ledgers() const {
  std::vector<const Ledger*> ledgers;
  for (auto& loop : inside_->loops) ledgers.push_back(&loop->ledger());
  return ledgers;
}

Own Driver::own() const {
  Own sum;
  for (auto& loop : inside_->loops) sum.add(loop->own());
  return sum;
}

}  // namespace ante::load
