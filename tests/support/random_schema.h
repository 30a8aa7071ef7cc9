// A schema by lot: names come from a small pool, so that two of them have much in common and differ in everything that
// an object can be.
#pragma once

#include <cstdint>
#include <string>

namespace ante::tests {

std::string random_schema(std::uint64_t seed);  // a script that makes it in an empty database

}  // namespace ante::tests
