// What kind of statement a text is and which relations it names, read off the grammar's tree.
#include <fmt/format.h>
#include <pg_query.h>
#include <simdjson.h>

#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "sql/large_stack.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::sql {
namespace {

namespace json = simdjson::dom;

std::string text_of(json::object object, std::string_view key) {
  std::string_view value;
  return object[key].get_string().get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

using Name = std::vector<std::string>;  // the parts between the dots

struct Found {
  std::vector<Name> relations;
  std::set<std::string> common_tables;  // WITH name AS …: names that are no relations
  std::vector<std::string> functions;
  bool writes = false;  // in a part of it at least
  void add(Name name) {
    if (!name.empty() && std::ranges::find(relations, name) == relations.end()) relations.push_back(std::move(name));
  }
};

Name name_of_range(json::object range) {
  Name name;
  for (auto key : {"catalogname", "schemaname", "relname"})
    if (auto part = text_of(range, key); !part.empty()) name.push_back(part);
  return name;
}

// DROP TABLE a.b, c: lists of strings instead of ranges.
void add_dropped(json::object statement, Found& found) {
  static const std::set<std::string> relations{"OBJECT_TABLE",   "OBJECT_INDEX",    "OBJECT_VIEW",
                                               "OBJECT_MATVIEW", "OBJECT_SEQUENCE", "OBJECT_FOREIGN_TABLE"};
  json::array objects;
  if (!relations.contains(text_of(statement, "removeType")) || statement["objects"].get_array().get(objects)) return;
  for (json::element object : objects) {
    json::array parts;
    if (object["List"]["items"].get_array().get(parts)) continue;
    Name name;
    for (json::element part : parts) {
      json::object string;
      if (!part["String"].get_object().get(string))
        name.push_back(text_of(string, string["sval"].error() ? "str" : "sval"));
    }
    found.add(std::move(name));
  }
}

std::string dotted(json::array parts) {
  Name name;
  for (json::element part : parts) {
    json::object string;
    if (!part["String"].get_object().get(string))
      name.push_back(quoted_where_needed(text_of(string, string["sval"].error() ? "str" : "sval")));
  }
  return join(name, ".");
}

void visit_node(std::string_view key, json::object node, Found& found) {
  static const std::set<std::string_view> writing{"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "intoClause"};
  if (writing.contains(key) || !node["lockingClause"].error()) found.writes = true;
  if (json::array name; key == "FuncCall" && !node["funcname"].get_array().get(name))
    found.functions.push_back(dotted(name));
  if (key == "DropStmt") add_dropped(node, found);
  if (key == "CommonTableExpr") found.common_tables.insert(text_of(node, "ctename"));
  if (!node["relname"].error() && !node["relpersistence"].error()) found.add(name_of_range(node));
}

// In the order of the text, as far as the tree keeps it. Recursion is safe: this runs on the large stack.
void walk(json::element element, Found& found) {
  if (element.is_array()) {
    for (json::element item : json::array(element)) walk(item, found);
  } else if (element.is_object()) {
    for (auto [key, value] : json::object(element)) {
      if (value.is_object()) visit_node(key, value, found);
      walk(value, found);
    }
  }
}

Result<Facts> facts_of_tree(std::string_view tree, std::size_t depth) {
  json::parser parser;
  json::element root;
  json::array statements;
  if (parser.allocate(tree.size(), depth) || parser.parse(tree.data(), tree.size()).get(root) ||
      root["stmts"].get_array().get(statements))
    return undecided("the grammar's tree cannot be read");
  Facts facts;
  Found found;
  for (json::element raw : statements) {
    json::element statement;
    if (raw["stmt"].get(statement) || !statement.is_object()) continue;
    if (facts.kind.empty())
      for (auto [key, value] : json::object(statement)) facts.kind = key;
    walk(statement, found);
  }
  if (facts.kind.empty()) return bad_input("there is no statement in the text");
  static const std::set<std::string> queries{"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"};
  facts.utility = !queries.contains(facts.kind);
  facts.transaction_control = facts.kind == "TransactionStmt";
  facts.functions = std::move(found.functions);
  facts.only_reads =
      statements.size() == 1 && !found.writes && (facts.kind == "SelectStmt" || facts.kind == "VariableShowStmt");
  for (auto& name : found.relations) {
    if (name.size() == 1 && found.common_tables.contains(name.front())) continue;
    Name quoted;
    for (auto& part : name) quoted.push_back(quoted_where_needed(part));
    facts.relations.push_back(join(quoted, "."));
  }
  return facts;
}

Result<Facts> worked_out(std::string_view statement) {
  auto tokens = TRY(scan(statement));
  TRY(check_nesting(statement, tokens));
  Result<Facts> result;
  on_large_stack([&] {
    auto parsed = pg_query_parse(std::string(statement).c_str());
    if (parsed.error) result = bad_input(fmt::format("the statement does not parse: {}", parsed.error->message));
    // A node of the tree is at most a few levels of JSON, and needs a token.
    else
      result = facts_of_tree(parsed.parse_tree, 64 + 16 * tokens.size());
    pg_query_free_parse_result(parsed);
  });
  return result;
}

// One question after another asks about the same thousands of texts.
class Memory {
 public:
  std::optional<Result<Facts>> of(const std::string& statement) {
    std::lock_guard hold(lock_);
    auto found = known_.find(statement);
    return found == known_.end() ? std::nullopt : std::optional(found->second);
  }
  void keep(const std::string& statement, const Result<Facts>& facts) {
    if (statement.size() > longest) return;
    std::lock_guard hold(lock_);
    if (known_.size() >= most) known_.clear();
    known_.emplace(statement, facts);
  }

 private:
  static constexpr std::size_t most = 32'768, longest = 16'384;
  std::mutex lock_;
  std::unordered_map<std::string, Result<Facts>> known_;
};

}  // namespace

Result<Facts> facts(std::string_view text) {
  static Memory memory;
  std::string statement(text);
  if (auto known = memory.of(statement)) return std::move(*known);
  auto facts = worked_out(statement);
  memory.keep(statement, facts);
  return facts;
}

}  // namespace ante::sql
