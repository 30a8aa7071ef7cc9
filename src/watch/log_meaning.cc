#include "watch/log_meaning.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/text.h"

namespace ante::watch {
namespace {

// To know a statement's shape takes a moment.
constexpr int statements_in_a_look = 50;
constexpr std::size_t longest_statement = 8'192;
constexpr std::size_t nodes_at_most = 200;
constexpr std::string_view of_words = "of words ";
// Where a value was put into a text without its quotes, it looks like a name: nothing is taken of what is no SQL.
constexpr std::string_view not_sql = "42601";

// Where log_line_prefix has no %e, which is how servers come, an error is told by the server's own words: those of the
// errors that a change is blamed for, and that people ask for by name.
struct KnownError {
  std::string_view sqlstate, name;
  std::string_view begins = {}, holds = {};
};
constexpr std::array known_errors{
    KnownError{"42703", "an undefined column", "column ", " does not exist"},
    KnownError{"42703", "an undefined column", "record ", " has no field "},
    KnownError{"42P01", "an undefined table", "relation ", " does not exist"},
    KnownError{"42883", "an undefined function", "function ", " does not exist"},
    KnownError{"42883", "an undefined function", "operator does not exist"},
    KnownError{"42704", "an undefined object", "type ", " does not exist"},
    KnownError{"3F000", "an undefined schema", "schema ", " does not exist"},
    KnownError{"42501", "a missing privilege", "permission denied "},
    KnownError{"42501", "a missing privilege", "must be owner of "},
    KnownError{"42501", "a missing privilege", "new row violates row-level security policy"},
    KnownError{"23505", "a key that is there already", "duplicate key value violates unique constraint"},
    KnownError{"23502", "a NULL where none may be", "null value in column "},
    KnownError{"23503", "a foreign key", "insert or update on table ", "violates foreign key constraint"},
    KnownError{"23503", "a foreign key", "update or delete on table ", "violates foreign key constraint"},
    KnownError{"23514", "a CHECK", "new row for relation ", "violates check constraint"},
    KnownError{"22P02", "a value that its type refuses", "invalid input syntax for "},
    KnownError{"22001", "a value that is too long", "value too long for type "},
    KnownError{"22003", "a number out of range", "value ", " is out of range for type "},
    KnownError{"22003", "a number out of range", "integer out of range"},
    KnownError{"0A000", "a cached plan of another result", "cached plan must not change result type"},
    KnownError{"42601", "a syntax error", "syntax error at "},
    KnownError{"42804", "a type that does not fit", "column ", " is of type "},
    KnownError{"57014", "a statement that was cancelled, mostly by a time-out",
               "canceling statement due to statement timeout"},
    KnownError{"57014", "a statement that was cancelled, mostly by a time-out",
               "canceling statement due to user request"},
    KnownError{"55P03", "a lock that was not given in time", "canceling statement due to lock timeout"},
    KnownError{"55P03", "a lock that was not given in time", "could not obtain lock on "},
    KnownError{"40P01", "a deadlock", "deadlock detected"},
    KnownError{"40001", "a transaction that could not be serialized", "could not serialize access"},
    KnownError{"25006", "a write where only reading is let", "cannot execute ", "read-only transaction"},
    KnownError{"53300", "too many connections", "sorry, too many clients already"},
    KnownError{"53300", "too many connections", "remaining connection slots are reserved"},
    KnownError{"53300", "too many connections", "too many connections for "},
    KnownError{"53100", "a full disk", "could not ", "No space left on device"},
    KnownError{"53200", "no memory left", "out of memory"},
};
constexpr std::array<std::string_view, 4> grave{"40P01", "53300", "53100", "53200"};

bool is_error(const LogEntry& entry) {
  return entry.severity == "ERROR" || entry.severity == "FATAL" || entry.severity == "PANIC";
}

// Of a message that is not known: the words outside of quotes, before what comes after a colon, without digits. A hash,
// since they may be a person's.
std::string by_words(const LogEntry& entry) {
  std::uint32_t hash = 0x811c9dc5u;
  char quote = 0;
  auto add = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u; };
  for (char c : entry.severity) add(c);
  for (char c : entry.message) {
    if (c == ':' && quote == 0) break;
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
    else if (quote == 0 && std::isalpha(static_cast<unsigned char>(c)))
      add(c);
  }
  return fmt::format("{}{:08x}", of_words, hash);
}

// Five signs, and nothing else that somebody wrote where it should stand.
bool is_sqlstate(std::string_view text) {
  return text.size() == 5 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

std::string what_it_is(const LogEntry& entry) {
  if (is_sqlstate(entry.sqlstate)) return entry.sqlstate;
  auto known = std::ranges::find_if(known_errors, [&](auto& one) {
    return entry.message.starts_with(one.begins) && contains(entry.message, one.holds);
  });
  return known == known_errors.end() ? by_words(entry) : std::string(known->sqlstate);
}

// --- auto_explain

// "4.3 ms  plan:\n…", after "duration: ".
struct PlanText {
  double ms = 0;
  std::string_view text;
};
std::optional<PlanText> plan_text(std::string_view message) {
  constexpr std::string_view duration = "duration: ", plan = " ms  plan:\n";
  if (!message.starts_with(duration)) return std::nullopt;
  message.remove_prefix(duration.size());
  PlanText found;
  auto [rest, failed] = std::from_chars(message.data(), message.data() + message.size(), found.ms);
  if (failed != std::errc()) return std::nullopt;
  message.remove_prefix(static_cast<std::size_t>(rest - message.data()));
  if (!message.starts_with(plan)) return std::nullopt;
  found.text = message.substr(plan.size());
  return found;
}

struct QueryAndNodes {
  std::string query;
  std::vector<std::string> nodes;
};

// A node is a line with its cost: "  ->  Seq Scan on bill b  (cost=0.00…". What stands between "Query Text: " and the
// first one is the query, and its parameters.
QueryAndNodes read_text_plan(std::string_view text) {
  constexpr std::string_view query_text = "Query Text: ", parameters = "Query Parameters: ", arrow = "->  ";
  QueryAndNodes plan;
  bool in_query = false;
  for (auto& line : split(text, '\n')) {
    auto cost = line.find("  (cost=");
    bool is_root = cost != line.npos && !line.starts_with(' ') && plan.nodes.empty();
    auto indent = line.find_first_not_of(' ');
    bool is_below = cost != line.npos && indent != line.npos && !plan.nodes.empty() &&
                    std::string_view(line).substr(indent).starts_with(arrow);
    if (line.starts_with(query_text)) {
      in_query = true;
      plan.query = line.substr(query_text.size());
    } else if (line.starts_with(parameters)) {
      in_query = false;
    } else if (is_root || is_below) {
      in_query = false;
      auto node = is_root ? line.substr(0, cost) : line.substr(indent + arrow.size(), cost - indent - arrow.size());
      if (plan.nodes.size() < nodes_at_most) plan.nodes.push_back(std::string(is_root ? 0 : indent, ' ') + node);
    } else if (in_query) {
      plan.query += "\n" + line;
    }
  }
  return plan;
}

void add_json_node(const nlohmann::json& node, std::size_t indent, std::vector<std::string>& nodes) {
  if (!node.is_object() || nodes.size() >= nodes_at_most) return;
  auto text = [&](const char* key) {
    auto value = node.find(key);
    return value != node.end() && value->is_string() ? value->get<std::string>() : std::string();
  };
  auto says = std::string(indent, ' ') + text("Node Type");
  if (auto index = text("Index Name"); !index.empty()) says += " using " + index;
  if (auto relation = text("Relation Name"); !relation.empty()) says += " on " + relation;
  nodes.push_back(says);
  if (auto below = node.find("Plans"); below != node.end() && below->is_array() && indent < nodes_at_most)
    for (auto& one : *below) add_json_node(one, indent + 1, nodes);
}

QueryAndNodes read_json_plan(std::string_view text) {
  QueryAndNodes plan;
  auto object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object()) return plan;
  auto query = object.find("Query Text"), root = object.find("Plan");
  if (query == object.end() || !query->is_string() || root == object.end()) return plan;
  plan.query = query->get<std::string>();
  add_json_node(*root, 0, plan.nodes);
  return plan;
}

// Of whoever is not let in, or does not speak the protocol, it is not known which database he wanted.
bool is_at_the_door(const LogEntry& entry) {
  constexpr std::array<std::string_view, 5> words{"password authentication failed", "no pg_hba.conf entry",
                                                  "unsupported frontend protocol", "invalid length of startup packet",
                                                  "no PostgreSQL user name specified"};
  return entry.sqlstate.starts_with("28") || entry.sqlstate.starts_with("08") ||
         std::ranges::any_of(words, [&](auto& begins) { return entry.message.starts_with(begins); });
}

}  // namespace

LogLines meaning(const std::vector<LogEntry>& entries, std::string_view database, int our_pid,
                 const ShapeOf& shape_of) {
  LogLines lines;
  int asked = 0;
  auto shape = [&](const LogEntry& entry, const std::string& statement) {
    if (entry.is_cut || statement.empty() || statement.size() > longest_statement || ++asked > statements_in_a_look)
      return std::string();
    return shape_of(statement);
  };
  for (auto& entry : entries) {
    bool is_anothers = !entry.database.empty() && entry.database != database;
    bool is_ours = (our_pid != 0 && entry.pid == our_pid) || entry.application.starts_with("ante ");
    if (is_anothers || is_ours) continue;
    if (is_error(entry) && !is_at_the_door(entry)) {
      auto what = what_it_is(entry);
      auto whose = what == not_sql ? "" : shape(entry, entry.statement);
      lines.errors.push_back({std::move(what), std::move(whose)});
    } else if (auto text = plan_text(entry.message); text && !entry.is_cut) {
      auto plan = text->text.starts_with('{') ? read_json_plan(text->text) : read_text_plan(text->text);
      if (plan.nodes.empty()) continue;
      auto whose = shape(entry, plan.query);
      if (!whose.empty()) lines.plans.push_back({std::move(whose), std::move(plan.nodes), text->ms});
    }
  }
  return lines;
}

std::string error_in_words(const std::string& what) {
  if (what.starts_with(of_words)) return "an error of which the log does not have the SQLSTATE";
  auto known = std::ranges::find(known_errors, what, &KnownError::sqlstate);
  return known == known_errors.end() ? "SQLSTATE " + what : fmt::format("{} ({})", known->name, what);
}

bool is_grave(const std::string& what) { return std::ranges::find(grave, what) != grave.end(); }

}  // namespace ante::watch
