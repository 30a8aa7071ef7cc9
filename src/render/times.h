// Times of the day for people, all of them UTC.
#pragma once

#include <string>

namespace ante::render {

std::string utc_day(double at);    // "2026-11-30", of seconds since 1970
std::string utc_clock(double at);  // "18:05:10"

}  // namespace ante::render
