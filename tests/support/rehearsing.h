// Whole rehearsals in tests: a production, what is captured of it, and a change.
#pragma once

#include <algorithm>

#include "base/text.h"
#include "os/folders.h"
#include "rehearse/rehearse.h"
#include "snapshot/capture.h"
#include "snapshot/file.h"
#include "support/laboratory.h"
#include "support/private_cache.h"

namespace ante::tests {

class Rehearsing : public testing::TestWithParam<int> {
 protected:
  snapshot::Snapshot captured(std::string_view schema, std::string_view superuser_sql = "",
                              std::string_view as = pg::private_superuser) {
    Laboratory production(GetParam(), schema);
    if (!superuser_sql.empty()) run(production.superuser, superuser_sql);
    NoProgress quiet;
    auto snapshot = snapshot::capture(production.cluster.target("postgres", as), {}, quiet);
    EXPECT_TRUE(snapshot) << snapshot.error().what;
    // The servers of the tests count no queries.
    std::erase_if(snapshot->blind_spots, [](auto& spot) { return spot.about == "workload"; });
    return std::move(*snapshot);
  }
  static void add_query(snapshot::Snapshot& snapshot, const std::string& text, const std::string& user = "app") {
    snapshot::Shape shape;
    shape.fingerprint = shape.text = text;
    shape.user = user;
    shape.calls_per_second = 1;
    snapshot.workload.push_back(std::move(shape));
  }
  static change::Migration migration(const std::vector<std::string>& statements) {
    change::Migration migration{.name = "change", .steps = {}};
    for (auto& statement : statements)
      migration.steps.push_back({statement, "change.sql", static_cast<int>(migration.steps.size()) + 1, ""});
    return migration;
  }
  static rehearse::Rehearsal rehearsed_as(const snapshot::Snapshot& snapshot, const change::Change& change,
                                          const rehearse::NewVersion& version = {}) {
    NoProgress quiet;
    auto result = rehearse::rehearse({snapshot, key_of(snapshot), "test", "app", version}, change, quiet);
    EXPECT_TRUE(result) << result.error().what;
    return result ? std::move(*result) : rehearse::Rehearsal{};
  }
  static rehearse::Rehearsal rehearsed_as(const snapshot::Snapshot& snapshot, const change::Migration& migration,
                                          const rehearse::NewVersion& version = {}) {
    return rehearsed_as(snapshot, change::Change{"", {migration}}, version);
  }
  static rehearse::Rehearsal rehearsed(const snapshot::Snapshot& snapshot, const std::vector<std::string>& statements) {
    return rehearsed_as(snapshot, migration(statements));
  }
  static rehearse::Rehearsal judged(const snapshot::Snapshot& snapshot, const std::vector<std::string>& change,
                                    const std::vector<std::string>& queries,
                                    std::vector<std::pair<std::string, std::string>> settings = {}) {
    rehearse::NewVersion version{.role = "app", .settings = std::move(settings)};
    for (auto& text : queries) version.queries.push_back({text, text, text});
    return rehearsed_as(snapshot, migration(change), version);
  }
  static const rehearse::NewQuery& of(const rehearse::Rehearsal& all, const std::string& text) {
    return *std::ranges::find(all.new_queries, text, &rehearse::NewQuery::text);
  }
  static bool says(const std::vector<std::string>& lines, std::string_view part) {
    return std::ranges::any_of(lines, [&](auto& line) { return contains(line, part); });
  }

 private:
  // As the commands have it, so that a second rehearsal finds the first one's twin.
  static std::string key_of(const snapshot::Snapshot& snapshot) {
    auto folder = *os::TemporaryFolder::make("key");
    auto file = folder.path() / "one.ante";
    EXPECT_TRUE(snapshot::save(snapshot, file));
    return *snapshot::content_hash(file);
  }

  PrivateCache twins_;  // of use to nobody else
};

}  // namespace ante::tests
