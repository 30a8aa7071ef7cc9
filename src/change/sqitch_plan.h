// sqitch.plan: the changes of a project in the order in which sqitch deploys them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "change/folder.h"

namespace ante::change {

struct Planned {
  std::string name;
  int line = 1;
  // A change that is reworked further below: the tags between the two, one of which its old scripts are named for.
  std::vector<std::string> reworked_at = {};
};

Result<std::vector<Planned>> sqitch_plan(std::string_view text, const std::string& file);

// What a plan says of a change or of a tag, beside its name: sqitch's identifiers are made of it.
struct SqitchSaid {
  std::string name, at, planner, email, note;
};
struct SqitchChange : SqitchSaid {
  std::vector<std::string> needs = {}, conflicts = {};
  std::vector<SqitchSaid> tags = {};
};
struct SqitchProject {
  std::string name, uri;
  std::vector<SqitchChange> changes = {};
};
// Of a plan that sqitch_plan() takes.
SqitchProject sqitch_project(std::string_view text);
// The plan's file of a project's folder; nothing where it has none.
std::optional<Entry> sqitch_plan_file(const Folder& folder);

}  // namespace ante::change
