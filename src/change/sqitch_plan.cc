#include "change/sqitch_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "change/marks.h"

namespace ante::change {
namespace {

class PlanReader {
 public:
  PlanReader(std::string_view text, const std::string& file) : lines_(lines_of(text)), file_(file) {}

  Result<std::vector<Planned>> read() {
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      auto line = trim(lines_[at_].substr(0, lines_[at_].find('#')));
      if (line.empty()) continue;
      if (line.starts_with('%'))
        has_project_ = has_project_ || normal(line.substr(1)).starts_with("project");
      else if (line.starts_with('@'))
        TRY(tag(line.substr(1)));
      else
        TRY(change(line));
    }
    if (!has_project_)
      return bad_input(fmt::format("{}: there is no %project in it, and sqitch refuses it", file_),
                       "add %project=NAME");
    return std::move(changes_);
  }

 private:
  std::unexpected<Error> refused(std::string_view why) const {
    return bad_input(fmt::format("{}:{}: {}, and sqitch refuses the plan", file_, at_ + 1, why),
                     "sqitch plan says more");
  }

  // The first word, behind which the planner's name must follow, with a moment before it.
  Result<std::string> name_in(std::string_view line) {
    auto end = line.find_first_of(" \t[");
    auto name = std::string(line.substr(0, end));
    if (name.empty() || name.find_first_of(":@\\") != name.npos || contains(name, "..") || name.starts_with('/'))
      return refused(fmt::format("'{}' is no name of a change", one_line(line, 60)));
    auto rest = end == line.npos ? std::string_view() : line.substr(end);
    if (!contains(rest, "<") || !contains(rest, ">"))
      return refused(fmt::format("'{}' has no planner", one_line(name, 60)));
    return name;
  }

  Result<void> tag(std::string_view line) {
    auto name = TRY(name_in(line));
    if (changes_.empty()) return refused("a tag above all changes");
    if (!tags_.insert(name).second) return refused(fmt::format("a second tag @{}", one_line(name, 60)));
    all_tags_.push_back({changes_.size(), name});
    since_tag_.clear();
    return {};
  }

  Result<void> change(std::string_view line) {
    if (line.starts_with('-')) return refused("a change that reverts another");
    if (line.starts_with('+')) line = trim(line.substr(1));
    auto name = TRY(name_in(line));
    if (!since_tag_.insert(name).second)
      return refused(fmt::format("a second change '{}' since the last tag", one_line(name, 60)));
    TRY(requires_what_is_planned(line));
    if (auto before = last_.find(name); before != last_.end())
      for (auto& [behind, tag] : all_tags_)
        if (behind > before->second) changes_[before->second].reworked_at.push_back(tag);
    last_[name] = changes_.size();
    changes_.push_back({name, static_cast<int>(at_) + 1, {}});
    return {};
  }

  // [a !b other:c d@tag]: what is of this project and no conflict must stand above.
  Result<void> requires_what_is_planned(std::string_view line) {
    auto open = line.find('['), close = line.find(']');
    if (open == line.npos || close == line.npos || close < open) return {};
    for (auto& word : split(line.substr(open + 1, close - open - 1), ' ')) {
      auto name = word.substr(0, word.find('@'));
      if (name.empty() || name.starts_with('!') || contains(name, ":") || last_.contains(name)) continue;
      return refused(fmt::format("'{}' is required and does not stand above", one_line(word, 60)));
    }
    return {};
  }

  std::vector<std::string_view> lines_;
  const std::string& file_;
  std::vector<Planned> changes_;
  std::map<std::string, std::size_t> last_;
  std::set<std::string> tags_, since_tag_;
  std::vector<std::pair<std::size_t, std::string>> all_tags_;  // how many changes stand above
  bool has_project_ = false;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Planned>> sqitch_plan(std::string_view text, const std::string& file) {
  return PlanReader(text, file).read();
}

}  // namespace ante::change
