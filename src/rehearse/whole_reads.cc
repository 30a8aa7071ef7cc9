#include "rehearse/whole_reads.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "rehearse/fate.h"
#include "sql/tokens.h"

namespace ante::rehearse {
namespace {

// A table's rows in its own order, all of them in an index's, or an index from end to end for few of its entries: what
// is asked for leads to a place in it only by the columns that it begins with. What is looked up costs a few pages a
// row.
bool reads_all(const PlanNode& plan) {
  if (plan.type == "Seq Scan") return true;
  bool by_index = plan.type == "Index Scan" || plan.type == "Index Only Scan" || plan.type == "Bitmap Index Scan";
  constexpr double much = 1'000, much_for_a_row = 100;
  return by_index &&
         (plan.found_by.empty() || (plan.cost > much && plan.cost > much_for_a_row * std::max(1.0, plan.rows)));
}

std::string condition_of(const PlanNode& scan) {
  if (scan.found_by.empty()) return scan.filter;
  return scan.filter.empty() ? scan.found_by : fmt::format("({} AND {})", scan.found_by, scan.filter);
}

// The same condition with another constant, or with a parameter in its place, is the same scan: brackets and casts,
// which the server sets around them differently, do not count.
std::string scan_of(const PlanNode& plain) {
  auto filter = without_alias(condition_of(plain), plain.alias);
  std::string scan = plain.relation;
  auto tokens = sql::scan(filter);
  if (!tokens) return scan + " " + filter;
  using Kind = sql::Token::Kind;
  bool cast = false;
  for (auto& token : *tokens) {
    auto word = sql::text_of(token, filter);
    bool left_out = word == "(" || word == ")" || word == "::" || cast;
    cast = word == "::";
    if (left_out) continue;
    bool value = token.kind == Kind::constant || token.kind == Kind::parameter;
    scan += " ";
    scan += value ? "?" : word;
  }
  return scan;
}

class Reader {
 public:
  explicit Reader(const Reading& reading) : reading_(reading) {}

  // `workers` share the rows of a node below a Gather; of `part` of a node's rows somebody above wants no more; and of
  // its rows no more than `through` come through what joins, or limits, them above.
  void look(const PlanNode& verbose, const PlanNode* plain, int workers, double part, double through) {
    if (verbose.workers > 0) workers = verbose.workers;
    if (verbose.type == "Bitmap Heap Scan") heap_ = &verbose;
    if (reads_all(verbose)) add(verbose, plain, workers, part, through);
    through = lets_through(verbose, through);
    auto summed_to_above = summed_to_;
    if (verbose.type == "Aggregate" || verbose.type == "Group") summed_to_ = std::min(summed_to_, verbose.rows);
    for (std::size_t i = 0; i < verbose.children.size(); ++i) {
      auto& child = verbose.children[i];
      bool limited = verbose.type == "Limit" && child.cost > 0;
      look(child, plain && i < plain->children.size() ? &plain->children[i] : nullptr, workers,
           limited ? part * std::min(1.0, verbose.cost / child.cost) : part, through);
    }
    summed_to_ = summed_to_above;
  }

  std::vector<WholeRead> reads() {
    std::vector<WholeRead> reads;
    for (auto& [table, read] : found_) {
      if (read.rows < table_worth_a_word || read.kept > read.rows * few_of_them) continue;
      // Whoever wants a sum of all may have to read all: that is worth a word, and no more.
      read.big = read.rows >= table_too_big_to_read && !read.as_today && !summed_.contains(table);
      reads.push_back(read);
    }
    return reads;
  }

 private:
  // An aggregate has use for every row; a plan within a plan has its own.
  static double lets_through(const PlanNode& node, double above) {
    static const std::set<std::string, std::less<>> uses_all{"Aggregate", "Group",       "WindowAgg", "Unique",
                                                             "SetOp",     "ModifyTable", "Result"};
    static const std::set<std::string, std::less<>> joins{"Nested Loop", "Hash Join", "Merge Join", "Limit"};
    bool within = contains(node.what, "SubPlan") || contains(node.what, "InitPlan") || contains(node.what, "CTE ");
    if (uses_all.contains(node.type) || within) return std::numeric_limits<double>::infinity();
    return joins.contains(node.type) ? std::min(above, node.rows) : above;
  }

  void add(const PlanNode& scan, const PlanNode* plain, int workers, double part, double through) {
    // The scan of a bitmap's index names no table; the one above it does.
    auto& of = scan.type == "Bitmap Index Scan" && heap_ ? *heap_ : scan;
    auto size = reading_.sizes.find({of.schema, of.relation});
    if (size == reading_.sizes.end()) return;
    bool shared = scan.what.starts_with("Parallel ") && workers > 0;
    double share = shared ? workers + std::max(0.0, 1 - 0.3 * workers) : 1;  // as the planner reckons with its leader
    WholeRead read{size->second.root,
                   size->second.rows * part,
                   std::min(scan.rows * share * part, through),
                   {static_cast<std::int64_t>(static_cast<double>(size->second.bytes.count) * part)}};
    read.filter = without_alias(condition_of(scan), of.alias);
    read.index = scan.index;
    read.as_today = plain && reading_.as_today.contains(scan_of(*plain));
    read.partitioned = size->second.root != size->second.table;
    if (read.filter.empty() && summed_to_ < read.kept) read.kept = summed_to_, summed_.insert(read.table);
    auto [known, fresh] = found_.try_emplace(read.table, read);
    if (fresh) return;
    auto& all = known->second;
    if (!reading_.one_part) {
      all.rows += read.rows, all.kept += read.kept, all.size.count += read.size.count;
      all.as_today = all.as_today && read.as_today;
    } else if (read.rows > all.rows) {
      all = read;
    }
  }

  const Reading& reading_;
  const PlanNode* heap_ = nullptr;
  double summed_to_ = std::numeric_limits<double>::infinity();  // rows, by aggregates above the node at hand
  std::set<std::string> summed_;                                // tables all of whose rows are summed up
  std::map<std::string, WholeRead> found_;
};

}  // namespace

std::string without_alias(std::string filter, const std::string& alias) {
  for (auto& prefix : {alias + ".", "\"" + alias + "\"."})
    for (auto at = filter.find(prefix); at != filter.npos; at = filter.find(prefix, at)) {
      bool inside_a_word =
          at > 0 && (std::isalnum(static_cast<unsigned char>(filter[at - 1])) || filter[at - 1] == '_');
      if (inside_a_word)
        ++at;
      else
        filter.erase(at, prefix.size());
    }
  return filter;
}

Result<TableSizes> table_sizes(pg::Connection& ghost) {
  auto rows = TRY(ghost.query(
      "SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), format('%I.%I', coalesce(rn.nspname, "
      "n.nspname), coalesce(r.relname, c.relname)), pg_relation_size(c.oid), c.reltuples, c.relpages FROM pg_class c "
      "JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class r ON r.oid = pg_partition_root(c.oid) LEFT "
      "JOIN "
      "pg_namespace rn ON rn.oid = r.relnamespace WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', "
      "'information_schema')"));
  TableSizes sizes;
  for (int i = 0; i < rows.size(); ++i) {
    TableSize size{std::string(rows.text(i, 2)), std::string(rows.text(i, 3))};
    size.bytes = {rows.integer(i, 4)};
    double blocks = static_cast<double>(size.bytes.count) / static_cast<double>(page_bytes);
    if (rows.integer(i, 6) > 0 && rows.real(i, 5) >= 0) {
      size.rows = rows.real(i, 5) / rows.real(i, 6) * blocks;
    } else if (blocks > 0) {
      // Never analysed: the planner has an estimate of its own.
      auto plan = TRY(ghost.scalar(fmt::format("EXPLAIN (FORMAT JSON) SELECT FROM ONLY {}", size.table)));
      size.rows = TRY(read_plan(plan)).rows;
    }
    sizes.emplace(std::pair(std::string(rows.text(i, 0)), std::string(rows.text(i, 1))), std::move(size));
  }
  return sizes;
}

std::vector<WholeRead> whole_reads(const PlanNode& verbose, const PlanNode& plain, const Reading& reading) {
  Reader reader(reading);
  reader.look(verbose, &plain, 0, 1, std::numeric_limits<double>::infinity());
  return reader.reads();
}

void scans_of(const PlanNode& plain, std::set<std::string>& scans) {
  if (reads_all(plain)) scans.insert(scan_of(plain));
  for (auto& child : plain.children) scans_of(child, scans);
}

}  // namespace ante::rehearse
