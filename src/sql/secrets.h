// Passwords and the like in a statement's text: nobody is shown them, and nothing keeps them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ante::sql {

// The statement with 'hidden' in the place of what is secret in it: passwords of roles and user mappings, options and
// settings whose names speak of a secret, passwords in addresses that are given to the server. Nothing where it holds
// none. A secret that is an ordinary value of a row, or is put together as a function runs, is not known for one.
std::optional<std::string> without_secrets(std::string_view statement);

}  // namespace ante::sql
