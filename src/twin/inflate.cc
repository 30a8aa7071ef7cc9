#include "twin/inflate.h"

#include <fmt/format.h>

#include <atomic>
#include <mutex>

#include "os/at_once.h"
#include "twin/relation_file.h"

namespace ante::twin {
namespace {

Result<void> inflate_btree(const RelationFile& file, const Inflation& tree) {
  // An index that is empty at the source has a metapage and nothing else; so has its twin already.
  if (tree.blocks < 2 || tree.height < 0) return {};
  Page metapage = TRY(file.first_page());
  return file.write(forge_btree(metapage, tree.height, tree.keys, tree.columns));
}

Result<void> copy_counters(const RelationFile& file, const Inflation& index) {
  if (index.metapage.empty()) return {};
  Page metapage = TRY(file.first_page());
  TRY(index.method == "gin" ? copy_gin_counters(metapage, index.metapage)
                            : copy_brin_counters(metapage, index.metapage));
  return file.write({metapage});
}

Result<void> inflate_one(const pg::Cluster& cluster, const Inflation& relation) {
  RelationFile file(cluster.data(), relation.path);
  if (relation.method == "btree") TRY(inflate_btree(file, relation));
  if (relation.method == "gin" || relation.method == "brin") TRY(copy_counters(file, relation));
  TRY(file.extend(relation.blocks));
  if (relation.method == "heap" && relation.blocks > 0) TRY(file.write_visibility_map(forge_visibility_map()));
  return {};
}

}  // namespace

Result<void> inflate(const pg::Cluster& stopped, const std::vector<Inflation>& relations, Progress& progress) {
  progress.stage("giving tables and indexes production's sizes");
  std::atomic<std::int64_t> done = 0;
  std::mutex shown;
  return os::at_once(relations.size(), [&]() -> os::Work {
    return [&](std::size_t i) -> Result<void> {
      if (auto result = inflate_one(stopped, relations[i]); !result) return at(relations[i].relation, result.error());
      ++done;
      // Whoever finds another one showing it has nothing newer to show.
      if (std::unique_lock hold(shown, std::try_to_lock); hold)
        progress.at(done, static_cast<std::int64_t>(relations.size()));
      return {};
    };
  });
}

}  // namespace ante::twin
