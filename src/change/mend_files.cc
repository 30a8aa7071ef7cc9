// What a mended change looks like on disk, tool by tool.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "change/folder.h"
#include "change/mend.h"
#include "change/mend_back.h"
#include "change/names.h"
#include "change/script.h"
#include "sql/tokens.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;

enum class Parts { numbered_files, numbered_folders, dotted_versions, changesets, none };

// How a tool takes what runs in no transaction: a line at the file's top, or words in a line that is there.
struct Writing {
  std::string_view tool;
  Parts parts;
  std::string_view up_mark = {}, down_mark = {};  // lines of a new file
  std::string_view line_for_none = {};            // a line of its own, at the top
  std::string_view behind_mark = {}, words_for_none = {};
  bool files_go_up_and_down = false;  // 7_a.up.sql and 7_a.down.sql
  bool can_do_without_transaction = true;
};

constexpr std::array writings{
    Writing{.tool = "plain", .parts = Parts::none},
    Writing{.tool = "sqitch", .parts = Parts::none},
    Writing{.tool = "goose",
            .parts = Parts::numbered_files,
            .up_mark = "-- +goose Up\n",
            .down_mark = "-- +goose Down\n",
            .line_for_none = "-- +goose NO TRANSACTION\n"},
    Writing{.tool = "dbmate",
            .parts = Parts::numbered_files,
            .up_mark = "-- migrate:up\n",
            .down_mark = "-- migrate:down\n",
            .behind_mark = "-- migrate:up",
            .words_for_none = " transaction:false"},
    Writing{.tool = "golang-migrate", .parts = Parts::numbered_files, .files_go_up_and_down = true},
    Writing{.tool = "sqlx", .parts = Parts::numbered_files, .line_for_none = "-- no-transaction\n"},
    Writing{.tool = "prisma", .parts = Parts::numbered_folders},
    Writing{.tool = "diesel", .parts = Parts::numbered_folders},
    Writing{.tool = "flyway", .parts = Parts::dotted_versions},
    Writing{.tool = "liquibase",
            .parts = Parts::changesets,
            .behind_mark = "--changeset ",
            .words_for_none = " runInTransaction:false"},
    Writing{.tool = "refinery", .parts = Parts::none, .can_do_without_transaction = false},
    Writing{.tool = "node-pg-migrate", .parts = Parts::none, .can_do_without_transaction = false},
    Writing{.tool = "graphile-migrate", .parts = Parts::none, .can_do_without_transaction = false},
};

std::size_t start_of_line(std::string_view text, int line) {
  std::size_t at = 0;
  for (; line > 1 && at < text.size(); --line) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

// Where a statement stands in its file, and where the next thing begins.
struct Span {
  std::size_t begin = 0, end = 0;
};

Result<std::vector<Span>> spans_of(const std::vector<Step>& steps, std::string_view text) {
  std::vector<Span> spans;
  std::size_t from = 0;
  for (auto& step : steps) {
    auto begin = text.find(step.sql, std::max(from, start_of_line(text, step.line)));
    if (step.secret)
      return bad_input(
          fmt::format("{}:{}: the statement holds a secret, and its file is left alone", step.file, step.line),
          "change it by hand");
    if (step.file != steps[0].file || begin == text.npos)
      return bad_input(fmt::format("{}:{}: the statement does not stand there as it runs", step.file, step.line),
                       "change it by hand");
    auto end = begin + step.sql.size();
    end = step.sql.ends_with(';') ? end : std::min(text.find(';', end), text.size() - 1) + 1;
    if (!step.copy_data.empty()) end = std::min(end_of_rows(text, text.find('\n', end)), text.size() - 1) + 1;
    spans.push_back({begin, end});
    from = end;
  }
  return spans;
}

std::string as_comment(std::string_view sql) {
  std::string comment = "-- in place of:\n";
  for (auto& line : split(std::string(sql), '\n')) comment += fmt::format("--   {}\n", line);
  return comment;
}

// A migration's pieces as texts, and what stands in its file before and behind them.
struct Texts {
  std::string header, footer;
  std::vector<std::string> pieces;
};

Texts texts_of(const std::vector<Piece>& pieces, const Migration& migration, const std::vector<Span>& spans,
               const std::string& text) {
  Texts texts{text.substr(0, spans[0].begin), text.substr(spans.back().end), {}};
  auto place = [&](const Step* step) { return static_cast<std::size_t>(step - migration.steps.data()); };
  for (auto& piece : pieces) {
    auto& written = texts.pieces.emplace_back();
    bool last_is_new = false;
    for (auto& [sql, kept, in_place_of] : piece.statements) {
      auto new_line = [&] { written += written.empty() || written.ends_with('\n') ? "" : "\n"; };
      if (auto* step = kept ? kept : in_place_of) {
        auto i = place(step);
        auto behind = i ? spans[i - 1].end : spans[0].begin;
        auto between = text.substr(behind, spans[i].begin - behind);
        if (written.empty()) between.erase(0, std::min(between.find_first_not_of('\n'), between.size()));
        written += between;
        if (!kept || (last_is_new && between.empty())) new_line();
        auto whole = text.substr(spans[i].begin, spans[i].end - spans[i].begin);
        written += kept ? whole : as_comment(whole);
      } else {
        new_line();
      }
      if (!kept) written += sql + ";";
      last_is_new = !kept;
    }
  }
  return texts;
}

// The way back, part by part: what stays where it stood, and what goes with the others.
struct WaysBack {
  std::string stays;  // from `begin` of its file on
  std::size_t begin = 0;
  std::vector<std::string> of_pieces;
};

Result<WaysBack> ways_back_of(const std::vector<Piece>& pieces, const WayBack& back, const std::string& text) {
  auto spans = TRY(spans_of(back.steps, text));
  WaysBack ways{"", spans[0].begin, std::vector<std::string>(pieces.size())};
  std::vector<bool> has_one(pieces.size());
  Owners owners(pieces);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    auto from = i ? spans[i - 1].end : spans[0].begin;
    auto slice = text.substr(from, spans[i].end - from);
    auto owner = owners.of(back.steps[i].sql);
    auto& its = owner ? ways.of_pieces[owner] : ways.stays;
    if (its.empty()) slice.erase(0, std::min(slice.find_first_not_of('\n'), slice.size()));
    its += slice;
    has_one[owner] = true;
  }
  ways.stays += text.substr(spans.back().end);
  for (std::size_t n = 0; n < pieces.size(); ++n)
    if (auto drop = has_one[n] ? "" : drop_of_index(pieces[n]); !drop.empty())
      n ? ways.of_pieces[n] = drop + ";" : ways.stays = drop + ";\n" + ways.stays;
  return ways;
}

// Numbers that lie between a migration's and the next one's: 0007_a is followed by 0008_a_2.
class Numbers {
 public:
  Numbers(const fs::path& folder, std::string name) : name_(std::move(name)) {
    std::error_code error;
    for (auto& entry : fs::directory_iterator(folder, error)) taken_.push_back(number_in(entry.path().filename()));
  }

  // Of the n-th piece behind the first; none where somebody else's is in the way.
  Result<std::string> behind(std::size_t n) const {
    auto digits = number_in(name_);
    if (digits.empty() || digits.size() > 18)
      return bad_input(fmt::format("{} has no number that others could follow", shown(name_)), "part it by hand");
    auto number = std::stoll(digits) + static_cast<long long>(n);
    auto in_the_way = [&](const std::string& other) {
      return !other.empty() && other.size() <= 18 && std::stoll(other) > std::stoll(digits) &&
             std::stoll(other) <= number;
    };
    if (std::ranges::any_of(taken_, in_the_way))
      return bad_input(fmt::format("there is no number left behind {} for what must be parted from it", shown(name_)),
                       "give those that follow higher numbers");
    return like(fmt::format("{:0{}}", number, digits.size())) + fmt::format("_{}", n + 1);
  }

 private:
  // diesel's are dates: 2026-11-20-120000_a
  static std::size_t length_in(const std::string& name) {
    return std::min(name.find_first_not_of("0123456789-"), name.size());
  }
  static std::string number_in(const std::string& name) {
    return replace_all(name.substr(0, length_in(name)), "-", "");
  }
  // The digits with dashes where this name has them, and what follows its number.
  std::string like(const std::string& digits) const {
    std::string number;
    std::size_t taken = 0;
    for (char c : name_.substr(0, length_in(name_))) number += c == '-' ? '-' : digits[taken++];
    return number + digits.substr(taken) + name_.substr(length_in(name_));
  }

  std::string name_;
  std::vector<std::string> taken_;
};

std::string with_words_behind(std::string text, std::string_view mark, std::string_view words) {
  auto at = text.rfind(mark);
  if (at == text.npos) return text;
  return text.insert(std::min(text.find('\n', at), text.size()), words);
}

class Writer {
 public:
  Writer(const Change& change, const Writing& writing) : writing_(writing) {
    std::error_code error;
    root_ = fs::is_directory(change.folder, error) ? fs::path(change.folder) : fs::path(change.folder).parent_path();
  }

  Result<void> write(const Migration& migration, const std::vector<Piece>& pieces) {
    auto file = root_ / migration.steps[0].file;
    // A file may hold several migrations, of which others were written before: their lines are the old file's.
    auto before = TRY(text_of({file.filename().string(), file, migration.steps[0].file}));
    auto spans = TRY(spans_of(migration.steps, before));
    auto texts = texts_of(pieces, migration, spans, before);
    bool in_none = std::ranges::any_of(pieces, [](auto& piece) { return !piece.in_transaction; });
    bool parted = pieces.size() > 1;
    if ((in_none && !writing_.can_do_without_transaction) || (parted && writing_.parts == Parts::none))
      return bad_input(
          fmt::format("{}: {} runs all of a migration of SQL in one transaction, and part of this one must "
                      "run in none",
                      migration.steps[0].file, writing_.tool),
          "write it in the tool's own language, without a transaction, or run that part by hand");
    if (writing_.parts == Parts::changesets) return write_changesets(file, pieces, texts, spans, before);
    bool was_in_one = migration.in_transaction;
    auto ways_back = TRY(part_way_back(file, migration, pieces, texts, spans.back().end));
    files_[file] = first(texts, was_in_one && !pieces[0].in_transaction);
    if (writing_.tool == "diesel" && was_in_one && !pieces[0].in_transaction) without_transaction(file.parent_path());
    for (std::size_t n = 1; n < pieces.size(); ++n) TRY(write_part(file, n, pieces[n], texts.pieces[n], ways_back[n]));
    return {};
  }

  Files files() { return std::move(files_); }

 private:
  std::string first(const Texts& texts, bool in_none) const {
    auto header = texts.header;
    if (in_none) {
      header = with_words_behind(header, writing_.behind_mark, writing_.words_for_none);
      header = std::string(writing_.line_for_none) + header;
    }
    return header + texts.pieces[0] + texts.footer;
  }

  // Each part's own way back; it goes out of the first one's file, or out of the one that has only ways back.
  Result<std::vector<std::string>> part_way_back(const fs::path& file, const Migration& migration,
                                                 const std::vector<Piece>& pieces, Texts& texts,
                                                 std::size_t end_of_up) {
    if (pieces.size() == 1 || !migration.back || migration.back->steps.empty())
      return std::vector<std::string>(pieces.size());
    auto down = root_ / migration.back->steps[0].file;
    auto text = TRY(text_of({down.filename().string(), down, migration.back->steps[0].file}));
    auto ways = TRY(ways_back_of(pieces, *migration.back, text));
    if (down == file)
      texts.footer = text.substr(end_of_up, ways.begin - end_of_up) + ways.stays;
    else
      files_[down] = text.substr(0, ways.begin) + ways.stays;
    return std::move(ways.of_pieces);
  }

  Result<void> write_part(const fs::path& file, std::size_t n, const Piece& piece, const std::string& sql,
                          const std::string& way_back) {
    auto down = way_back.empty() ? std::string("-- nothing to take back\n") : way_back + "\n";
    std::string text;
    if (!piece.in_transaction) text += writing_.line_for_none;
    std::string up(writing_.up_mark);
    if (!piece.in_transaction && !writing_.words_for_none.empty())
      up = with_words_behind(up, writing_.behind_mark, writing_.words_for_none);
    text += up + sql + (sql.ends_with('\n') ? "" : "\n");
    if (!writing_.down_mark.empty()) text += "\n" + std::string(writing_.down_mark) + down;
    if (writing_.parts == Parts::numbered_folders) {
      auto folder = file.parent_path();
      auto beside = folder.parent_path() / TRY(Numbers(folder.parent_path(), folder.filename().string()).behind(n));
      TRY(add(beside / file.filename(), text));
      std::error_code error;
      if (fs::exists(folder / "down.sql", error)) files_[beside / "down.sql"] = down;
      if (writing_.tool == "diesel" && !piece.in_transaction) without_transaction(beside);
      return {};
    }
    auto name = file.filename().string();
    auto ending = name.ends_with(".up.sql") ? std::string(".up.sql") : std::string(".sql");
    auto stem = name.substr(0, name.size() - ending.size());
    auto part = writing_.parts == Parts::dotted_versions ? TRY(dotted(stem, n))
                                                         : TRY(Numbers(file.parent_path(), stem).behind(n));
    TRY(add(file.parent_path() / (part + ending), text));
    if (ending == ".up.sql") files_[file.parent_path() / (part + ".down.sql")] = down;
    return {};
  }

  Result<void> add(const fs::path& file, std::string text) {
    std::error_code error;
    if (fs::exists(file, error)) return bad_input(fmt::format("{} is there already", file.string()), "part it by hand");
    files_[file] = std::move(text);
    return {};
  }

  // V7__a is followed by V7.1__a_2.
  static Result<std::string> dotted(const std::string& stem, std::size_t n) {
    auto separator = stem.find("__");
    if (separator == stem.npos || separator == 0 || !is_digit(stem[separator - 1]))
      return bad_input(fmt::format("{} has no version that others could follow", shown(stem)), "part it by hand");
    return fmt::format("{}.{}{}_{}", stem.substr(0, separator), n, stem.substr(separator), n + 1);
  }

  // All of a changelog stays one file: the parts are changesets that follow each other in it.
  Result<void> write_changesets(const fs::path& file, const std::vector<Piece>& pieces, const Texts& texts,
                                const std::vector<Span>& spans, const std::string& before) {
    auto mark = texts.header.rfind(writing_.behind_mark);
    if (mark == std::string::npos)
      return bad_input(
          fmt::format("{}: there is no {}above the statements", shown(file.string()), writing_.behind_mark),
          "part it by hand");
    auto line_end = texts.header.find('\n', mark);
    auto line = texts.header.substr(mark, line_end - mark);
    auto id_end = line.find_first_of(" \t\r", line.find(':'));
    id_end = std::min(id_end, line.size());
    auto rollbacks = part_rollback(pieces, pieces.size() > 1 ? own_rollback(texts.footer) : "");
    std::string all;
    for (std::size_t n = 0; n < pieces.size(); ++n) {
      auto own = n ? fmt::format("{}-{}{}", line.substr(0, id_end), n + 1, line.substr(id_end)) : line;
      if (!pieces[n].in_transaction && !contains(own, writing_.words_for_none)) own += writing_.words_for_none;
      all += (n ? "\n\n" : "") + own + (n ? "\n" : texts.header.substr(line_end)) + texts.pieces[n];
      all += rollbacks[n];
    }
    auto rest = pieces.size() > 1 ? texts.footer.substr(own_rollback(texts.footer).size()) : texts.footer;
    edits_[file].push_back({mark, spans.back().end + (texts.footer.size() - rest.size()), std::move(all)});
    // From the end, so that what comes before keeps its place.
    auto text = before;
    auto& edits = edits_[file];
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
      text.replace(edit->begin, edit->end - edit->begin, edit->text);
    files_[file] = std::move(text);
    return {};
  }

  static std::string own_rollback(const std::string& footer) {
    std::size_t end = 0;
    for (std::size_t at = 0; at < footer.size();) {
      auto stop = std::min(footer.find('\n', at), footer.size() - 1) + 1;
      auto line = trim(std::string_view(footer).substr(at, stop - at));
      if (line.starts_with("--changeset")) break;
      if (line.starts_with("--rollback") || line.starts_with("-- rollback")) end = stop;
      at = stop;
    }
    auto rollback = footer.substr(0, end);
    if (rollback.ends_with('\n')) rollback.pop_back();
    return rollback;
  }

  // A way back stands in the lines below the statements of its own changeset.
  static std::vector<std::string> part_rollback(const std::vector<Piece>& pieces, const std::string& rollback) {
    std::vector<std::string> parts(pieces.size());
    Owners owners(pieces);
    for (auto& line : split(rollback, '\n')) {
      auto sql = trim(line);
      if (sql.empty()) continue;
      sql.remove_prefix(std::min(sql.find("rollback") + 8, sql.size()));
      parts[owners.of(sql)] += "\n" + line;
    }
    for (std::size_t n = 0; n < pieces.size() && !rollback.empty(); ++n)
      if (parts[n].empty()) {
        auto drop = drop_of_index(pieces[n]);
        parts[n] = "\n--rollback " + (drop.empty() ? "empty" : drop + ";");
      }
    return parts;
  }

  void without_transaction(const fs::path& folder) {
    files_[folder / "metadata.toml"] = "run_in_transaction = false\n";
  }

  struct Edit {
    std::size_t begin, end;
    std::string text;
  };

  const Writing& writing_;
  fs::path root_;
  Files files_;
  std::map<fs::path, std::vector<Edit>> edits_;
};

bool is_as_it_was(const Migration& migration, const std::vector<Piece>& pieces) {
  return pieces.size() == 1 && pieces[0].statements.size() == migration.steps.size() &&
         std::ranges::all_of(pieces[0].statements, [](auto& statement) { return statement.kept; });
}

}  // namespace

Result<Files> mended_files(const Change& change, const Mend& mend) {
  auto* writing = std::ranges::find(writings, change.tool, &Writing::tool);
  if (writing == writings.end())
    return bad_input("what a command executes is in no file that could be mended",
                     "put what is proposed into the command's own migrations");
  Writer writer(change, *writing);
  auto pieces = pieces_of(change, mend);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (!is_as_it_was(change.migrations[i], pieces[i])) TRY(writer.write(change.migrations[i], pieces[i]));
  return writer.files();
}

}  // namespace ante::change
