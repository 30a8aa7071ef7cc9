// Errors are values: a function that can fail returns Result<T>, and an Error says what happened, to what, and what to
// do next. It travels up unchanged (TRY) or with its place added, and is shown once, by the command.
#pragma once

#include <cstdlib>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace ante {

// How a command ends; the process's exit codes.
enum class Exit { fine = 0, blocked = 1, bad_input = 2, undecided = 3 };

// What a server names beside its message; "" where it names none. Details hold values of rows.
struct About {
  std::string detail = {}, schema = {}, table = {}, column = {}, constraint = {};
};

struct Error {
  std::string what;       // what happened, and to what
  std::string next = {};  // what to do about it; may be empty
  Exit exit = Exit::undecided;
  std::string sqlstate = {};  // set where a server said it
  About about = {};           // the same
};

template <class T>
using Result = std::expected<T, Error>;

// The call, a file or an address that the user gave is wrong.
inline std::unexpected<Error> bad_input(std::string what, std::string next = {}) {
  return std::unexpected(Error{std::move(what), std::move(next), Exit::bad_input});
}
// The world stands in the way: no server, no disk, no answer in time.
inline std::unexpected<Error> undecided(std::string what, std::string next = {}) {
  return std::unexpected(Error{std::move(what), std::move(next), Exit::undecided});
}
// The same error, with the place it happened in before it.
inline std::unexpected<Error> at(std::string_view place, Error error) {
  error.what = std::string(place) + ": " + error.what;
  return std::unexpected(std::move(error));
}

[[noreturn]] void programmer_mistake(const char* condition, const char* file, int line);

}  // namespace ante

// The value of an expression of type Result<T>, or a return with its error.
#define TRY(expression)                                                       \
  (__extension__({                                                            \
    auto try_result_ = (expression);                                          \
    if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
    *std::move(try_result_);                                                  \
  }))

// A programmer's mistake stops the program, in release too; a user's input never gets here.
#define CHECK_THAT(condition) ((condition) ? void(0) : ::ante::programmer_mistake(#condition, __FILE__, __LINE__))
