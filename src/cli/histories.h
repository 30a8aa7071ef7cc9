// Which history is meant, and which incident of it.
#pragma once

#include <filesystem>
#include <string>

#include "incident/incident.h"
#include "pg/connection.h"
#include "store/history.h"

namespace ante::cli {

// Where what is seen of a database is kept if nobody says otherwise: the name is for people, the digits tell servers
// apart.
std::filesystem::path history_of(const pg::Target& target, const std::string& database);
// The one that was given; else the only one that there is.
Result<std::filesystem::path> history_path(const std::string& given);

double this_moment();  // as events have it: seconds since 1970

Result<int> incident_number(const std::string& text);
// 0: the last one.
Result<incident::Incident> incident_of(store::History& history, int number);

}  // namespace ante::cli
