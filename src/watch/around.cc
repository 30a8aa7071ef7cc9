#include "watch/around.h"

#include "watch/middle.h"

namespace ante::watch {
namespace {

constexpr double counted_at_least = 30;  // seconds
// Of the machine there are a few looks in ten seconds, of checkpoints one in a minute, or in half of one in doubt.
constexpr std::size_t around_usually = 100, around_lately = 3, around_to_know = 5;

}  // namespace

void Around::Series::see(double value, bool is_quiet) {
  keep(lately, value, around_lately);
  if (is_quiet) keep(usual, value, around_usually);
}

std::optional<Beside> Around::Series::now() const {
  if (usual.size() < around_to_know) return std::nullopt;
  return Beside{.now = middle(lately), .usual = middle(usual)};
}

void Around::see(const Host& host, bool is_quiet) {
  processors_ = host.processors, memory_left_ = host.memory_left;
  if (host.taken) taken_.see(*host.taken, is_quiet);
  if (host.taken && host.by_server) others_.see(*host.taken - *host.by_server, is_quiet);
  if (host.waits_for_disk) waits_for_disk_.see(*host.waits_for_disk, is_quiet);
  if (host.waits_for_memory) waits_for_memory_.see(*host.waits_for_memory, is_quiet);
}

void Around::count_checkpoints(double asked_for, double at, bool is_quiet) {
  // One in a few seconds would be many a minute.
  if (counted_ && asked_for >= counted_->first && at > counted_->second && at - counted_->second < counted_at_least)
    return;
  auto before = std::exchange(counted_, std::pair(asked_for, at));
  // Fewer than before: it was counted anew.
  if (!before || asked_for < before->first || at <= before->second) return;
  checkpoints_.see((asked_for - before->first) / (at - before->second) * 60, is_quiet);
}

void Around::tell(Surroundings& surroundings) const {
  // The last count says more than the middle of three: they are minutes apart.
  if (auto now = checkpoints_.now())
    surroundings.checkpoints = Beside{.now = checkpoints_.lately.back(), .usual = now->usual};
  auto others = others_.now();
  if (!others) return;
  surroundings.machine = Machine{.processors = processors_,
                                 .taken = middle(taken_.lately),
                                 .others = *others,
                                 .waits_for_disk = waits_for_disk_.now(),
                                 .waits_for_memory = waits_for_memory_.now(),
                                 .memory_left = memory_left_};
}

}  // namespace ante::watch
