#include "change/liquibase_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ante::change {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }

// What stands behind "--", "-- " or "--   " in a comment's line; nothing in others.
std::optional<std::string_view> comment_of(std::string_view line) {
  line = trim(line);
  if (!line.starts_with("--")) return std::nullopt;
  return trim(line.substr(2));
}

// The rest of the comment behind a word, compared without regard to case.
std::optional<std::string_view> behind(std::string_view comment, std::string_view word) {
  if (lower(comment.substr(0, word.size())) != word) return std::nullopt;
  return comment.substr(word.size());
}

// The value of key:value in a line, of the last one; values in double quotes may hold blanks. To Liquibase,
// rollbackSplitStatements is a splitStatements too.
std::optional<std::string> attribute(std::string_view line, std::string_view key) {
  auto small = lower(line);
  auto wanted = lower(key) + ":";
  for (auto at = small.rfind(wanted); at != small.npos; at = at == 0 ? small.npos : small.rfind(wanted, at - 1)) {
    auto before = std::string_view(small).substr(0, at);
    if (at > 0 && !is_blank(line[at - 1]) && !(wanted == "splitstatements:" && before.ends_with("rollback"))) continue;
    auto value = line.substr(at + wanted.size());
    if (value.starts_with('"')) return std::string(value.substr(1, value.find('"', 1) - 1));
    return std::string(value.substr(0, value.find_first_of(" \t")));
  }
  return std::nullopt;
}

bool flag(std::string_view line, std::string_view key, bool otherwise) {
  auto value = attribute(line, key);
  return value ? lower(*value) == "true" : otherwise;
}

// author:id, where either may stand in double quotes; the id ends at a blank.
std::optional<std::pair<std::string, std::string>> author_and_id(std::string_view text) {
  auto quoted = [&](std::string_view& from) -> std::optional<std::string> {
    auto end = from.starts_with('"') ? from.find('"', 1) : from.npos;
    if (end == from.npos) return std::nullopt;
    auto value = std::string(from.substr(1, end - 1));
    from.remove_prefix(end + 1);
    return value;
  };
  auto author = quoted(text);
  if (!author) {
    auto colon = text.find(':');
    if (colon == text.npos || colon == 0) return std::nullopt;
    author = std::string(text.substr(0, colon));
    text.remove_prefix(colon);
  }
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  auto id = quoted(text);
  if (!id) id = std::string(text.substr(0, text.find_first_of(" \t")));
  if (id->empty()) return std::nullopt;
  return std::pair{*author, *id};
}

class ChangelogReader {
 public:
  ChangelogReader(std::string_view script, const std::string& file) : lines_(lines_of(script)), file_(file) {}

  Result<Changelog> read() {
    for (at_ = 0; at_ < lines_.size(); ++at_) TRY(line(lines_[at_]));
    TRY(close());
    return std::move(log_);
  }

 private:
  std::unexpected<Error> refused(std::string_view why, std::string_view next) const {
    auto line = std::min(at_ + 1, std::max<std::size_t>(lines_.size(), 1));
    return bad_input(fmt::format("{}:{}: {}, which Liquibase refuses", file_, line, why), std::string(next));
  }

  Result<void> line(std::string_view text) {
    auto comment = comment_of(text);
    if (!comment) return rollback_block(text) ? skip_block() : sql(text);
    if (replace_all(normal(*comment), " ", "").starts_with("liquibaseformatted"))
      logical_path_ = attribute(text, "logicalFilePath").value_or("");
    if (auto lines = behind(*comment, "ignorelines:")) return ignore(trim(*lines));
    if (auto rest = behind(*comment, "property "); rest && !open_) return property(*rest);
    if (auto rest = behind(*comment, "changeset"); rest && (rest->empty() || is_blank((*rest)[0]))) return begin(*rest);
    if (!open_) return {};
    auto& set = log_.changesets.back();
    if (auto rest = behind(*comment, "rollback"); rest && !rest->empty() && is_blank((*rest)[0])) {
      add_rollback(trim(*rest));
      return blank();
    }
    if (behind(*comment, "precondition")) set.has_preconditions = true;
    return blank();
  }

  Result<void> property(std::string_view rest) {
    if (auto name = attribute(rest, "name")) log_.properties[*name] = attribute(rest, "value").value_or("");
    return {};
  }

  Result<void> begin(std::string_view rest) {
    TRY(close());
    auto names = author_and_id(trim(rest));
    if (!names) return refused("a changeset without an author and an id", "--changeset AUTHOR:ID");
    auto text = lines_[at_];
    Changeset set;
    std::tie(set.author, set.id) = *names;
    set.line = static_cast<int>(at_) + 1;
    set.sql.line = set.line + 1;
    set.in_transaction = flag(text, "runInTransaction", true);
    set.splits = flag(text, "splitStatements", true);
    set.rollback_splits = flag(text, "rollbackSplitStatements", true);
    set.runs_always = flag(text, "runAlways", false);
    set.runs_on_change = flag(text, "runOnChange", false);
    set.ignored = flag(text, "ignore", false);
    set.delimiter = attribute(text, "endDelimiter").value_or("");
    set.rollback_delimiter = attribute(text, "rollbackEndDelimiter").value_or("");
    set.dbms = attribute(text, "dbms").value_or("");
    set.logical_path = attribute(text, "logicalFilePath").value_or(logical_path_);
    log_.changesets.push_back(std::move(set));
    open_ = true;
    return {};
  }

  // A changeset without SQL is refused, but at the file's end, where there may be none.
  Result<void> close() {
    if (!open_) return {};
    auto& set = log_.changesets.back();
    if (trim(set.sql.text).empty() && at_ < lines_.size())
      return refused(fmt::format("no SQL in the changeset {}:{} above", one_line(set.author, 40), one_line(set.id, 40)),
                     "give it some");
    if (set.rollback) settle_rollback(set);
    return {};
  }

  // Every line has its place, so that statements know theirs: what is not SQL leaves a blank one.
  Result<void> sql(std::string_view text) {
    if (open_) (log_.changesets.back().sql.text += text) += '\n';
    return {};
  }
  Result<void> blank() { return sql(""); }

  void add_rollback(std::string_view text) {
    auto& rollback = log_.changesets.back().rollback;
    int line = static_cast<int>(at_) + 1;
    if (!rollback) rollback = Part{"", line}, next_rollback_ = line;
    rollback->text.append(static_cast<std::size_t>(line - next_rollback_), '\n');
    (rollback->text += text) += '\n';
    next_rollback_ = line + 1;
  }

  void settle_rollback(Changeset& set) {
    auto said = lower(trim(set.rollback->text));
    if (said.starts_with("empty") || said.starts_with("not required")) {
      set.rollback = Part{"", set.rollback->line};
    } else if (contains(said, "changesetid")) {
      auto text = " " + replace_all(set.rollback->text, "\n", " ");
      set.rolled_back_by = {attribute(text, "changeSetAuthor").value_or(""),
                            attribute(text, "changeSetId").value_or("")};
      set.rollback.reset();
    }
  }

  // /* liquibase rollback, and what is to be run on the lines below
  static bool rollback_block(std::string_view text) {
    text = trim(text);
    return text.starts_with("/*") && normal(text.substr(2)) == "liquibase rollback";
  }

  Result<void> skip_block() {
    auto began = at_;
    if (open_) TRY(blank());
    for (++at_; at_ < lines_.size(); ++at_) {
      auto text = trim(lines_[at_]);
      bool ends = text.ends_with("*/");
      if (ends) text.remove_suffix(2);
      if (open_ && !trim(text).empty()) add_rollback(trim(text));
      TRY(blank());
      if (ends) return {};
    }
    at_ = began;
    return refused("a rollback's comment that does not end", "end it with */");
  }

  Result<void> leave_out_next() {
    ++at_;
    bool says_something = !trim(lines_[at_]).empty() && !comment_of(lines_[at_]);
    if (open_ && says_something) ++log_.changesets.back().ignored_lines;
    return blank();
  }

  // --ignoreLines:start to --ignoreLines:end, or a count of lines
  Result<void> ignore(std::string_view what) {
    TRY(blank());
    if (lower(what) != "start") {
      if (what.empty() || what.size() > 6 || what.find_first_not_of("0123456789") != what.npos)
        return refused("ignoreLines without a count",
                       "--ignoreLines:COUNT, or --ignoreLines:start and --ignoreLines:end");
      for (auto left = std::stoul(std::string(what)); left > 0 && at_ + 1 < lines_.size(); --left)
        TRY(leave_out_next());
      return {};
    }
    while (at_ + 1 < lines_.size()) {
      TRY(leave_out_next());
      auto comment = comment_of(lines_[at_]);
      auto end = comment ? behind(*comment, "ignorelines:") : std::nullopt;
      if (end && lower(trim(*end)) == "end") break;
    }
    return {};
  }

  std::vector<std::string_view> lines_;
  const std::string& file_;
  Changelog log_;
  std::string logical_path_;
  bool open_ = false;
  int next_rollback_ = 1;  // the line that the rollback has come to
  std::size_t at_ = 0;
};

}  // namespace

bool has_liquibase_marks(std::string_view script) {
  for (auto line : lines_of(script)) {
    if (trim(line).empty()) continue;
    auto comment = comment_of(line);
    return comment && replace_all(normal(*comment), " ", "").starts_with("liquibaseformatted");
  }
  return false;
}

Result<Changelog> changelog_of(std::string_view script, const std::string& file) {
  return ChangelogReader(script, file).read();
}

std::vector<Part> statements_of(const Part& sql, bool splits, const std::string& delimiter) {
  if (!splits) return {sql};
  // Without another delimiter, the semicolon is one, and so is a line with GO or a slash alone.
  bool usual = delimiter.empty() || delimiter == ";";
  auto own = lower(delimiter.starts_with("\\n") ? std::string_view(delimiter).substr(2) : delimiter);
  std::vector<Part> parts{{"", sql.line}};
  int line = sql.line;
  for (auto text : lines_of(sql.text)) {
    auto end = lower(trim(text));
    bool ends = usual ? end == "go" || end == "/" : end.ends_with(own);
    if (!ends) (parts.back().text += text) += '\n';
    if (ends && !usual) {
      text = trim(text);
      parts.back().text += std::string(text.substr(0, text.size() - own.size())) + "\n";
    }
    ++line;
    if (ends) parts.push_back({"", line});
  }
  std::erase_if(parts, [](auto& part) { return trim(part.text).empty(); });
  return parts;
}

}  // namespace ante::change
