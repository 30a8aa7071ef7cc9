#include "snapshot/privacy.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "snapshot/array_literal.h"
#include "snapshot/disguise.h"

namespace ante::snapshot {
namespace {

// Values of a family are replaced by one map, so that columns that are compared with each other stay comparable.
enum class Family { number, text, day, uuid, kept, unknown };

Family family_of(std::string_view type) {
  auto bare = type.substr(0, type.find('('));
  if (bare.ends_with(' ')) bare.remove_suffix(1);
  for (auto name : {"smallint", "integer", "bigint", "numeric", "real", "double precision", "oid"})
    if (bare == name) return Family::number;
  for (auto name : {"text", "character varying", "character", "bpchar", "name"})
    if (bare == name) return Family::text;
  if (bare == "date" || bare.starts_with("timestamp")) return Family::day;
  if (bare == "uuid") return Family::uuid;
  if (bare == "boolean") return Family::kept;
  return Family::unknown;
}

// A number as its whole part, which is mapped, and the rest of its text, which stays.
struct SplitValue {
  std::int64_t whole = 0;
  std::string before, after;
};

// "-12.50": the sign goes with the whole part; "-0.5" keeps its sign in front.
std::optional<SplitValue> split_number(const std::string& text) {
  SplitValue value;
  auto end = text.find_first_not_of("0123456789", text.starts_with('-') ? 1 : 0);
  if (end == std::string::npos) end = text.size();
  value.after = text.substr(end);
  if (!value.after.empty() && value.after.find_first_not_of(".0123456789") != std::string::npos)
    return std::nullopt;  // 1e+30, NaN
  auto [rest, failed] = std::from_chars(text.data(), text.data() + end, value.whole);
  if (failed != std::errc() || rest != text.data() + end || std::abs(static_cast<double>(value.whole)) > 9e18)
    return std::nullopt;
  if (value.whole == 0 && text.starts_with('-')) value.before = "-";
  return value;
}

// "2026-11-21 06:15:00+00": the day is mapped, the time of day stays.
std::optional<SplitValue> split_day(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  int read = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &read) != 3 || read != 10 || text.ends_with("BC"))
    return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return SplitValue{std::chrono::sys_days(date).time_since_epoch().count(), "", text.substr(10)};
}

std::string day_text(std::int64_t days) {
  std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

bool stays(Family family, const std::string& text) {
  return family == Family::kept || (family == Family::day && contains(text, "infinity"));
}

// All values of a snapshot, each visited with its family; the visitor may change it, or refuse it by returning false,
// which drops the whole list that it stands in.
using Visit = std::function<bool(Family, std::string&)>;

struct Dropped {
  std::map<std::string, std::set<std::string>> columns_of_type;  // by type
};

bool visit_array(Family family, Text& values, const Visit& visit) {
  auto elements = array_elements(*values);
  if (!elements || family == Family::unknown) return false;
  for (auto& element : *elements)
    if (element && !stays(family, *element) && !visit(family, *element)) return false;
  values = array_literal(*elements);
  return true;
}

void visit_values(Snapshot& snapshot, const Visit& visit, Dropped& dropped) {
  std::set<std::string> enums;  // their labels are the schema's
  for (auto& type : snapshot.catalog.types)
    if (type.kind == "enum") enums.insert(type.name);
  auto family_in = [&](const Text& type) {
    return type && enums.contains(*type) ? Family::kept : family_of(type.value_or(""));
  };
  auto drop = [&](const Text& type, const std::string& place) {
    dropped.columns_of_type[type.value_or("unknown")].insert(place);
  };
  for (auto& slot : snapshot.slots) {
    if (!slot.values || visit_array(family_in(slot.value_type), slot.values, visit)) continue;
    drop(slot.value_type, slot.column.empty() ? slot.relation : slot.relation + "." + slot.column);
    slot.values.reset();
    slot.numbers.reset();
    slot.kind = 0;
  }
  for (auto& shape : snapshot.indexes) {
    auto family = family_in(shape.end_type);
    auto one = [&](Text& value) {
      return !value || stays(family, *value) || (family != Family::unknown && visit(family, *value));
    };
    bool low = one(shape.low), high = one(shape.high);
    if (low && high) continue;
    drop(shape.end_type, shape.index);
    shape.low.reset();
    shape.high.reset();
  }
  std::erase_if(snapshot.slots, [](auto& slot) { return slot.kind == 0; });
}

struct Known {
  std::set<std::int64_t> numbers, days;
  std::set<std::string> texts, uuids;
};

Known collect(Snapshot& snapshot, Dropped& dropped) {
  Known known;
  visit_values(
      snapshot,
      [&](Family family, std::string& text) {
        auto split = family == Family::number ? split_number(text)
                     : family == Family::day  ? split_day(text)
                                              : std::optional<SplitValue>(SplitValue{});
        if (!split) return false;
        if (family == Family::number) known.numbers.insert(split->whole);
        if (family == Family::day) known.days.insert(split->whole);
        if (family == Family::text) known.texts.insert(text);
        if (family == Family::uuid) known.uuids.insert(text);
        return true;
      },
      dropped);
  return known;
}

// Under a collation that is not the bytes' order, new texts may stand in another order than the old ones: a histogram
// must be sorted to be one. Plain small letters sort alike everywhere.
void sort_histograms(Snapshot& snapshot) {
  for (auto& slot : snapshot.slots) {
    if (slot.kind != 2 || !slot.values || family_of(slot.value_type.value_or("")) != Family::text) continue;
    auto elements = array_elements(*slot.values);
    if (!elements) continue;
    std::ranges::sort(*elements);
    slot.values = array_literal(*elements);
  }
}

void drop_extended_values(Snapshot& snapshot, const std::function<bool(const std::string& statistics)>& wanted) {
  int dropped = 0;
  for (auto& one : snapshot.extended) {
    if (!one.mcv || !wanted(one.statistics)) continue;
    one.mcv.reset();
    ++dropped;
  }
  if (dropped > 0)
    snapshot.blind_spots.push_back(
        {"extended statistics",
         fmt::format("the most common values of {}: private", counted(dropped, "statistics object")), ""});
}

struct Forgotten {
  Names tables;        // the column's own, and all above and below it: they share their values
  std::string quoted;  // the column as SQL writes it
  std::string bare;    // as pg_attribute has it

  bool of(const std::string& table) const { return std::ranges::find(tables, table) != tables.end(); }
  // Every way in which this text may name the column.
  bool in(std::string_view definition) const { return contains(definition, bare) || contains(definition, quoted); }
};

// All tables that inherit from each other, or are partitions of each other.
Names family_of_table(const catalog::Catalog& catalog, const std::string& table) {
  Names all{table};
  for (std::size_t size = 0; size != all.size();) {
    size = all.size();
    auto is_in = [&](const std::string& name) { return std::ranges::find(all, name) != all.end(); };
    for (auto& one : catalog.tables) {
      if (!is_in(one.name) && std::ranges::any_of(one.parents, is_in)) all.push_back(one.name);
      if (is_in(one.name))
        for (auto& parent : one.parents)
          if (!is_in(parent)) all.push_back(parent);
    }
  }
  return all;
}

std::optional<Forgotten> find_column(const catalog::Catalog& catalog, const std::string& name) {
  for (auto& column : catalog.columns)
    if (!column.dropped && column.relation + "." + column.name == name)
      return Forgotten{family_of_table(catalog, column.relation), column.name,
                       column.name.starts_with('"')
                           ? replace_all(column.name.substr(1, column.name.size() - 2), "\"\"", "\"")
                           : column.name};
  return std::nullopt;
}

void forget(Snapshot& snapshot, const Forgotten& column) {
  std::set<std::string> relations, statistics;  // whose expressions may hold its values
  for (auto& index : snapshot.catalog.indexes)
    if (column.of(index.table) && column.in(index.definition)) relations.insert(index.name);
  for (auto& object : snapshot.catalog.statistics)
    if (column.of(object.table) && column.in(object.definition)) statistics.insert(object.name);
  for (auto& slot : snapshot.slots) {
    bool own = column.of(slot.relation) && slot.column == column.bare;
    if (own || relations.contains(slot.relation) || statistics.contains(slot.relation))
      slot.values.reset(), slot.kind = slot.kind == 3 || slot.kind == 5 ? slot.kind : 0;
  }
  std::erase_if(snapshot.slots, [](auto& slot) { return slot.kind == 0; });
  for (auto& shape : snapshot.indexes)
    if (relations.contains(shape.index)) shape.low.reset(), shape.high.reset();
  drop_extended_values(snapshot, [&](const std::string& name) { return statistics.contains(name); });
}

}  // namespace

Result<void> find_columns(const catalog::Catalog& catalog, const Names& columns) {
  for (auto& name : columns)
    if (!find_column(catalog, name))
      return bad_input(fmt::format("there is no column {} to exclude", name),
                       "write schema.table.column, quoted as in SQL where needed");
  return {};
}

void forget_columns(Snapshot& snapshot, const Names& columns) {
  for (auto& name : columns) {
    auto found = find_column(snapshot.catalog, name);
    CHECK_THAT(found);
    forget(snapshot, *found);
    snapshot.blind_spots.push_back(
        {"statistics", fmt::format("values of {}: excluded", name), "take it out of exclude_columns"});
  }
}

void replace_values(Snapshot& snapshot, std::mt19937_64 random) {
  snapshot.source.is_private = true;
  Dropped dropped;
  auto known = collect(snapshot, dropped);
  std::uniform_int_distribution<std::int64_t> shift(-700, 700);
  auto first_day = known.days.empty() ? 0 : *known.days.begin();
  std::set<std::int64_t> since_first;
  for (auto day : known.days) since_first.insert(day - first_day);
  // No day before the first year: PostgreSQL writes those as BC.
  const std::int64_t year_one = std::chrono::sys_days(std::chrono::year(1) / 1 / 1).time_since_epoch().count();
  const auto moved_first_day = std::max(year_one, first_day + shift(random));
  const NumberDisguise numbers(known.numbers, random), days(since_first, random);
  const TextDisguise texts(known.texts, "abcdefghijklmnopqrstuvwxyz", false, random);
  const TextDisguise uuids(known.uuids, "0123456789abcdef", true, random);

  visit_values(
      snapshot,
      [&](Family family, std::string& text) {
        if (family == Family::text) return text = texts(text), true;
        if (family == Family::uuid) return text = uuids(text), true;
        auto split = family == Family::number ? split_number(text) : split_day(text);
        if (!split) return false;
        auto whole = family == Family::number ? fmt::format("{}", numbers(split->whole))
                                              : day_text(moved_first_day + days(split->whole - first_day));
        text = split->before + whole + split->after;
        return true;
      },
      dropped);
  sort_histograms(snapshot);
  drop_extended_values(snapshot, [](const std::string&) { return true; });
  for (auto& [type, columns] : dropped.columns_of_type)
    snapshot.blind_spots.push_back(
        {"statistics",
         fmt::format("values of type {}, in {} among others: dropped, since no disguise for them is known", type,
                     *columns.begin()),
         "capture without --private"});
}

}  // namespace ante::snapshot
