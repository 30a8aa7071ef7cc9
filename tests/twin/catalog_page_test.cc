// A catalog that is kept is the one that was read, to the OID.
#include "twin/catalog_page.h"

#include <gtest/gtest.h>

#include "catalog/difference.h"
#include "os/folders.h"
#include "pg/catalog_reader.h"
#include "support/private_server.h"

namespace ante::tests {
namespace {

TEST(CatalogPage, IsTheCatalogThatWasRead) {
  auto cluster = private_server(15);
  auto server = connect(cluster);
  run(server, of_major(15, os::read_file(std::filesystem::path(ANTE_SOURCE) / "tests/catalog/zoo.sql").value()));
  auto read = pg::read_catalog(server);
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_GT(read->columns.size(), 50u);
  auto again = twin::catalog_of_page(twin::page_of(*read));
  ASSERT_TRUE(again);
  EXPECT_EQ(twin::page_of(*again), twin::page_of(*read));
  EXPECT_TRUE(catalog::differences(*read, *again).empty());
  EXPECT_EQ(again->version, read->version);
  EXPECT_EQ(again->tables.front().oid, read->tables.front().oid);
}

TEST(CatalogPage, WhatIsNoPageIsNone) {
  catalog::Catalog none;
  auto page = twin::page_of(none);
  EXPECT_TRUE(twin::catalog_of_page(page));
  EXPECT_FALSE(twin::catalog_of_page(page.substr(0, page.size() / 2)));
  EXPECT_FALSE(twin::catalog_of_page(""));
  EXPECT_FALSE(twin::catalog_of_page("no page"));
}

}  // namespace
}  // namespace ante::tests
