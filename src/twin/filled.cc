#include "twin/filled.h"

#include <nlohmann/json.hpp>

#include "twin/event_triggers.h"
#include "twin/kept.h"

namespace ante::twin {
namespace {

using nlohmann::json;

std::string page_of(const SampleRows& rows) {
  json page{{"without_rows", json::array()}, {"production_values", rows.production_values}};
  for (auto& table : rows.without_rows) page["without_rows"].push_back({table.object, table.why});
  auto bytes = json::to_cbor(page);
  return {bytes.begin(), bytes.end()};
}

std::optional<SampleRows> rows_of_page(std::string_view text) {
  try {
    auto page = json::from_cbor(text);
    SampleRows rows{{}, page.at("production_values")};
    for (auto& table : page.at("without_rows")) rows.without_rows.push_back({table.at(0), table.at(1)});
    return rows;
  } catch (const std::exception&) {
    return std::nullopt;  // no page of ours
  }
}

}  // namespace

Result<Filled> raise_filled(const Base& base, Progress& progress) {
  Kept kept(base.data, "with-rows");
  if (auto page = kept.page()) {
    if (auto rows = rows_of_page(*page)) return Filled{kept.data(), std::move(*rows)};
    kept.forget();
  }
  auto cluster = TRY(pg::Cluster::copy_of(base.data, base.spec));
  TRY(cluster.start());
  SampleRows rows;
  {
    auto server = TRY(pg::Connection::open(cluster.target(base.database), {.call = Millis(300'000)}));
    auto wake = TRY(put_event_triggers_to_sleep(server));
    rows = TRY(insert_sample_rows(server, progress));
    TRY(server.execute(wake));
  }
  TRY(cluster.stop());
  // Somebody else may have been quicker: then theirs is the one.
  auto page = TRY(kept.keep(std::move(cluster), page_of(rows)));
  if (auto theirs = rows_of_page(page)) return Filled{kept.data(), std::move(*theirs)};
  return undecided("a twin with rows was kept by somebody else, and is none", "remove " + kept.data().string());
}

}  // namespace ante::twin
