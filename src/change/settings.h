// The settings' files of migration tools, as far as they are "key = value" below "[section]" or none: flyway.conf,
// flyway.toml, sqitch.conf, diesel's metadata.toml.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ante::change {

// Keys are "section.key"; [engine "pg"] is the section engine.pg. Quotes around values are gone.
std::map<std::string, std::string> settings_of(std::string_view text);

}  // namespace ante::change
