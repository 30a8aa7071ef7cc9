// A history as ante watch would have kept it of an outage: ten quiet minutes, a change, four minutes in which sessions
// pile up and a query takes a hundred times as long, and two quiet minutes again.
#pragma once

#include <filesystem>

namespace ante::tests {

void keep_an_outage(const std::filesystem::path& path);

}  // namespace ante::tests
