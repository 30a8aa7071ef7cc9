#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/format.h"
#include "change/liquibase_marks.h"
#include "change/marks.h"
#include "change/names.h"

namespace ante::change {
namespace {

bool is_anything(const Look&) { return true; }

// Whoever stands further up has the surer signs: a plan, marks in files, names that nobody else writes.
constexpr std::array table{
    Format{"sqitch", is_sqitch, nullptr, list_sqitch, Recorded::after_it},
    Format{"graphile-migrate", is_graphile, nullptr, list_graphile, Recorded::in_its_transaction},
    Format{"liquibase", is_liquibase, has_liquibase_marks, list_liquibase, Recorded::after_it},
    Format{"dbmate", is_dbmate, has_dbmate_marks, list_dbmate, Recorded::in_its_transaction},
    Format{"goose", is_goose, has_goose_marks, list_goose, Recorded::in_its_transaction},
    Format{"node-pg-migrate", is_node_pg_migrate, has_node_pg_migrate_marks, list_node_pg_migrate,
           Recorded::in_its_transaction},
    Format{"refinery", is_refinery, nullptr, list_refinery, Recorded::in_its_transaction},
    Format{"flyway", is_flyway, nullptr, list_flyway, Recorded::after_it},
    Format{"prisma", is_prisma, nullptr, list_prisma, Recorded::before_it},
    Format{"diesel", is_diesel, nullptr, list_diesel, Recorded::in_its_transaction},
    Format{"sqlx", is_sqlx, nullptr, list_sqlx, Recorded::in_its_transaction},
    Format{"golang-migrate", is_golang_migrate, nullptr, list_golang_migrate, Recorded::before_it},
    Format{"plain", is_anything, nullptr, list_plain, Recorded::is_not_known},
};

// Files that no migration tool reads as SQL, and how people call them.
constexpr std::array programs{
    std::pair{".rb", "Ruby"},        std::pair{".js", "JavaScript"}, std::pair{".mjs", "JavaScript"},
    std::pair{".cjs", "JavaScript"}, std::pair{".ts", "TypeScript"}, std::pair{".py", "Python"},
    std::pair{".php", "PHP"},        std::pair{".go", "Go"},         std::pair{".java", "Java"},
    std::pair{".kt", "Kotlin"},      std::pair{".exs", "Elixir"},    std::pair{".cs", "C#"}};

const char* language_of(const Entry& entry) {
  for (auto& [ending, language] : programs)
    if (!entry.is_folder && stem_of(entry.name, ending)) return language;
  return nullptr;
}

// 0003_x.js and V3__x.java are migrations, index.js is none.
bool is_named_as_migration(const std::string& name) {
  return is_digit(name[0]) || (name.size() > 1 && contains("VUR", name.substr(0, 1)) && contains(name, "__"));
}

Result<void> one_tools_marks(const Look& look) {
  const std::string* first = nullptr;
  const Format* its = nullptr;
  for (auto& [name, text] : look.beginnings)
    for (auto& format : table) {
      if (!format.marks || !format.marks(text)) continue;
      if (its && its != &format)
        return bad_input(
            fmt::format("{} has {}'s marks, and {} has {}'s", shown(*first), its->tool, shown(name), format.tool),
            "one folder is one tool's; say which: --tool NAME");
      first = &name, its = &format;
    }
  return {};
}

}  // namespace

std::vector<Called> called_of(const Listing& listing) {
  std::vector<Called> called;
  for (auto& listed : listing.migrations) called.push_back({listed.name, listed.checksums});
  return called;
}

std::span<const Format> formats() { return table; }

bool Look::has_ledger(std::string_view tool) const {
  return std::ranges::find(ledgers, tool, &Ledger::tool) != ledgers.end();
}

Look look_into(const Folder& folder, const std::vector<Ledger>& ledgers) {
  Look look{folder, ledgers, {}};
  for (auto& entry : folder.entries)
    if (!entry.is_folder && stem_of(entry.name, ".sql")) look.beginnings[entry.name] = beginning_of(entry);
  return look;
}

Result<const Format*> format_of(const Look& look, const std::string& tool) {
  if (!tool.empty()) {
    auto named = std::ranges::find(table, lower(tool), &Format::tool);
    if (named != table.end()) return &*named;
    std::vector<std::string> known;
    for (auto& format : table) known.emplace_back(format.tool);
    return bad_input(fmt::format("no migration tool '{}' is known", shown(tool)), "known are: " + join(known, ", "));
  }
  TRY(one_tools_marks(look));
  return &*std::ranges::find_if(table, [&](auto& format) { return format.is_it(look); });
}

Listed pair_of(std::string name, Entry up, std::optional<Entry> back, std::string number, SendsText sends) {
  Listed listed{name, up, back, std::move(number), {}};
  listed.read = [name = std::move(name), up = std::move(up), back = std::move(back), sends]() -> Result<Made> {
    Migration migration{.name = shown(name), .steps = {}};
    auto text = TRY(text_of(up));
    take(migration, TRY(steps_of(text, up.file)), sends(text));
    if (back) {
      auto back_text = TRY(text_of(*back));
      take(migration.back.emplace(), TRY(steps_of(back_text, back->file)), sends(back_text));
    }
    return Made{{std::move(migration)}};
  };
  return listed;
}

void leave_out(Listing& listing, const Entry& entry, std::string_view tool, std::string_view takes) {
  listing.notes.push_back(fmt::format("{} is left out: {} takes {}", entry.file, tool, takes));
}

void doubt_programs(const Folder& folder, Listing& listing) {
  for (auto& entry : folder.entries)
    if (auto* language = language_of(entry); language && is_named_as_migration(entry.name))
      listing.doubts.push_back(
          fmt::format("{} is a program ({}), and what it does is not rehearsed", entry.file, language));
}

std::optional<Error> only_programs(const Folder& folder) {
  for (auto& entry : folder.entries)
    if (auto* language = language_of(entry))
      return bad_input(fmt::format("{} holds no SQL: its migrations are programs ({}: {})", folder.label, language,
                                   entry.file),
                       "run them on a private database: ante check --run 'COMMAND'")
          .error();
  return std::nullopt;
}

}  // namespace ante::change
