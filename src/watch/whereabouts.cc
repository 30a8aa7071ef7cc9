#include "watch/whereabouts.h"

#include <fmt/format.h>

#include "base/text.h"
#include "watch/host.h"

namespace ante::watch {
namespace {

namespace fs = std::filesystem;

constexpr int version_with_json_log = 150'000;

// Whoever may not read a setting does not see its row.
constexpr const char* whereabouts_sql = R"(
SELECT current_setting('log_destination'), current_setting('logging_collector'), current_setting('log_line_prefix'), current_setting('lc_messages'),
       coalesce(host(inet_server_addr()), ''), session_user, current_database(), pg_backend_pid(),
       coalesce((SELECT setting FROM pg_settings WHERE name = 'data_directory'), ''),
       coalesce((SELECT setting FROM pg_settings WHERE name = 'log_filename'), ''),
       has_function_privilege('pg_current_logfile(text)', 'EXECUTE'))";

const char* name_of(LogFormat format) {
  return format == LogFormat::json ? "jsonlog" : format == LogFormat::csv ? "csvlog" : "stderr";
}

// Those that say the SQLSTATE of each error are better; only the server's own collector writes them.
LogFormat best_format(const Whereabouts& where) {
  if (where.collects_log && contains(where.log_destination, "jsonlog")) return LogFormat::json;
  if (where.collects_log && contains(where.log_destination, "csvlog")) return LogFormat::csv;
  return LogFormat::text;
}

bool is_english(std::string_view locale) {
  return locale.empty() || locale == "POSIX" || locale == "C" || locale.starts_with("C.") || locale.starts_with("en");
}

// Names differ where the pattern has an escape; what stands before the first one, and the ending, do not.
LogFiles files_like(const Whereabouts& where, const fs::path& current, LogFormat format) {
  auto name = current.filename().string();
  LogFiles one{.folder = current.parent_path(), .begins = name, .ends = "", .is_one = true};
  auto escape = where.log_filename.find('%');
  if (where.log_filename.empty() || escape == std::string::npos) return one;
  LogFiles all{.folder = current.parent_path(), .begins = where.log_filename.substr(0, escape), .ends = ""};
  auto point = where.log_filename.rfind('.');
  if (format == LogFormat::csv) all.ends = ".csv";
  if (format == LogFormat::json) all.ends = ".json";
  if (format == LogFormat::text && point != std::string::npos && point > where.log_filename.rfind('%'))
    all.ends = where.log_filename.substr(point);
  return all.have(name) ? all : one;
}

Result<LogFiles> named_files(const fs::path& named, LogFormat& format) {
  std::error_code error;
  if (fs::is_directory(named, error)) {
    auto ends = format == LogFormat::json ? ".json" : format == LogFormat::csv ? ".csv" : ".log";
    return LogFiles{.folder = named, .begins = "", .ends = ends};
  }
  auto ends = named.extension();
  format = ends == ".json" ? LogFormat::json : ends == ".csv" ? LogFormat::csv : LogFormat::text;
  auto folder = named.has_parent_path() ? named.parent_path() : fs::path(".");
  return LogFiles{.folder = folder, .begins = named.filename().string(), .ends = "", .is_one = true};
}

// Without a collector it goes where the server's errors go, which may be a file.
Result<LogFiles> files_of_the_server(const Whereabouts& where, LogFormat format, const fs::path& proc) {
  if (where.postmaster == 0) return undecided("the server is not on this machine", "--log names its log");
  if (where.collects_log) {
    auto path = fs::path(where.current_log);
    if (path.empty() || (path.is_relative() && where.data.empty()))
      return undecided("this role may not know where it is", "GRANT pg_monitor to it, or name it with --log");
    return files_like(where, path.is_relative() ? where.data / path : path, format);
  }
  if (!contains(where.log_destination, "stderr"))
    return undecided(fmt::format("it goes to {}", where.log_destination), "--log names it where it is a file");
  std::error_code error;
  auto path = fs::read_symlink(proc / std::to_string(where.postmaster) / "fd" / "2", error);
  if (error || !fs::is_regular_file(path, error))
    return undecided("it goes to where the server's standard error goes", "--log names it where it is a file");
  return LogFiles{.folder = path.parent_path(), .begins = path.filename().string(), .ends = "", .is_one = true};
}

}  // namespace

Result<Whereabouts> read_whereabouts(pg::Connection& connection, const fs::path& proc) {
  auto row = TRY(connection.query(whereabouts_sql));
  auto text = [&](int column) { return std::string(row.text(0, column)); };
  Whereabouts where{.session = static_cast<int>(row.integer(0, 7)), .database = text(6), .data = text(8)};
  where.log_destination = text(0), where.collects_log = text(1) == "on", where.log_line_prefix = text(2);
  where.lc_messages = text(3), where.log_filename = text(9);
  auto address = text(4);
  // Through a tunnel it may look as if it were here: then there is no such process.
  if (address.empty() || address.starts_with("127.") || address == "::1")
    where.postmaster = postmaster_of(proc, where.session, text(5), where.database);
  auto format = best_format(where);
  bool may_ask = row.flag(0, 10) && (format != LogFormat::json || connection.server_version() >= version_with_json_log);
  if (where.collects_log && may_ask)
    where.current_log =
        TRY(connection.scalar("SELECT coalesce(pg_current_logfile($1), '')", {std::string(name_of(format))}));
  return where;
}

Result<LogPlace> log_place(const Whereabouts& where, const fs::path& named, const fs::path& proc) {
  if (!is_english(where.lc_messages))
    return bad_input(
        fmt::format("the server's log is in another language than is read (lc_messages = {})", where.lc_messages),
        "SET lc_messages = 'C' in postgresql.conf");
  auto format = best_format(where);
  auto files = named.empty() ? TRY(files_of_the_server(where, format, proc)) : TRY(named_files(named, format));
  return LogPlace{.files = std::move(files), .format = format, .line_prefix = where.log_line_prefix};
}

}  // namespace ante::watch
