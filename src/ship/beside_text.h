// What is read from a statement that changes a type, and from definitions that name the column.
#pragma once

#include <string>

namespace ante::ship {

// A column's name in an expression or a definition that the server wrote, under another name. What is called like it
// and is no column stands behind :: or a dot, or before a bracket.
std::string renamed(const std::string& text, const std::string& column, const std::string& as);

// What stands behind USING; none where the statement changes more than the one type.
struct Using {
  std::string expression;
  bool is_all = true;
};
Using using_in(const std::string& sql);

}  // namespace ante::ship
