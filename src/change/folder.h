// What lies at the path of a change: a folder of migrations, or one file with what belongs to it. Nothing of the files
// is read here but what is asked for.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::change {

struct Entry {
  std::string name;            // as it is on disk, of the last part
  std::filesystem::path path;  // as it can be opened
  std::string file;            // as shown to people, seen from the folder
  bool is_folder = false;
};

struct Folder {
  std::filesystem::path root;
  std::vector<Entry> entries;  // in the order of names; hidden ones are left out
  bool one_file = false;       // a file was named: entries are that file and what belongs to it
  std::string label = {};      // the path, as shown to people

  const Entry* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // What a path below the root is, as an entry; nothing where it is not there.
  std::optional<Entry> at(const std::filesystem::path& below) const;
  std::vector<Entry> inside(const Entry& folder) const;
  // All files, of folders below too. A folder that was met already, by a link, is not entered again.
  std::vector<Entry> all_files() const;
};

Result<Folder> look_at(const std::filesystem::path& path);

// A script whole: UTF-8, without NUL bytes and without a mark of byte order.
Result<std::string> text_of(const Entry& entry);
// Its beginning, for a look at what it may be; "" where it cannot be read.
std::string beginning_of(const Entry& entry);

// "1_a" of "1_a.up.sql"; nothing where the name does not end so. Endings are compared without regard to case.
std::optional<std::string> stem_of(std::string_view name, std::string_view ending);

}  // namespace ante::change
