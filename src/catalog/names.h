// Names as the catalog spells them, taken apart, and texts that differ in nothing but names.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ante::catalog {

struct SplitName {
  std::string schema, bare;  // schema "" where the name has none
};
SplitName split_name(std::string_view name);  // "public.f(integer)" → "public", "f(integer)"
std::string bare_name(std::string_view name);
std::string part_of(std::string_view name);  // "public.task.kind" → "kind"
std::string qualified(const std::string& schema, const std::string& bare);

// What is called otherwise in the second of two texts.
struct NewNames {
  std::map<std::string, std::string> qualified;        // "public.task" → "app.errand"
  std::set<std::pair<std::string, std::string>> bare;  // last parts, columns, roles: any of them may stand alone
  bool empty() const { return qualified.empty() && bare.empty(); }
};
bool same_but_for_names(std::string_view before, std::string_view after, const NewNames& names);

// The text with every qualified name that has a new one by its new one.
std::string with_new_names(std::string_view text, const NewNames& names);

// Whether the text names this column, or whole rows, so that it may mean it.
bool may_mention(std::string_view text, std::string_view column);

}  // namespace ante::catalog
