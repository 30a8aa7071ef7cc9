// SQLite as values that close themselves. Reading distrusts the file: its schema runs no code, its cells are checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ante::sqlite {

enum class Cell { null, integer, real, text, blob };

// A prepared statement. Columns and parameters count from 0; texts of a row live until the next step.
class Statement {
 public:
  void bind_null(int parameter);
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, double value);
  void bind(int parameter, std::string_view text);  // must live until the next step
  Result<bool> step();                              // whether there is a row
  Result<void> run();                               // a statement without rows; ready to be bound again

  Cell cell(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;

 private:
  friend class Database;
  explicit Statement(void* statement);
  std::shared_ptr<void> statement_;
};

class Database {
 public:
  // A new file that is thrown away where writing it is interrupted.
  static Result<Database> create(const std::filesystem::path& path);
  // A file that is written to for years, by one process while others read it: what was committed is on disk.
  static Result<Database> keep(const std::filesystem::path& path);
  static Result<Database> open(const std::filesystem::path& path);  // for reading
  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(const std::string& sql);

 private:
  explicit Database(void* database);
  std::shared_ptr<void> database_;
};

}  // namespace ante::sqlite
