// A law that is tried with one seed after another: a few for every change, and for as long as one likes by ./campaign,
// whose runs add up in tests/ship/campaigns/. Those that failed once are tried again for every change.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace ante::tests {

inline std::int64_t environment_number(const char* name, std::int64_t otherwise) {
  const char* said = std::getenv(name);
  return said ? std::atoll(said) : otherwise;
}

class Campaign {
 public:
  explicit Campaign(std::string what)
      : what_(std::move(what)),
        first_(environment_number("ANTE_CAMPAIGN_SEED", 1)),
        step_(environment_number("ANTE_CAMPAIGN_STEP", 1)),
        seconds_(environment_number("ANTE_CAMPAIGN_SECONDS", 0)) {}

  bool is_on() const { return seconds_ > 0; }
  // `run` says what was not as it should be, "" for nothing. Each of the first `few` seeds, or as many as the campaign
  // has time for. Ten failures are enough. `counted` are the things that were tried in a run, where that is not one.
  void play(int few, const std::function<std::string(std::uint64_t seed)>& run,
            const std::function<std::int64_t()>& counted = {}) {
    using Clock = std::chrono::steady_clock;
    auto until = Clock::now() + std::chrono::seconds(seconds_);
    std::int64_t runs = 0, things = 0, failures = 0, seed = first_;
    auto take = [&](std::int64_t one) {
      auto wrong = run(static_cast<std::uint64_t>(one));
      things += counted ? counted() : 1;
      ++runs;
      if (wrong.empty()) return;
      ++failures;
      ADD_FAILURE() << what_ << ", seed " << one << ": " << wrong;
      fmt::print("campaign-failed\t{}\t{}\n", what_, one);
    };
    for (; failures < 10 && (is_on() ? Clock::now() < until : runs < few); seed += step_) take(seed);
    if (!is_on())
      for (auto one : failed_once()) take(one);
    fmt::print("campaign\t{}\t{}\t{}\t{}\t{}\t{}\n", what_, first_, seed - step_, runs, things, failures);
    std::fflush(stdout);
  }

 private:
  std::vector<std::int64_t> failed_once() const {
    std::vector<std::int64_t> seeds;
    std::ifstream file(ANTE_SOURCE "/tests/ship/campaigns/failed.tsv");
    std::string what, seed, state;
    while (file >> what >> seed >> state)
      if (what == what_) seeds.push_back(std::atoll(seed.c_str()));
    return seeds;
  }

  std::string what_;
  std::int64_t first_, step_, seconds_;
};

}  // namespace ante::tests
