#include "watch/lock_queues.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace ante::watch {

std::vector<LockQueue> lock_queues(const Moment& moment) {
  std::map<int, const Session*> by_pid;
  std::map<int, std::vector<const Session*>> behind;  // who waits for this one, directly
  for (auto& session : moment.sessions) {
    by_pid[session.pid] = &session;
    for (int holder : session.blocked_by) behind[holder].push_back(&session);
  }
  std::vector<LockQueue> queues;
  for (auto& [holder, first] : behind) {
    auto known = by_pid.find(holder);
    if (known != by_pid.end() && !known->second->blocked_by.empty()) continue;
    LockQueue queue{.holder = holder};
    std::set<int> seen{holder};
    std::vector<int> reach{holder};
    while (!reach.empty()) {
      int from = reach.back();
      reach.pop_back();
      auto next = behind.find(from);
      if (next == behind.end()) continue;
      for (auto* session : next->second) {
        if (!seen.insert(session->pid).second) continue;
        // Who builds an index concurrently waits for others to end, and stops nobody meanwhile.
        if (session->wait != "virtualxid") {
          ++queue.waiting;
          queue.longest = std::max(queue.longest, session->waited_seconds);
        }
        // In a queue for a row the next one takes the place of the first: to end that one helps nobody.
        bool lets_wait = session->wait == "relation" && behind.contains(session->pid);
        if (from == holder && lets_wait) queue.heads.push_back(session->pid);
        if (queue.relation.empty()) queue.relation = session->waits_for;
        reach.push_back(session->pid);
      }
    }
    if (queue.waiting > 0) queues.push_back(std::move(queue));
  }
  std::ranges::stable_sort(queues, std::greater<>(), &LockQueue::waiting);
  return queues;
}

std::string shown(const Session& session) {
  auto text = session.text.empty() ? std::string("a statement that cannot be shown") : one_line(session.text, 120);
  return fmt::format("{} ({}, pid {}{}{})", text, session.user.empty() ? "the server itself" : session.user,
                     session.pid, session.application.empty() ? "" : ", ", session.application);
}

}  // namespace ante::watch
