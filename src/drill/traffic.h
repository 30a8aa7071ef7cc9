// The application in one version after the other, on one clock.
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "drill/confounder.h"
#include "drill/description.h"
#include "drill/system.h"
#include "load/driver.h"

namespace ante::drill {

// What people met at one thing that they do.
struct OfEndpoint {
  std::string name, fails;  // fails: what they see when it does not work
  Millis goal{0};
  load::Met peace = {}, struck = {};
  std::vector<load::Met> seconds = {};
};

class Traffic {
 public:
  // All of it goes the way that the confounder leads it, where there is one.
  Traffic(const System& system, const Description& drill, std::uint64_t seed, const Confounder* confounder)
      : system_(system), drill_(drill), seed_(seed), confounder_(confounder) {}
  ~Traffic();  // nobody is kept from leaving where the drill ends before its time

  // The new version takes over; whom the old one still serves it serves to the end. Where its start command fails there
  // is nobody to serve who comes from then on.
  Result<void> release(const std::filesystem::path& version);
  // From the next release on so many times as many people come.
  void expect(double crowd) { crowd_ = crowd; }
  // Those who come from now on come in other numbers.
  Result<void> change_crowd(double crowd);
  void finish();

  // What the last start command that failed said.
  const std::string& not_started() const { return not_started_; }
  double elapsed() const { return drivers_.empty() ? 0 : drivers_.front()->elapsed(); }
  // Whether in these seconds all was as it should be on any day.
  bool at_rest(int from, int to) const;
  // Endpoints of the same name are the same to people.
  void sum(load::Measured& sum, std::vector<OfEndpoint>& endpoints) const;
  Result<load::Audit> audit(pg::Connection& server) const;
  load::Own own() const;

 private:
  const System& system_;
  const Description& drill_;
  std::uint64_t seed_;
  double crowd_ = 1;
  const Confounder* confounder_;
  std::filesystem::path version_;  // the last one
  std::string not_started_;
  std::vector<std::unique_ptr<load::Driver>> drivers_;
  std::vector<std::future<void>> leaving_;
};

}  // namespace ante::drill
