// goose's own way to find statements: line by line, by the semicolon at a line's end.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "change/marks.h"

namespace ante::change {
namespace {

constexpr std::array annotations{"up",        "down",      "statementbegin", "statementend", "no transaction",
                                 "envsub on", "envsub off"};

bool is_annotation(std::string_view line) { return trim(line).starts_with("--") && contains(line, "+goose"); }

// The last word before a comment ends with a semicolon.
bool ends_statement(std::string_view line) {
  std::string last;
  for (auto& word : split(normal(line), ' ')) {
    if (word.starts_with("--")) break;
    last = word;
  }
  return last.ends_with(';');
}

class GooseReader {
 public:
  GooseReader(std::string_view script, const std::string& file) : lines_(lines_of(script)), file_(file) {}

  Result<GooseScript> read() {
    for (at_ = 0; at_ < lines_.size(); ++at_) TRY(line(lines_[at_]));
    if (direction_ == Direction::none)
      return bad_input(fmt::format("{}: there is no '-- +goose Up', and goose refuses it", file_),
                       "begin what goes up with a line '-- +goose Up'");
    if (in_block_) return refused("a StatementBegin without its StatementEnd", "add '-- +goose StatementEnd'");
    TRY(nothing_unfinished());
    return std::move(script_);
  }

 private:
  enum class Direction { none, up, down };

  std::unexpected<Error> refused(std::string_view why, std::string_view next) const {
    return bad_input(fmt::format("{}:{}: {}, which goose refuses", file_, std::min(at_, lines_.size() - 1) + 1, why),
                     std::string(next));
  }

  Result<void> line(std::string_view text) {
    if (direction_ == Direction::none && trim(text).empty()) return {};
    if (is_annotation(text)) return annotation(text);
    if (buffer_.text.empty()) {
      if (trim(text).starts_with("--") || text.empty()) return {};
      buffer_.line = static_cast<int>(at_) + 1;
    }
    if (direction_ == Direction::none) return refused("a statement above '-- +goose Up'", "move it below");
    buffer_.text += std::string(text) += '\n';
    if (!in_block_ && ends_statement(text)) return finish();
    return {};
  }

  Result<void> annotation(std::string_view text) {
    auto what = normal(replace_all(replace_all(std::string(text), "--", ""), "+goose", ""));
    if (text.starts_with(' ') || text.starts_with('\t'))
      return refused("a mark of goose's that does not begin its line", "move it to the line's beginning");
    if (std::ranges::find(annotations, what) == annotations.end())
      return refused(fmt::format("'{}' is no mark of goose's", one_line(text, 60)),
                     "known are: Up, Down, StatementBegin, "
                     "StatementEnd, NO TRANSACTION, ENVSUB ON and ENVSUB OFF");
    if (what == "up" || what == "down") return turn(what == "up");
    if (what == "no transaction") script_.in_transaction = false;
    if (what.starts_with("envsub")) substitutes_ = what == "envsub on";
    if (what == "statementbegin") {
      if (direction_ == Direction::none || in_block_)
        return refused("a StatementBegin in this place", "see goose's documentation");
      in_block_ = true;
    }
    if (what == "statementend") {
      if (!in_block_) return refused("a StatementEnd without a StatementBegin", "add '-- +goose StatementBegin'");
      in_block_ = false;
      return finish();
    }
    return {};
  }

  Result<void> turn(bool up) {
    if (up && direction_ != Direction::none) return refused("a second '-- +goose Up'", "leave one of them");
    if (!up && (direction_ != Direction::up || in_block_))
      return refused("a '-- +goose Down' in this place", "it comes once, below '-- +goose Up'");
    if (!up) TRY(nothing_unfinished());
    direction_ = up ? Direction::up : Direction::down;
    script_.has_down = script_.has_down || !up;
    return {};
  }

  Result<void> nothing_unfinished() {
    if (trim(buffer_.text).empty()) return {};
    return bad_input(
        fmt::format("{}:{}: this statement has no semicolon at the end of its last line, and goose refuses it", file_,
                    buffer_.line),
        "end it with a semicolon");
  }

  Result<void> finish() {
    auto part = std::exchange(buffer_, {});
    if (trim(part.text).empty()) return {};
    if (auto dollar = part.text.find('$'); substitutes_ && dollar != part.text.npos)
      return bad_input(
          fmt::format("{}:{}: '{}' would be replaced by goose (ENVSUB ON), by what is in its environment", file_,
                      part.line + std::ranges::count(part.text.substr(0, dollar), '\n'),
                      one_line(part.text.substr(dollar, part.text.find_first_of(" ;,'\"\n)", dollar) - dollar), 40)),
          "write the value, or let goose write the SQL that it would run, and check that");
    (direction_ == Direction::up ? script_.up : script_.down).push_back(std::move(part));
    return {};
  }

  std::vector<std::string_view> lines_;
  const std::string& file_;
  GooseScript script_;
  Direction direction_ = Direction::none;
  bool in_block_ = false, substitutes_ = false;
  Part buffer_{"", 1};
  std::size_t at_ = 0;
};

}  // namespace

bool has_goose_marks(std::string_view script) { return std::ranges::any_of(lines_of(script), is_annotation); }

Result<GooseScript> goose_script(std::string_view script, const std::string& file) {
  return GooseReader(script, file).read();
}

}  // namespace ante::change
