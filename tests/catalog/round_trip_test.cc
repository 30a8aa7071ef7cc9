// The law of the catalog: what is read, written as DDL, run in a new database and read again is the same. Held on a zoo
// of everything, on large schemas that others wrote, and against pg_dump.
#include <fmt/format.h>

#include "base/text.h"
#include "os/folders.h"
#include "support/rebuild.h"

namespace ante::tests {
namespace {

const catalog::DdlOptions roles_are_there = {.roles = false};

std::string text_of(const std::filesystem::path& path) {
  auto text = os::read_file(path);
  EXPECT_TRUE(text) << text.error().what;
  return text.value_or("");
}

// Some are in the repository; the others are fetched once, into the cache folder.
std::string schema_sql(const std::string& name) {
  const auto here = std::filesystem::path(ANTE_SOURCE) / "tests/catalog";
  if (const auto ours = here / (name + ".sql"); std::filesystem::exists(ours)) return text_of(ours);
  const auto folder = os::cache_folder() / "test-schemas";
  const auto file = folder / (name + ".sql");
  if (!std::filesystem::exists(file)) {
    const auto fetch = fmt::format("'{}' '{}'", (here / "fetch_schemas.sh").string(), folder.string());
    EXPECT_EQ(std::system(fetch.c_str()), 0) << "could not fetch the schemas: " << fetch;
  }
  return text_of(file);
}

struct Case {
  std::string schema;
  int major;
};

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return fmt::format("{}_on_{}", info.param.schema, info.param.major);
}

// A server with the schema in database "original", and an empty database "copy".
class Schema : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    auto admin = connect(server_);
    run(admin, "CREATE DATABASE original");
    run(admin, "CREATE DATABASE copy");
    auto original = connect(server_, "original");
    run(original, "SET client_min_messages = error");
    run(original, schema_sql(GetParam().schema));
    ASSERT_FALSE(HasFailure()) << "the schema could not be made";
    original_ = catalog_of(original);
  }
  catalog::Catalog rebuilt(const std::string& database = "copy") {
    auto copy = connect(server_, database);
    rebuild(original_, copy, roles_are_there);
    return catalog_of(copy);
  }
  // pg_dump's text without what it draws by lot.
  std::vector<std::string> dumped(const std::string& database) {
    auto lines = split(run_client(server_, "pg_dump", database, "-s"), '\n');
    std::erase_if(lines, [](const std::string& line) {
      return line.starts_with("\\restrict") || line.starts_with("\\unrestrict");
    });
    return lines;
  }

  pg::Cluster server_ = private_server(GetParam().major);
  catalog::Catalog original_;
};

using EverySchema = Schema;
using DumpedSchema = Schema;
using RestoredSchema = Schema;  // without what pg_dump itself loses: invalid indexes, some names of foreign keys

TEST_P(EverySchema, IsTheSameAfterDdl) {
  const auto copy = rebuilt();
  EXPECT_FALSE(original_.tables.empty());
  for (const auto& difference : catalog::differences(original_, copy)) ADD_FAILURE() << catalog::sentence(difference);
}

// Independent of our reader: what it does not see, pg_dump does.
TEST_P(DumpedSchema, IsTheSameToPgDump) {
  rebuilt();
  auto of_original = dumped("original"), of_copy = dumped("copy");
  // The order of an access list is nobody's concern.
  std::sort(of_original.begin(), of_original.end());
  std::sort(of_copy.begin(), of_copy.end());
  std::vector<std::string> missing, extra;
  std::set_difference(of_original.begin(), of_original.end(), of_copy.begin(), of_copy.end(),
                      std::back_inserter(missing));
  std::set_difference(of_copy.begin(), of_copy.end(), of_original.begin(), of_original.end(),
                      std::back_inserter(extra));
  EXPECT_GT(of_original.size(), 100u);
  EXPECT_EQ(join(missing, "\n"), "");
  EXPECT_EQ(join(extra, "\n"), "");
}

TEST_P(RestoredSchema, IsTheSameFromPgDump) {
  auto admin = connect(server_);
  run(admin, "CREATE DATABASE of_pg_dump");
  const auto folder = os::TemporaryFolder::make("dump");
  ASSERT_TRUE(folder);
  const auto file = (folder->path() / "dump.sql").string();
  run_client(server_, "pg_dump", "original", "-s > '" + file + "'");
  run_client(server_, "psql", "of_pg_dump", "-X -q -v ON_ERROR_STOP=1 -o /dev/null -f '" + file + "'");
  auto theirs = connect(server_, "of_pg_dump");
  auto different = catalog::differences(rebuilt(), catalog_of(theirs));
  // Of a child table pg_dump says only its own columns, which moves them behind all that it inherits.
  std::erase_if(different, [](const catalog::Difference& one) { return one.field == "order of columns"; });
  for (const auto& difference : different) ADD_FAILURE() << catalog::sentence(difference);
}

std::vector<Case> every_schema() {
  std::vector<Case> cases{{"roundcube", 15}, {"bacula", 15}};
  for (int major : tested_majors())
    for (auto* schema : {"zoo", "circles", "zabbix", "icinga"}) cases.push_back({schema, major});
  return cases;
}
INSTANTIATE_TEST_SUITE_P(All, EverySchema, testing::ValuesIn(every_schema()), case_name);
INSTANTIATE_TEST_SUITE_P(All, DumpedSchema,
                         testing::Values(Case{"zoo", 15}, Case{"circles", 15}, Case{"zabbix", 15}, Case{"icinga", 15}),
                         case_name);
INSTANTIATE_TEST_SUITE_P(All, RestoredSchema, testing::Values(Case{"zoo", 15}, Case{"zabbix", 15}, Case{"icinga", 15}),
                         case_name);

}  // namespace
}  // namespace ante::tests
