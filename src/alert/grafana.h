// Grafana's pictures with what happened in them: each change, and each incident from its beginning to its end.
#pragma once

#include <memory>
#include <string>

#include "alert/way.h"

namespace ante::alert {

// "https://grafana.example": its token is in GRAFANA_TOKEN, or in the file that GRAFANA_TOKEN_FILE names.
Result<std::unique_ptr<Way>> grafana(const std::string& address);

}  // namespace ante::alert
