// The files of one relation in a stopped server's data folder: read, overwrite and lengthen their pages.
#pragma once

#include <filesystem>
#include <vector>

#include "twin/page.h"

namespace ante::twin {

class RelationFile {
 public:
  // `path` as pg_relation_filepath gives it, below the data folder.
  RelationFile(const std::filesystem::path& data, const std::string& path) : path_(data / path) {}

  Result<Page> first_page() const;
  Result<void> write(const std::vector<Page>& pages) const;  // from block 0 on
  // Makes the main fork this many blocks long, with holes, in segments of 1 GiB. Never shortens what has pages in it.
  Result<void> extend(std::int64_t blocks) const;
  Result<void> shorten(std::int64_t blocks) const;  // to no more than this many
  Result<void> write_visibility_map(const Page& page) const;

 private:
  std::filesystem::path path_;
};

}  // namespace ante::twin
