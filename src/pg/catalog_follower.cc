#include "pg/catalog_follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"
#include "pg/catalog_reader.h"

namespace ante::pg {

using catalog::Catalog;
using catalog::Oid;

namespace {

// What describes relations. Each of its rows belongs to one, or to more than a relation.
struct Followed {
  const char* catalog;
  const char* relation;                              // of the row `x`
  const char* more = "false";                        // the row says more than what one relation is
  std::vector<Oid> (*members)(const Catalog&) = {};  // those whose absence only their own row tells
};

template <auto Kind>
std::vector<Oid> oids(const Catalog& catalog) {
  std::vector<Oid> all;
  for (auto& record : catalog.*Kind) all.push_back(record.oid);
  return all;
}

std::vector<Oid> relations(const Catalog& catalog) {
  auto all = oids<&Catalog::tables>(catalog);
  for (auto& more : {oids<&Catalog::indexes>(catalog), oids<&Catalog::sequences>(catalog)})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

constexpr auto followed = std::to_array<Followed>({
    // A TOAST table carries options of its table.
    {"pg_class", "coalesce((SELECT o.oid FROM pg_class o WHERE x.relkind = 't' AND o.reltoastrelid = x.oid), x.oid)",
     "x.relkind = 'c'", relations},
    {"pg_attribute", "x.attrelid"},
    {"pg_attrdef", "x.adrelid"},
    {"pg_index", "x.indrelid"},
    {"pg_sequence", "x.seqrelid"},
    {"pg_partitioned_table", "x.partrelid"},
    {"pg_constraint", "x.conrelid", "x.contypid <> 0", oids<&Catalog::constraints>},
    {"pg_trigger", "x.tgrelid", "false", oids<&Catalog::triggers>},
    {"pg_rewrite", "x.ev_class", "false", oids<&Catalog::rules>},
    {"pg_policy", "x.polrelid", "false", oids<&Catalog::policies>},
    {"pg_statistic_ext", "x.stxrelid", "false", oids<&Catalog::statistics>},
    {"pg_inherits", "x.inhrelid"},
    // A table's row type, and the array of it, say nothing that the table does not.
    {"pg_type", "0", R"(coalesce((SELECT c.relkind = 'c' FROM pg_class c
       WHERE c.oid = coalesce(nullif(x.typrelid, 0), (SELECT e.typrelid FROM pg_type e WHERE e.oid = x.typelem))), true))",
     oids<&Catalog::types>},
    {"pg_depend", "0", "x.deptype = 'e'"},
});

// Read as a whole where anything of them was written, or nothing that a catalog is compared by.
bool needs_no_following(const std::string& catalog) { return catalog == "pg_description" || catalog == "pg_shdepend"; }

constexpr const char* members_of_extensions = "SELECT count(*) FROM pg_catalog.pg_depend WHERE deptype = 'e'";

// The session's own transaction; where it has written nothing yet, the next that there will be.
Result<std::int64_t> transaction_of(Connection& session) {
  auto number =
      TRY(session.scalar("SELECT coalesce(pg_catalog.txid_current_if_assigned(), "
                         "pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())) & 4294967295"));
  return std::stoll(number);
}

template <class Numbers>
std::string listed(const Numbers& numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

// A table with its indexes, an index with its table and those beside it.
Result<std::set<Oid>> with_their_indexes(Connection& session, const std::set<Oid>& relations) {
  if (relations.empty()) return std::set<Oid>{};
  auto rows = TRY(session.query(fmt::format(R"(
    WITH named AS (SELECT unnest('{{{0}}}'::pg_catalog.oid[]) AS oid),
         tables AS (SELECT oid FROM named
                    UNION SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid IN (SELECT oid FROM named))
    SELECT oid FROM tables
    UNION SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid IN (SELECT oid FROM tables)
    UNION SELECT oid FROM named)",
                                            listed(relations))));
  std::set<Oid> all;
  for (int row = 0; row < rows.size(); ++row) all.insert(rows.integer(row, 0));
  return all;
}

// Whether something has another name than before, which may stand in definitions of others.
template <class Record>
bool renamed(const std::vector<Record>& before, const std::vector<Record>& again) {
  std::map<Oid, const std::string*> names;
  for (auto& record : again) names[record.oid] = &record.name;
  return std::ranges::any_of(before, [&](auto& record) {
    auto now = names.find(record.oid);
    return now != names.end() && *now->second != record.name;
  });
}

bool renamed(const std::vector<catalog::Column>& before, const std::vector<catalog::Column>& again) {
  std::map<std::pair<std::string, int>, const catalog::Column*> now;
  for (auto& column : again) now[{column.relation, column.number}] = &column;
  return std::ranges::any_of(before, [&](auto& column) {
    auto same = now.find({column.relation, column.number});
    return same != now.end() && !same->second->dropped && same->second->name != column.name;
  });
}

bool anything_renamed(const Catalog& before, const Catalog& again) {
  return renamed(before.tables, again.tables) || renamed(before.sequences, again.sequences) ||
         renamed(before.columns, again.columns) || renamed(before.indexes, again.indexes) ||
         renamed(before.constraints, again.constraints) || renamed(before.triggers, again.triggers) ||
         renamed(before.rules, again.rules) || renamed(before.policies, again.policies) ||
         renamed(before.statistics, again.statistics);
}

template <class Record, class Is>
void take_out(std::vector<Record>& all, std::vector<Record>& taken, Is&& is) {
  auto out = std::ranges::stable_partition(all, [&](auto& record) { return !is(record); });
  taken.assign(std::make_move_iterator(out.begin()), std::make_move_iterator(out.end()));
  all.erase(out.begin(), out.end());
}

}  // namespace

Result<void> CatalogFollower::read(Connection& session) {
  known_ = false;
  return adopt(TRY(read_catalog_to_compare(session)), session);
}

Result<void> CatalogFollower::adopt(Catalog now, Connection& session) {
  known_ = false;
  now_ = std::move(now);
  horizon_ = TRY(transaction_of(session));
  there_.clear();
  Written all;
  for (auto& one : followed) all[one.catalog].rows = 1;
  Touched written;
  TRY(find_written(all, session, written));
  there_ = std::move(written.rows);
  extension_members_ = TRY(session.scalar(members_of_extensions));
  known_ = true;
  return {};
}

Result<void> CatalogFollower::find_written(const Written& since, Connection& session, Touched& touched) const {
  std::vector<std::string> asked;
  for (auto& one : followed)
    if (since.contains(one.catalog))
      asked.push_back(
          fmt::format("SELECT '{0} ' || x.xmin::text || ' ' || x.ctid::text, {1}, {2} FROM {0} x "
                      "WHERE pg_catalog.age(x.xmin) <= (SELECT pg_catalog.age('{3}'::pg_catalog.xid))",
                      one.catalog, one.relation, one.more, horizon_));
  if (asked.empty()) return {};
  auto rows = TRY(session.query(join(asked, "\nUNION ALL\n")));
  for (int row = 0; row < rows.size(); ++row) {
    std::string name(rows.text(row, 0));
    if (there_.contains(name)) continue;
    touched.rows.insert(std::move(name));
    touched.relations.insert(rows.integer(row, 1));
    touched.more |= rows.flag(row, 2);
  }
  return {};
}

// A row that is gone has nothing to show; who is missed does.
Result<void> CatalogFollower::find_gone(const Written& since, Connection& session, Touched& touched) const {
  for (auto& one : followed) {
    auto written = since.find(one.catalog);
    if (!one.members || written == since.end() || written->second.deletions == 0) continue;
    auto rows = TRY(session.query(fmt::format("SELECT oid FROM {} WHERE oid >= 16384", one.catalog)));
    std::set<Oid> there;
    for (int row = 0; row < rows.size(); ++row) there.insert(rows.integer(row, 0));
    for (auto oid : one.members(now_))
      if (!there.contains(oid)) touched.gone.insert(oid), touched.more |= one.catalog == std::string_view("pg_type");
  }
  return {};
}

Result<CatalogFollower::Touched> CatalogFollower::touched_by(const Written& since, Connection& session) {
  Touched touched;
  for (auto& [catalog, writes] : since) {
    bool is_followed = std::ranges::find(followed, catalog, &Followed::catalog) != followed.end();
    if (!is_followed && !needs_no_following(catalog)) touched.more = true;
  }
  if (touched.more) return touched;
  auto deleted = [&](const char* catalog) {
    auto writes = since.find(catalog);
    return writes != since.end() && writes->second.deletions > 0;
  };
  // Who inherited, or belonged to an extension, may have no row of its own that was written.
  if (deleted("pg_inherits")) touched.more = true;
  if (deleted("pg_depend") && TRY(session.scalar(members_of_extensions)) != extension_members_) touched.more = true;
  if (touched.more) return touched;
  TRY(find_written(since, session, touched));
  if (!touched.more) TRY(find_gone(since, session, touched));
  return touched;
}

Result<std::vector<catalog::Difference>> CatalogFollower::follow(Connection& session, const Written& since) {
  auto touched = TRY(touched_by(since, session));
  touched.relations = TRY(with_their_indexes(session, touched.relations));
  bool comments = since.contains("pg_description");
  Catalog again;
  if (!touched.more) {
    again = TRY(read_relations(session, listed(touched.relations), comments));
    touched.more = anything_renamed(now_, again);
  }
  if (!touched.more) {
    // From here on what is written is new, but for what this transaction has written already.
    auto transaction = TRY(transaction_of(session));
    if (std::exchange(horizon_, transaction) != transaction) there_.clear();
    there_.merge(touched.rows);
    return replace(touched, comments, std::move(again));
  }
  auto before = std::move(now_);
  TRY(read(session));
  return catalog::differences(before, now_);
}

std::vector<catalog::Difference> CatalogFollower::replace(const Touched& touched, bool comments, Catalog again) {
  std::set<std::string> names;
  auto is_touched = [&](auto& record) {
    return touched.relations.contains(record.oid) || touched.gone.contains(record.oid);
  };
  for (auto& one : now_.tables)
    if (is_touched(one)) names.insert(one.name);
  for (auto& one : now_.sequences)
    if (is_touched(one)) names.insert(one.name);
  auto of_touched = [&](auto& record) { return names.contains(record.relation); };
  auto of_touched_or_gone = [&](auto& record) { return of_touched(record) || touched.gone.contains(record.oid); };

  Catalog before;
  before.version = now_.version, before.database = now_.database;
  take_out(now_.tables, before.tables, is_touched);
  take_out(now_.sequences, before.sequences, is_touched);
  take_out(now_.columns, before.columns, of_touched);
  take_out(now_.indexes, before.indexes, [&](auto& one) { return is_touched(one) || names.contains(one.table); });
  take_out(now_.constraints, before.constraints, of_touched_or_gone);
  take_out(now_.triggers, before.triggers, of_touched_or_gone);
  take_out(now_.rules, before.rules, of_touched_or_gone);
  take_out(now_.policies, before.policies, of_touched_or_gone);
  take_out(now_.statistics, before.statistics,
           [&](auto& one) { return touched.gone.contains(one.oid) || names.contains(one.table); });
  take_out(now_.grants, before.grants,
           [&](auto& one) { return (one.kind == "TABLE" || one.kind == "SEQUENCE") && names.contains(one.object); });
  if (comments) before.comments = std::exchange(now_.comments, {});
  again.version = now_.version, again.database = now_.database;
  auto found = catalog::differences(before, again);
  catalog::for_each_kind(again, [&](auto*, auto& records) {
    catalog::for_each_kind(now_, [&](auto*, auto& all) {
      if constexpr (std::is_same_v<decltype(all), decltype(records)>)
        all.insert(all.end(), std::make_move_iterator(records.begin()), std::make_move_iterator(records.end()));
    });
  });
  return found;
}

Catalog CatalogFollower::in_order() const {
  auto all = now_;
  auto by_name = [](auto& one) -> auto& { return one.name; };
  auto by_relation = [](auto& one) { return std::tie(one.relation, one.name); };
  std::ranges::sort(all.sequences, {}, by_name);
  std::ranges::sort(all.tables, {}, by_name);
  std::ranges::sort(all.columns, {}, [](auto& one) { return std::tie(one.relation, one.number); });
  std::ranges::sort(all.indexes, {}, by_name);
  std::ranges::sort(all.constraints, {}, by_relation);
  std::ranges::sort(all.triggers, {}, by_relation);
  std::ranges::sort(all.rules, {}, by_relation);
  std::ranges::sort(all.policies, {}, by_relation);
  std::ranges::sort(all.statistics, {}, by_name);
  std::ranges::sort(all.grants, {}, [](auto& one) {
    return std::tie(one.kind, one.object, one.column, one.grantee, one.grantor, one.privilege);
  });
  return all;
}

}  // namespace ante::pg
