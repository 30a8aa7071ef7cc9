#include "ship/drift.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "os/sha256.h"

namespace ante::ship {
namespace {

// "public.t", "SELECT on table ante.step to …", "ante_kept_1.t.c": whether a schema or column of ours is named in it.
bool is_ours(std::string_view object) {
  // "~ante_kept_…" are triggers that come after all others; (ante_kept_…) is a column in a grant.
  for (std::string_view before : {"", " ", ".", "(", "\"~"}) {
    auto kept = fmt::format("{}{}", before, kept_prefix);
    if (before.empty() ? object.starts_with(kept) : contains(object, kept)) return true;
  }
  auto journal = fmt::format("{}.", journal_schema);
  return object == journal_schema || object.starts_with(journal) || contains(object, " " + journal) ||
         object.ends_with(fmt::format(" {}", journal_schema)) || contains(object, fmt::format(" {} ", journal_schema));
}

}  // namespace

std::vector<catalog::Difference> differences_but_ours(const catalog::Catalog& before, const catalog::Catalog& after) {
  auto all = catalog::differences(before, after);
  std::erase_if(all, [](auto& one) {
    return is_ours(one.object) || one.kind == "role" || one.kind == "membership" || one.kind == "dependency";
  });
  return all;
}

// What differs from nothing is all that there is, each with its definition.
std::string hash_of_schema(const catalog::Catalog& catalog) {
  std::vector<std::string> lines;
  catalog::for_each_kind(catalog, [&]<class Record>(const char* kind, const std::vector<Record>& records) {
    std::string_view name = kind;
    if (name == "role" || name == "membership" || name == "dependency") return;
    for (auto& record : records) {
      std::string line = kind;
      bool ours = false;
      for_each_field<Record>([&]<class Value>(Field<Record, Value> field) {
        if (field.scope != Scope::everywhere) return;
        auto& value = record.*(field.member);
        std::string text;
        if constexpr (std::is_same_v<Value, std::string>)
          text = value;
        else if constexpr (std::is_same_v<Value, std::optional<std::string>>)
          text = value ? "=" + *value : "";
        else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
          text = join(value, "\x1f");
        else
          text = fmt::format("{}", value);
        // Where an object lives, or what it belongs to, is in its name or its relation's.
        std::string_view called = field.name;
        if (std::is_same_v<Record, catalog::Column> && called == "name")
          ours |= text.starts_with(kept_prefix);
        else if (std::is_same_v<Record, catalog::Grant> && called == "column")
          ours |= contains(text, kept_prefix);
        else if (called == "name" || called == "relation" || called == "table" || called == "object" ||
                 called == "schema")
          ours |= is_ours(text);
        line += fmt::format("\x1e{}", text);
      });
      if constexpr (std::is_same_v<Record, catalog::Column>)
        if (record.dropped) continue;
      if (!ours) lines.push_back(std::move(line));
    }
  });
  std::ranges::sort(lines);
  os::Sha256 hash;
  for (auto& line : lines) hash.add(fmt::format("{}:{}\n", line.size(), line));
  return hash.hex();
}

}  // namespace ante::ship
