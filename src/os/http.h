// What is posted to an address of the web.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ante::os {

// Errors name no more of the address than its server: the rest may be a secret.
// `token`: what it asks for, as a bearer.
Result<void> post_json(const std::string& url, const std::string& body,
                       const std::string& content_type = "application/json", const std::string& token = "");

// Whether something may be posted there, as far as its spelling says.
Result<void> check_web_address(const std::string& url);

// What somebody gave as an address: itself, or "$NAME" of the variable that holds it.
Result<std::string> web_address(const std::string& given);

}  // namespace ante::os
