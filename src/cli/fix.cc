#include "cli/fix.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "cli/places.h"
#include "os/folders.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

// Whole, or not at all.
Result<void> put(const fs::path& file, const std::string& text) {
  std::error_code error;
  auto mode = fs::exists(file, error) ? static_cast<mode_t>(fs::status(file, error).permissions()) : 0666;
  auto whole = TRY(os::AtomicFile::at(file, mode & 0777));
  TRY(os::write_file(whole.temporary(), text));
  return whole.commit();
}

// What files were, for as long as it is not certain that they may stay another.
class Kept {
 public:
  Result<void> replace(const fs::path& file, const std::string& text) {
    std::error_code error;
    std::optional<std::string> before;
    if (fs::exists(file, error)) {
      before = TRY(os::read_file(file));
    } else if (!fs::exists(file.parent_path(), error)) {
      fs::create_directory(file.parent_path(), error);
      if (error) return bad_input(fmt::format("cannot make {}: {}", file.parent_path().string(), error.message()));
      folders_.push_back(file.parent_path());
    }
    TRY(put(file, text));
    files_.emplace_back(file, std::move(before));
    return {};
  }

  void put_back() {
    std::error_code error;
    for (auto& [file, before] : files_) {
      if (!before)
        fs::remove(file, error);
      else if (auto written = put(file, *before); !written)
        fmt::print(stderr, "{}: {}\n", file.string(), written.error().what);
    }
    for (auto& folder : folders_) fs::remove(folder, error);
  }

 private:
  std::vector<std::pair<fs::path, std::optional<std::string>>> files_;
  std::vector<fs::path> folders_;
};

std::vector<std::string> statements_of(const change::Change& change) {
  std::vector<std::string> all;
  for (auto& migration : change.migrations)
    for (auto& step : migration.steps) {
      auto sql = trim(step.sql);
      if (sql.ends_with(';')) sql.remove_suffix(1);
      all.emplace_back(trim(sql));
    }
  return all;
}

// A statement that refuses to run in a transaction, and would.
std::string in_a_transaction(const change::Change& change) {
  for (auto& migration : change.migrations)
    for (auto& step : migration.steps)
      if (migration.in_transaction && !migration.transaction_assumed && contains(step.sql, " INDEX CONCURRENTLY "))
        return one_line(step.sql, 100);
  return "";
}

}  // namespace

Result<std::vector<std::string>> write_remedies(const change::Change& change, const change::Mend& mend,
                                                const std::function<Result<change::Change>()>& read_again) {
  auto files = TRY(change::mended_files(change, mend));
  Kept kept;
  auto write_all = [&]() -> Result<void> {
    for (auto& [file, text] : files) TRY(kept.replace(file, text));
    auto again = TRY(read_again());
    if (statements_of(again) != statements_of(change::mended(change, mend)) || !in_a_transaction(again).empty())
      return undecided(
          fmt::format("the files of {} cannot be mended as they are written, and stay as they were", change.folder),
          "do by hand what is proposed");
    return {};
  };
  if (auto written = write_all(); !written) {
    kept.put_back();
    return std::unexpected(written.error());
  }
  std::vector<std::string> names;
  for (auto& [file, text] : files) names.push_back(from_here(file));
  return names;
}

}  // namespace ante::cli
